package io.jenkins.plugins.cd4ml.steps;

import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.cd4ml.promotion.PromotionExecution;
import io.jenkins.plugins.cd4ml.promotion.PromotionTask;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code promoteModel}: asks for the environment's approvals, rolls the evaluated model out, or puts back what was. */
public final class PromoteModelStep extends EnvironmentStep {
    private boolean acceptWarning;
    private String changeTicket;

    @DataBoundConstructor
    public PromoteModelStep(String environment) {
        super(environment);
    }

    /** @return whether a gate that failed softly ({@code onFailure: unstable}) may pass */
    public boolean isAcceptWarning() {
        return acceptWarning;
    }

    @DataBoundSetter
    public void setAcceptWarning(boolean acceptWarning) {
        this.acceptWarning = acceptWarning;
    }

    /** @return the ticket of the change that this is part of, where the environment requires one; null for none */
    public String getChangeTicket() {
        return changeTicket;
    }

    @DataBoundSetter
    public void setChangeTicket(String changeTicket) {
        this.changeTicket = Util.fixEmptyAndTrim(changeTicket);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new PromotionExecution(
                context,
                PromotionTask.promote(getEnvironment(), getReason(), acceptWarning)
                        .withChangeTicket(changeTicket));
    }

    @Extension
    public static final class DescriptorImpl extends EnvironmentStepDescriptor {
        @Override
        public String getFunctionName() {
            return "promoteModel";
        }

        @Override
        public String getDisplayName() {
            return Messages.PromoteModelStep_displayName();
        }
    }
}
