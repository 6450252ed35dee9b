package io.jenkins.plugins.cd4ml.steps;

import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.cd4ml.promotion.PromotionExecution;
import io.jenkins.plugins.cd4ml.promotion.PromotionTask;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code rollBackModel}: puts an environment's previous good version back, by the same road as a promotion. */
public final class RollBackModelStep extends EnvironmentStep {
    private String model;

    @DataBoundConstructor
    public RollBackModelStep(String environment) {
        super(environment);
    }

    /** @return the model's name; null for the one that this build recorded */
    public String getModel() {
        return model;
    }

    @DataBoundSetter
    public void setModel(String model) {
        this.model = Util.fixEmptyAndTrim(model);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new PromotionExecution(context, PromotionTask.rollBack(getEnvironment(), getReason(), model));
    }

    @Extension
    public static final class DescriptorImpl extends EnvironmentStepDescriptor {
        @Override
        public String getFunctionName() {
            return "rollBackModel";
        }

        @Override
        public String getDisplayName() {
            return Messages.RollBackModelStep_displayName();
        }
    }
}
