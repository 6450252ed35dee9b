package io.jenkins.plugins.cd4ml.approval.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * All requests of this Jenkins. Every change happens under one lock and is on disk, in the build's folder and in the
 * audit log, before anybody acts on it. Thread-safe.
 */
@Extension
public final class Approvals {
    private static final String FILE = "approvals.json";

    /** What the file of a build holds. */
    static final class Stored {
        public List<ApprovalRequest> requests = new ArrayList<>();
    }

    public static Approvals get() {
        return ExtensionList.lookupSingleton(Approvals.class);
    }

    /**
     * Makes a request and writes it down; or finds the one that the same step made before Jenkins was stopped.
     *
     * @param draft says what is asked for: step, model, environment, requester, reason, needed, digests, waivers
     */
    public synchronized ApprovalRequest open(Run<?, ?> run, Environment environment, ApprovalRequest draft) {
        Stored stored = load(run);
        Optional<ApprovalRequest> made = stored.requests.stream()
                .filter(r -> draft.step.equals(r.step) && r.digests.equals(draft.digests) && r.needed == draft.needed)
                .findFirst();
        if (made.isPresent()) {
            return made.get();
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        draft.id = UUID.randomUUID().toString();
        draft.runId = run.getExternalizableId();
        draft.created = now.toString();
        int hours = environment.getExpiryHours();
        draft.expires = hours == 0 ? null : now.plus(Duration.ofHours(hours)).toString();
        stored.requests.add(draft);
        save(run, stored);
        OpenRequests.get().add(draft.id, draft.runId);
        audit("requested", draft, draft.requester, null);
        return draft;
    }

    /** Says whether an answer may be given; throws {@link Failure} in one sentence when not. */
    public interface Check {
        void check(ApprovalRequest request);
    }

    /**
     * Settles one person's answer.
     *
     * @throws Failure in one sentence when this person may not answer, or the request is no longer open
     */
    public synchronized ApprovalRequest decide(
            Run<?, ?> run, String id, Check check, String who, boolean approve, String reason) {
        return change(run, id, request -> {
            check.check(request);
            request.decisions.add(new ApprovalRequest.Decision(
                    who,
                    approve,
                    reason,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
            if (!approve) {
                close(request, ApprovalRequest.State.REJECTED, "Rejected by " + who + ": " + reason);
            } else if (request.approvals() >= request.needed) {
                close(request, ApprovalRequest.State.APPROVED, "Approved by " + names(request) + ".");
            }
            audit(approve ? "approved" : "rejected", request, who, reason);
        });
    }

    private static void audit(String event, ApprovalRequest request, String who, String reason) {
        ObjectNode details = Json.object();
        details.put("request", request.id)
                .put("run", request.runId)
                .put("model", request.model)
                .put("environment", request.environment)
                .put("state", request.state.name());
        details.set("digests", Json.MAPPER.valueToTree(request.digests));
        JenkinsAudit.append(event, who, reason, details);
    }

    /** Closes a request that nobody can answer any more: what it was bound to changed, or its build ended. */
    public synchronized ApprovalRequest voidRequest(Run<?, ?> run, String id, String why) {
        return change(run, id, request -> {
            if (request.open() || request.state == ApprovalRequest.State.APPROVED) {
                close(request, ApprovalRequest.State.VOID, why);
                audit("voided", request, null, why);
            }
        });
    }

    /** @return the request; its time may run out while it is looked at */
    public synchronized ApprovalRequest find(Run<?, ?> run, String id) {
        return change(run, id, request -> {});
    }

    /** @return the build's requests, oldest first */
    public synchronized List<ApprovalRequest> of(Run<?, ?> run) {
        return load(run).requests;
    }

    private ApprovalRequest change(Run<?, ?> run, String id, Consumer<ApprovalRequest> change) {
        Stored stored = load(run);
        Optional<ApprovalRequest> found =
                stored.requests.stream().filter(r -> r.id.equals(id)).findFirst();
        ApprovalRequest request = found.orElseThrow(() -> new Failure(Messages.Approvals_noRequest()));
        String before = Json.line(request);
        if (request.open() && request.expired(Instant.now())) {
            close(request, ApprovalRequest.State.EXPIRED, "Nobody settled it before " + request.expires + ".");
            audit("expired", request, null, null);
            save(run, stored);
            before = Json.line(request);
        }
        change.accept(request);
        if (!before.equals(Json.line(request))) {
            save(run, stored);
        }
        if (!request.open()) {
            OpenRequests.get().remove(id);
        }
        return request;
    }

    private static void close(ApprovalRequest request, ApprovalRequest.State state, String outcome) {
        request.state = state;
        request.outcome = outcome;
    }

    public static String names(ApprovalRequest request) {
        return String.join(
                ", ",
                request.decisions.stream()
                        .filter(ApprovalRequest.Decision::approved)
                        .map(ApprovalRequest.Decision::userId)
                        .toList());
    }

    private static Stored load(Run<?, ?> run) {
        RunFolder folder = BuildRecord.of(run);
        return folder.has(FILE) ? folder.read(FILE, Stored.class) : new Stored();
    }

    private static void save(Run<?, ?> run, Stored stored) {
        BuildRecord.of(run).write(FILE, stored);
    }
}
