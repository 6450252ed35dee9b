package io.jenkins.plugins.cd4ml.steps;

import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** A step that changes what an environment serves. */
public abstract class EnvironmentStep extends Step {
    private final String environment;
    private String reason;

    EnvironmentStep(String environment) {
        this.environment = Util.fixNull(environment).trim();
    }

    /** @return the environment's name */
    public String getEnvironment() {
        return environment;
    }

    /** @return why, in the requester's words: shown to approvers and recorded */
    public String getReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(String reason) {
        this.reason = Util.fixEmptyAndTrim(reason);
    }

    /** Needs no node: nothing of it runs on an agent. */
    abstract static class EnvironmentStepDescriptor extends StepDescriptor {
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }

        @RequirePOST
        public ListBoxModel doFillEnvironmentItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE)) {
                for (Environment environment : EffectiveEnvironments.of(item)) {
                    items.add(environment.getName());
                }
            }
            return items;
        }
    }
}
