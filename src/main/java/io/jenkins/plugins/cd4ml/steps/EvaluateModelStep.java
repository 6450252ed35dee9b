package io.jenkins.plugins.cd4ml.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.Util;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code evaluateModel}: scores the holdout with the trained model and compares it with the serving one. */
public final class EvaluateModelStep extends WorkerStep {
    private String dataset;
    private String against;

    @DataBoundConstructor
    public EvaluateModelStep() {}

    /** @return the dataset to measure on; null for what {@code cd4ml.yaml} says */
    public String getDataset() {
        return dataset;
    }

    @DataBoundSetter
    public void setDataset(String dataset) {
        this.dataset = Util.fixEmptyAndTrim(dataset);
    }

    /** @return the environment or version to compare with; null for what {@code cd4ml.yaml} says */
    public String getAgainst() {
        return against;
    }

    @DataBoundSetter
    public void setAgainst(String against) {
        this.against = Util.fixEmptyAndTrim(against);
    }

    @Override
    String verb() {
        return "evaluate-model";
    }

    @Override
    void override(ObjectNode patch) {
        if (dataset != null) {
            patch.withObject("/evaluate").put("dataset", dataset);
        }
        if (against != null) {
            patch.withObject("/evaluate").put("against", against);
        }
    }

    @Extension
    public static final class DescriptorImpl extends WorkerStepDescriptor {
        @Override
        public String getFunctionName() {
            return "evaluateModel";
        }

        @Override
        public String getDisplayName() {
            return Messages.EvaluateModelStep_displayName();
        }
    }
}
