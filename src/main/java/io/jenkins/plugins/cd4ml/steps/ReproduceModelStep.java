package io.jenkins.plugins.cd4ml.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.Util;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code reproduceModel}: trains a registered version again and says whether the same model comes out. */
public final class ReproduceModelStep extends WorkerStep {
    private final int version;
    private String model;
    private boolean failOnDifference = true;

    @DataBoundConstructor
    public ReproduceModelStep(int version) {
        this.version = version;
    }

    /** @return the version's number in the registry */
    public int getVersion() {
        return version;
    }

    /** @return the model's name; null for that of {@code cd4ml.yaml} */
    public String getModel() {
        return model;
    }

    @DataBoundSetter
    public void setModel(String model) {
        this.model = Util.fixEmptyAndTrim(model);
    }

    /** @return whether another model fails the step; otherwise {@code reproduced} of the result says it */
    public boolean isFailOnDifference() {
        return failOnDifference;
    }

    @DataBoundSetter
    public void setFailOnDifference(boolean failOnDifference) {
        this.failOnDifference = failOnDifference;
    }

    @Override
    String verb() {
        return "reproduce";
    }

    @Override
    void override(ObjectNode patch) {
        ObjectNode asked = patch.putObject("reproduce").put("version", version);
        if (model != null) {
            asked.put("model", model);
        }
    }

    @Override
    boolean returnsNo() {
        return !failOnDifference;
    }

    @Extension
    public static final class DescriptorImpl extends WorkerStepDescriptor {
        @Override
        public String getFunctionName() {
            return "reproduceModel";
        }

        @Override
        public String getDisplayName() {
            return Messages.ReproduceModelStep_displayName();
        }
    }
}
