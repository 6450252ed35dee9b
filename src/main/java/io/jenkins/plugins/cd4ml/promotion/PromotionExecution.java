package io.jenkins.plugins.cd4ml.promotion;

import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.approval.decision.ApproversNow;
import io.jenkins.plugins.cd4ml.approval.page.ApprovalAction;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalLineage;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.request.RequestListener;
import io.jenkins.plugins.cd4ml.approval.request.WaitingSteps;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.promotion.canary.CanaryAction;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
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

    private static final long QUIET_MILLIS = 2_000;

    private final PromotionTask task;
    /** The request that is waited for; null before it is made and where nobody has to approve. */
    private volatile String requestId;

    private transient volatile Future<?> work;
    /** Looks again when the request's time has run out; null for never. */
    private transient volatile Future<?> later;

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
        background(requestId == null ? this::prepare : this::await);
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
        Environment environment = environment(run);
        BuildRecord.begin(run);
        FlowNode node = getContext().get(FlowNode.class);
        try (PromotionWork promotion = new PromotionWork(run, node.getId(), environment, task, null)) {
            PromotionAccess.check(run, environment, task, promotion.model(), null);
            ApprovalRequest draft = draft(run, node, environment, promotion);
            PromotionAccess.check(run, environment, task, promotion.model(), draft.digests.get("model"));
            if (draft.needed == 0) {
                deploy(promotion, null);
                return;
            }
            ApprovalAction.attach(run); // with the build on the disk, so that the request has a form after a crash
            requestId = Approvals.get().open(run, draft, environment.getExpiryHours(), environment.isSupersede()).id;
            announce(environment, draft);
            node.addAction(new PauseAction("Approval"));
        }
        getContext().saveState();
        await();
    }

    private void await() throws Exception {
        WaitingSteps.add(requestId, this); // before the file is read, so that no answer is missed
        look();
    }

    private ApprovalRequest draft(Run<?, ?> run, FlowNode node, Environment environment, PromotionWork promotion)
            throws Exception {
        try {
            return RequestDraft.of(run, node.getId(), environment, task, promotion);
        } catch (AbortException | InputException e) { // its gates, say: nobody is asked, and that is on record
            PromotionAccess.refused(run, environment, task, promotion.model(), "PLAN", e.getMessage());
            throw e;
        }
    }

    private void announce(Environment environment, ApprovalRequest draft) throws Exception {
        listener()
                .getLogger()
                .println("[cd4ml] " + task.environment() + " wants " + draft.needed
                        + (draft.needed == 1 ? " approval" : " approvals") + " of "
                        + environment.getApprovers() + (draft.roles.isEmpty() ? "" : " (" + draft.roles + ")")
                        + "; answer on the build's page. No executor is held.");
        if (!draft.unmapped.isEmpty()) {
            listener()
                    .getLogger()
                    .println("[cd4ml] No users of this Jenkins, by the names that the source control gives: "
                            + String.join(", ", draft.unmapped) + ".");
        }
    }

    private Environment environment(Run<?, ?> run) throws AbortException {
        return EffectiveEnvironments.named(task.environment(), run.getParent());
    }

    /** Looks at the request's file: after a restart, after an answer, and when its time has run out. */
    private void look() throws Exception {
        if (stopped != null) {
            WaitingSteps.remove(requestId);
            return;
        }
        ApprovalRequest request = Approvals.get().find(run(), requestId);
        if (request.open()) {
            if (request.expires != null) {
                long left = Duration.between(Instant.now(), Instant.parse(request.expires))
                        .toMillis();
                later(Math.max(left, 0) + 1_000);
            }
        } else if (Jenkins.get().isQuietingDown() || Jenkins.get().isTerminating()) {
            later(QUIET_MILLIS); // the answer is kept; nothing is begun that a shutdown would cut off
        } else {
            settled(request);
        }
    }

    private void later(long millis) {
        forget();
        later = Timer.get().schedule(this::answered, millis, TimeUnit.MILLISECONDS);
    }

    /** Nothing wakes this step any more, and nothing keeps it in memory. */
    private void forget() {
        Future<?> look = later;
        if (look != null) {
            look.cancel(false);
        }
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
        forget();
        WaitingSteps.remove(request.id);
        PauseAction.endCurrentPause(getContext().get(FlowNode.class));
        listener().getLogger().println("[cd4ml] " + request.outcome);
        if (request.state == ApprovalRequest.State.EXPIRED) { // all else is told by who did it
            RequestListener.fire(run(), request, "expired");
        }
        if (!request.granted()) {
            getContext().onFailure(new AbortException(request.outcome));
            return;
        }
        Run<?, ?> run = run();
        try (PromotionWork promotion = verified(run, request)) {
            ApprovalLineage.record(run, request);
            deploy(promotion, request);
        }
    }

    /** @return the promotion of exactly what was approved; otherwise the request is void, and says why */
    private PromotionWork verified(Run<?, ?> run, ApprovalRequest request) throws Exception {
        try {
            // all that counts is as it is now: policy, people, cluster, files
            Environment environment = environment(run);
            PromotionWork promotion = new PromotionWork(run, request.step, environment, task, request.model);
            try {
                if (promotion.done(request)) {
                    return promotion;
                }
                verify(run, environment, promotion, request);
                return promotion;
            } catch (Exception e) {
                promotion.close();
                throw e;
            }
        } catch (AbortException | InputException e) {
            Approvals.get().voidRequest(run, request.id, e.getMessage());
            throw e;
        }
    }

    private void verify(Run<?, ?> run, Environment environment, PromotionWork promotion, ApprovalRequest request)
            throws Exception {
        PromotionAccess.check(run, environment, task, promotion.model(), request.digests.get("model"));
        String why = promotion.binding(request).difference(request);
        why = why != null ? why : promotion.refusal();
        why = why != null ? why : ApproversNow.refusal(run, request, environment);
        if (why != null) {
            throw new AbortException(why);
        }
    }

    private void deploy(PromotionWork promotion, ApprovalRequest request) throws Exception {
        TaskListener listener = listener();
        if (promotion.canary()) {
            CanaryAction.attach(run());
        }
        Outcome outcome = promotion.run(request, line -> listener.getLogger().println("[cd4ml] " + line));
        JenkinsAudit.append(
                outcome.yes() ? task.done() : task.done() + " failed",
                BuildRecord.starter(run()),
                task.reason(),
                promotion.details(outcome));
        RecordListener.fire(run(), task.verb(), null, listener);
        if (outcome.yes() && task.rollsBack() && environment(run()).isHoldAfterRollBack()) {
            PromotionAccess.hold(run(), environment(run()), task, promotion.model());
        }
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
            Computer.threadPoolForRemoting.submit(
                    () -> withdraw(cause)); // we may be on the Pipeline's thread, which must not wait
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
            forget();
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
