package io.jenkins.plugins.cd4ml.approval;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.security.core.Authentication;

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
     * @param step id of the Pipeline step that will wait
     */
    public synchronized ApprovalRequest open(
            Run<?, ?> run,
            String step,
            Environment environment,
            PromotionTask task,
            String requester,
            String model,
            Map<String, String> digests) {
        Stored stored = load(run);
        Optional<ApprovalRequest> made = stored.requests.stream()
                .filter(r -> step.equals(r.step) && r.digests.equals(digests) && r.needed == environment.getApprovals())
                .findFirst();
        if (made.isPresent()) {
            return made.get();
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ApprovalRequest request = new ApprovalRequest();
        request.id = UUID.randomUUID().toString();
        request.step = step;
        request.runId = run.getExternalizableId();
        request.model = model;
        request.environment = environment.getName();
        request.rollBack = task.rollsBack();
        request.reason = task.reason();
        request.requester = requester;
        request.created = now.toString();
        int hours = environment.getExpiryHours();
        request.expires = hours == 0 ? null : now.plus(Duration.ofHours(hours)).toString();
        request.needed = environment.getApprovals();
        request.digests = new TreeMap<>(digests);
        Waivers.get().of(run).forEach(w -> request.waivers.add(w.line()));
        stored.requests.add(request);
        save(run, stored);
        OpenRequests.get().add(request.id, request.runId);
        AuditLog.get().append("requested", request, requester, null);
        return request;
    }

    /**
     * Settles one person's answer.
     *
     * @throws Failure in one sentence when this person may not answer, or the request is no longer open
     */
    public synchronized ApprovalRequest decide(
            Run<?, ?> run, String id, Environment environment, Authentication who, boolean approve, String reason) {
        return change(run, id, request -> {
            Approvers.check(request, environment, who, approve, reason);
            request.decisions.add(new ApprovalRequest.Decision(
                    who.getName(),
                    approve,
                    reason,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
            if (!approve) {
                close(request, ApprovalRequest.State.REJECTED, "Rejected by " + who.getName() + ": " + reason);
            } else if (request.approvals() >= request.needed) {
                close(request, ApprovalRequest.State.APPROVED, "Approved by " + names(request) + ".");
            }
            AuditLog.get().append(approve ? "approved" : "rejected", request, who.getName(), reason);
        });
    }

    /** Closes a request that nobody can answer any more: what it was bound to changed, or its build ended. */
    public synchronized ApprovalRequest voidRequest(Run<?, ?> run, String id, String why) {
        return change(run, id, request -> {
            if (request.open() || request.state == ApprovalRequest.State.APPROVED) {
                close(request, ApprovalRequest.State.VOID, why);
                AuditLog.get().append("voided", request, null, why);
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
            AuditLog.get().append("expired", request, null, null);
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

    static String names(ApprovalRequest request) {
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
