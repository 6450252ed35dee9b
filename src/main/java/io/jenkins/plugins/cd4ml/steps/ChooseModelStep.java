package io.jenkins.plugins.cd4ml.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code chooseModel}: makes one of the build's trials its model, the best by a metric or a named one. */
public final class ChooseModelStep extends WorkerStep {
    private String metric;
    private String goal;
    private String trial;

    @DataBoundConstructor
    public ChooseModelStep() {}

    /** @return the metric by which the best trial is chosen; null where the trial is named */
    public String getMetric() {
        return metric;
    }

    @DataBoundSetter
    public void setMetric(String metric) {
        this.metric = Util.fixEmptyAndTrim(metric);
    }

    /** @return {@code minimize} or {@code maximize}; null where the metric's name tells it */
    public String getGoal() {
        return goal;
    }

    @DataBoundSetter
    public void setGoal(String goal) {
        this.goal = Util.fixEmptyAndTrim(goal);
    }

    /** @return the trial's name; null for the best by the metric */
    public String getTrial() {
        return trial;
    }

    @DataBoundSetter
    public void setTrial(String trial) {
        this.trial = Util.fixEmptyAndTrim(trial);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        if ((metric == null) == (trial == null)) {
            throw new AbortException(
                    "Give chooseModel either the metric by which the best trial is chosen, or the trial's name.");
        }
        return super.start(context);
    }

    @Override
    String verb() {
        return "choose-model";
    }

    @Override
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        option(arguments, "--metric", metric);
        option(arguments, "--goal", goal);
        option(arguments, "--trial", trial);
        return arguments;
    }

    private static void option(List<String> arguments, String name, String value) {
        if (value != null) {
            arguments.addAll(List.of(name, value));
        }
    }

    @Extension
    public static final class DescriptorImpl extends WorkerStepDescriptor {
        @Override
        public String getFunctionName() {
            return "chooseModel";
        }

        @Override
        public String getDisplayName() {
            return Messages.ChooseModelStep_displayName();
        }
    }
}
