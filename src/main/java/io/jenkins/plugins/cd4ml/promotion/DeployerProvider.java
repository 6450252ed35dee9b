package io.jenkins.plugins.cd4ml.promotion;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.cd4ml.engine.deploy.Deployers;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;

/**
 * Brings a further way of deploying, from another plugin. A project asks for it by the deployer's key in cd4ml.yaml's
 * section {@code promote}; one with the key of a built-in one takes its place. Policy, approvals, the registry and the
 * putting back stay cd4ml's.
 */
public interface DeployerProvider extends ExtensionPoint {
    /** @return what deploys; asked before each promotion, shared by threads */
    Deployer deployer();

    /** @return the built-in ones and those of all plugins */
    static Deployers all() {
        return Deployers.BUILT_IN.with(ExtensionList.lookup(DeployerProvider.class).stream()
                .map(DeployerProvider::deployer)
                .toList());
    }
}
