package io.jenkins.plugins.cd4ml.promotion;

import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.approval.page.ApprovalAction;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalLineage;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.request.WaitingSteps;
import io.jenkins.plugins.cd4ml.approval.waiver.Waivers;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;

/**
 * Promotes the build's model, or rolls an environment back, on the controller and without an executor.
 *
 * <p>Life: a background thread checks the policy and, where the environment wants approvals, writes a request down and
 * ends; the step then waits for {@link #settled}, however long and over restarts: the request's file decides, not this
 * object. When approved, or where nobody has to approve, a background thread deploys. A restart in the middle of a
 * deployment runs it again, which is harmless: server-side apply and the registry are idempotent.
 */
public final class PromotionExecution extends StepExecution implements WaitingSteps.Step {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(PromotionExecution.class.getName());

    private final PromotionTask task;
    /** The request that is waited for; null before it is made and where nobody has to approve. */
    private volatile String requestId;

    private transient volatile Future<?> work;
    private transient volatile Throwable stopped;
    /** Whether the deployment began, which must happen once even when two people answer at the same time. */
    private transient volatile boolean deploying;

    public PromotionExecution(StepContext context, PromotionTask task) {
        super(context);
        this.task = task;
    }

    @Override
    public boolean start() {
        background(this::prepare);
        return false;
    }

    @Override
    public void onResume() {
        background(requestId == null ? this::prepare : this::look);
    }

    private interface Work {
        void run() throws Exception;
    }

    private void background(Work step) {
        work = Computer.threadPoolForRemoting.submit(() -> {
            try {
                step.run();
            } catch (InputException e) {
                getContext().onFailure(new AbortException(e.getMessage()));
            } catch (Exception | LinkageError e) {
                getContext().onFailure(e);
            }
        });
    }

    private void prepare() throws Exception {
        Run<?, ?> run = run();
        Environment environment = EffectiveEnvironments.named(task.environment(), run.getParent());
        BuildRecord.begin(run);
        Map<String, String> digests;
        try (PromotionWork promotion = new PromotionWork(run, environment, task)) {
            digests = promotion.binding();
            if (environment.getApprovals() == 0) {
                deploy(promotion, environment, null);
                return;
            }
            ApprovalRequest draft = new ApprovalRequest();
            draft.step = getContext().get(FlowNode.class).getId();
            draft.model = promotion.model();
            draft.environment = environment.getName();
            draft.rollBack = task.rollsBack();
            draft.reason = task.reason();
            draft.requester = BuildRecord.starter(run);
            draft.needed = environment.getApprovals();
            draft.digests = new TreeMap<>(digests);
            Waivers.get().of(run).forEach(w -> draft.waivers.add(w.line()));
            ApprovalRequest request = Approvals.get().open(run, environment, draft);
            requestId = request.id;
        }
        getContext().get(FlowNode.class).addAction(new PauseAction("Approval"));
        ApprovalAction.attach(run);
        getContext().saveState();
        listener()
                .getLogger()
                .println("[cd4ml] " + task.environment() + " wants " + environment.getApprovals()
                        + (environment.getApprovals() == 1 ? " approval" : " approvals") + " of "
                        + environment.getApprovers()
                        + "; answer on the build's page. No executor is held.");
        WaitingSteps.add(requestId, this);
        look();
    }

    /** Looks at the request's file: after a restart, after an answer, and when its time has run out. */
    private void look() throws Exception {
        WaitingSteps.add(requestId, this);
        ApprovalRequest request = Approvals.get().find(run(), requestId);
        if (request.open()) {
            if (request.expires != null) {
                long left = java.time.Duration.between(
                                java.time.Instant.now(), java.time.Instant.parse(request.expires))
                        .toMillis();
                Timer.get().schedule(() -> background(this::look), Math.max(left, 0) + 1_000, TimeUnit.MILLISECONDS);
            }
            return;
        }
        settled(request);
    }

    @Override
    public void answered() {
        background(this::look);
    }

    private void settled(ApprovalRequest request) throws Exception {
        synchronized (this) {
            if (deploying || stopped != null) {
                return;
            }
            deploying = true;
        }
        WaitingSteps.remove(request.id);
        PauseAction.endCurrentPause(getContext().get(FlowNode.class));
        listener().getLogger().println("[cd4ml] " + request.outcome);
        if (request.state != ApprovalRequest.State.APPROVED) {
            getContext().onFailure(new AbortException(request.outcome));
            return;
        }
        Run<?, ?> run = run();
        // The policy that counts is the one of now: an administrator may have tightened it meanwhile.
        Environment environment = EffectiveEnvironments.named(task.environment(), run.getParent());
        if (request.approvals() < environment.getApprovals()) {
            throw new AbortException(task.environment() + " now wants " + environment.getApprovals()
                    + " approvals, and this promotion has " + request.approvals() + "; run it again.");
        }
        ApprovalLineage.record(run, request);
        try (PromotionWork promotion = new PromotionWork(run, environment, task)) {
            deploy(promotion, environment, request);
        }
    }

    private void deploy(PromotionWork promotion, Environment environment, ApprovalRequest request) throws Exception {
        TaskListener listener = listener();
        Outcome outcome = promotion.run(request, line -> listener.getLogger().println("[cd4ml] " + line));
        JenkinsAudit.append(
                outcome.yes() ? task.done() : task.done() + " failed",
                BuildRecord.starter(run()),
                task.reason(),
                promotion.details(outcome));
        RecordListener.fire(run(), task.verb(), null, listener);
        if (stopped != null) {
            getContext().onFailure(stopped);
        } else if (outcome.yes()) {
            listener.getLogger().println("[cd4ml] " + outcome.sentence());
            getContext().onSuccess(promotion.values(outcome));
        } else {
            getContext().onFailure(new AbortException(outcome.sentence()));
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        boolean waits;
        synchronized (this) {
            stopped = cause;
            waits = requestId != null && !deploying;
        }
        if (waits) {
            Timer.get().submit(() -> withdraw(cause)); // we may be on the Pipeline's thread, which must not wait
            return;
        }
        Future<?> running = work;
        if (running == null || running.isDone()) {
            super.stop(cause);
        } else {
            running.cancel(true); // it puts back what was there, then ends the step
            Timer.get().schedule(() -> getContext().onFailure(cause), 2, TimeUnit.MINUTES);
        }
    }

    private void withdraw(Throwable cause) {
        try {
            WaitingSteps.remove(requestId);
            Approvals.get().voidRequest(run(), requestId, "The build was stopped.");
            PauseAction.endCurrentPause(getContext().get(FlowNode.class));
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.WARNING, "cannot withdraw the approval request " + requestId, e);
        } finally {
            getContext().onFailure(cause);
        }
    }

    private Run<?, ?> run() throws IOException, InterruptedException {
        return getContext().get(Run.class);
    }

    private TaskListener listener() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class);
    }

    @Override
    public String getStatus() {
        return (requestId != null && !deploying ? "waiting for approval of " : "") + task.verb() + " "
                + task.environment();
    }
}
