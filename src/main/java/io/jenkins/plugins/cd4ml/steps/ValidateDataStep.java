package io.jenkins.plugins.cd4ml.steps;

import hudson.Extension;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code validateData}: holds the project's datasets against their contracts and references. */
public final class ValidateDataStep extends WorkerStep {
    private List<String> datasets = new ArrayList<>();
    private boolean failOnInvalid = true;

    @DataBoundConstructor
    public ValidateDataStep() {}

    /** @return names of datasets; empty for all of the project */
    public List<String> getDatasets() {
        return datasets;
    }

    @DataBoundSetter
    public void setDatasets(List<String> datasets) {
        this.datasets = datasets == null ? new ArrayList<>() : new ArrayList<>(datasets);
    }

    /** @return whether invalid data fails the step; otherwise {@code valid} of the result says it */
    public boolean isFailOnInvalid() {
        return failOnInvalid;
    }

    @DataBoundSetter
    public void setFailOnInvalid(boolean failOnInvalid) {
        this.failOnInvalid = failOnInvalid;
    }

    @Override
    String verb() {
        return "validate-data";
    }

    @Override
    List<String> arguments() {
        return datasets;
    }

    @Override
    boolean returnsNo() {
        return !failOnInvalid;
    }

    @Extension
    public static final class DescriptorImpl extends WorkerStepDescriptor {
        @Override
        public String getFunctionName() {
            return "validateData";
        }

        @Override
        public String getDisplayName() {
            return Messages.ValidateDataStep_displayName();
        }
    }
}
