package io.jenkins.plugins.cd4ml.config;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import java.util.List;

/**
 * Says which environments serve no job: those without items, as all are after an update from a version that knew no
 * items, and those that name no cluster. The way out is in the configuration.
 */
@Extension
public final class EnvironmentsWithoutItems extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.EnvironmentsWithoutItems_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getWithoutItems().isEmpty() || !getWithoutCluster().isEmpty();
    }

    /** @return names of the environments that no job may use */
    public List<String> getWithoutItems() {
        return Environments.get().getEnvironments().stream()
                .filter(e -> e.itemPatterns().isEmpty())
                .map(Environment::getName)
                .toList();
    }

    /** @return names of the environments without a kubeconfig that do not say that the controller's own is meant */
    public List<String> getWithoutCluster() {
        return Environments.get().getEnvironments().stream()
                .filter(e -> e.getCredentialsId() == null && !e.isControllerServiceAccount())
                .map(Environment::getName)
                .toList();
    }
}
