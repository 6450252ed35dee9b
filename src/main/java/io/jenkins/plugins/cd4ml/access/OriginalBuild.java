package io.jenkins.plugins.cd4ml.access;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Cause;
import hudson.model.Run;

/** Causes of builds that repeat an earlier build; each comes with a plugin that need not be there. */
abstract class OriginalBuild implements ExtensionPoint {
    /** What is repeated. @param build null when it was discarded @param replayed whether with another script */
    record Repeated(Run<?, ?> build, boolean replayed) {}

    /** @return what a build with this cause repeats; null when the cause is none of this kind */
    abstract Repeated of(Cause cause);

    static Repeated find(Cause cause) {
        for (OriginalBuild kind : ExtensionList.lookup(OriginalBuild.class)) {
            Repeated repeated = kind.of(cause);
            if (repeated != null) {
                return repeated;
            }
        }
        return null;
    }
}
