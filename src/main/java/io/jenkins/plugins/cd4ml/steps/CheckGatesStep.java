package io.jenkins.plugins.cd4ml.steps;

import com.fasterxml.jackson.core.type.TypeReference;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.approval.waiver.Waivers;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code checkGates}: turns what {@code evaluateModel} measured into verdicts. Needs no executor. */
public final class CheckGatesStep extends Step {
    private boolean failOnFailure = true;
    private Map<String, Object> numbers = new LinkedHashMap<>();

    @DataBoundConstructor
    public CheckGatesStep() {}

    /** @return whether a failed, inconclusive or erroneous gate fails the step; otherwise {@code verdict} says it */
    public boolean isFailOnFailure() {
        return failOnFailure;
    }

    @DataBoundSetter
    public void setFailOnFailure(boolean failOnFailure) {
        this.failOnFailure = failOnFailure;
    }

    /** @return numbers of other steps, maps in maps; gates call them {@code numbers.<path>} */
    public Map<String, Object> getNumbers() {
        return numbers;
    }

    @DataBoundSetter
    public void setNumbers(Map<String, Object> numbers) {
        this.numbers = numbers == null ? new LinkedHashMap<>() : new LinkedHashMap<>(numbers);
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        return new Execution(context, failOnFailure, Json.line(PlainValues.json("numbers", numbers)));
    }

    private static final class Execution extends SynchronousNonBlockingStepExecution<Object> {
        private static final long serialVersionUID = 1L;

        private final boolean failOnFailure;
        /** A JSON object. */
        private final String numbers;

        Execution(StepContext context, boolean failOnFailure, String numbers) {
            super(context);
            this.failOnFailure = failOnFailure;
            this.numbers = numbers;
        }

        @Override
        protected Object run() throws Exception {
            Run<?, ?> run = getContext().get(Run.class);
            TaskListener listener = getContext().get(TaskListener.class);
            RunFolder record = BuildRecord.of(run);
            Outcome outcome;
            try {
                outcome = Waivers.get().check(run, Json.MAPPER.readTree(numbers));
            } catch (InputException e) {
                throw new AbortException(e.getMessage());
            }
            GateReport report = record.read(RunFolder.GATES, GateReport.class);
            report.table().lines().forEach(line -> listener.getLogger().println("[cd4ml] " + line));
            listener.getLogger().println("[cd4ml] " + report.sentence());
            RecordListener.fire(run, "check-gates", null, listener);
            if (!report.passable() && failOnFailure) {
                throw new AbortException(report.sentence());
            }
            if (report.verdict() != Verdict.PASSED) {
                FlowNode node = getContext().get(FlowNode.class);
                node.addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(report.sentence()));
                run.setResult(Result.UNSTABLE);
            }
            return Json.MAPPER.convertValue(outcome.result(), new TypeReference<LinkedHashMap<String, Object>>() {});
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "checkGates";
        }

        @Override
        public String getDisplayName() {
            return Messages.CheckGatesStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }
    }
}
