package io.jenkins.plugins.cd4ml.worker.failure;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.listeners.ItemListener;

/** Knows that Jenkins is going down before {@code Jenkins.isTerminating} does; exits then wait for the resumption. */
@Extension
public final class ShutdownWatch extends ItemListener {
    private volatile boolean terminating;

    @Override
    public void onBeforeShutdown() {
        terminating = true;
    }

    public static boolean terminating() {
        return ExtensionList.lookupSingleton(ShutdownWatch.class).terminating;
    }
}
