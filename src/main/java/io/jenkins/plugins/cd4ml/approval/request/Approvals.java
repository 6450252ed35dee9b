package io.jenkins.plugins.cd4ml.approval.request;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/** The requests of this Jenkins' builds: {@link RequestStore}, and who has to hear of a change. Thread-safe. */
@Extension
public final class Approvals {
    private RequestStore store;

    public static Approvals get() {
        return ExtensionList.lookupSingleton(Approvals.class);
    }

    private synchronized RequestStore store() {
        if (store == null) {
            store = new RequestStore(JenkinsAudit.log());
        }
        return store;
    }

    /** As {@link RequestStore#open}; supersedes older ones where the draft says so. */
    public ApprovalRequest open(Run<?, ?> run, ApprovalRequest draft, int hours, boolean supersede) {
        draft.runId = run.getExternalizableId();
        ApprovalRequest request = store().open(BuildRecord.of(run), draft, hours);
        OpenRequests.get().add(request.id, request.runId);
        if (supersede) {
            OpenRequests.get().supersede(request, run);
        }
        RequestListener.fire(run, request, "requested");
        return request;
    }

    /** As {@link RequestStore#decide}. @throws Failure in one sentence when the answer is not taken */
    public ApprovalRequest decide(
            Run<?, ?> run, String id, Consumer<ApprovalRequest> check, ApprovalRequest.Decision answer) {
        return changed(run, "answered", s -> s.decide(BuildRecord.of(run), id, check, answer));
    }

    /** As {@link RequestStore#settle}. @throws Failure in one sentence when it may not be */
    public ApprovalRequest settle(
            Run<?, ?> run,
            String id,
            Consumer<ApprovalRequest> check,
            ApprovalRequest.State state,
            ApprovalRequest.Comment by,
            String outcome) {
        return changed(run, "answered", s -> s.settle(BuildRecord.of(run), id, check, state, by, outcome));
    }

    /** Closes a request that nobody can answer any more: what it was bound to changed, or its build ended. */
    public ApprovalRequest voidRequest(Run<?, ?> run, String id, String why) {
        return changed(run, "answered", s -> s.voidRequest(BuildRecord.of(run), id, why));
    }

    /** As {@link RequestStore#comment}. */
    public ApprovalRequest comment(Run<?, ?> run, String id, ApprovalRequest.Comment comment) {
        return changed(run, "commented", s -> s.comment(BuildRecord.of(run), id, comment));
    }

    /** @return the request; its time may run out while it is looked at */
    public ApprovalRequest find(Run<?, ?> run, String id) {
        ApprovalRequest request = named(run, s -> s.find(BuildRecord.of(run), id));
        if (!request.open()) {
            OpenRequests.get().remove(id);
        }
        return request;
    }

    /** @return the build's requests, oldest first */
    public List<ApprovalRequest> of(Run<?, ?> run) {
        List<ApprovalRequest> requests = store().of(BuildRecord.of(run));
        requests.forEach(request -> request.runId = run.getExternalizableId());
        return requests;
    }

    private ApprovalRequest changed(Run<?, ?> run, String event, Function<RequestStore, ApprovalRequest> change) {
        ApprovalRequest request = named(run, change);
        if (!request.open()) {
            OpenRequests.get().remove(request.id);
            WaitingSteps.answered(request.id);
        }
        RequestListener.fire(
                run, request, request.open() ? event : request.state.name().toLowerCase(Locale.ROOT));
        return request;
    }

    private ApprovalRequest named(Run<?, ?> run, Function<RequestStore, ApprovalRequest> change) {
        try {
            ApprovalRequest request = change.apply(store());
            request.runId = run.getExternalizableId();
            return request;
        } catch (NoSuchRequestException e) {
            throw new Failure(Messages.Approvals_noRequest());
        }
    }
}
