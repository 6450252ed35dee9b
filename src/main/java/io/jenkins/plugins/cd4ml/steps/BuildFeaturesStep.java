package io.jenkins.plugins.cd4ml.steps;

import hudson.Extension;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code buildFeatures}: builds the project's datasets of features and validates them. */
public final class BuildFeaturesStep extends WorkerStep {
    private List<String> names = new ArrayList<>();

    @DataBoundConstructor
    public BuildFeaturesStep() {}

    /** @return names of features; empty for all of the project */
    public List<String> getNames() {
        return names;
    }

    @DataBoundSetter
    public void setNames(List<String> names) {
        this.names = names == null ? new ArrayList<>() : new ArrayList<>(names);
    }

    @Override
    String verb() {
        return "build-features";
    }

    @Override
    List<String> arguments() {
        return names;
    }

    @Extension
    public static final class DescriptorImpl extends WorkerStepDescriptor {
        @Override
        public String getFunctionName() {
            return "buildFeatures";
        }

        @Override
        public String getDisplayName() {
            return Messages.BuildFeaturesStep_displayName();
        }
    }
}
