package io.jenkins.plugins.cd4ml.approval.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The requests of builds, in a file of each build's folder, and what the audit log says of them. Needs no Jenkins.
 *
 * <p>Every change happens under one lock. A change first goes into the file together with what the log has to say of it;
 * then into the log; and only then is it acknowledged or acted on. When the process dies in between, whoever looks at the
 * request next finds out whether the log has it and appends what it lacks. So no decision is lost, none is logged twice,
 * and none is acted on that the log does not have. Nothing under the lock is slower than the disk. Thread-safe.
 */
public final class RequestStore {
    static final String FILE = "approvals.json";

    private final AuditLog log;

    /** What the file of a build holds. */
    static final class Stored {
        public List<ApprovalRequest> requests = new ArrayList<>();
    }

    public RequestStore(AuditLog log) {
        this.log = log;
    }

    /**
     * Writes a request down; or finds the one that the same step made before Jenkins was stopped, for the same things.
     * What the same step asked for otherwise is void then.
     *
     * @param draft all of a request but its id and times
     * @param hours until it expires; 0 for never
     */
    public synchronized ApprovalRequest open(RunFolder run, ApprovalRequest draft, int hours) {
        Stored stored = current(run);
        for (ApprovalRequest earlier : stored.requests) {
            if (draft.step.equals(earlier.step) && !terminal(earlier)) {
                if (earlier.digests.equals(draft.digests)
                        && earlier.bound.equals(draft.bound)
                        && earlier.needed == draft.needed) {
                    return earlier;
                }
                close(earlier, ApprovalRequest.State.VOID, "What it was bound to changed.");
                audit(earlier, "voided", null, earlier.outcome, null);
            }
        }
        Instant now = now();
        draft.id = UUID.randomUUID().toString();
        draft.created = now.toString();
        draft.expires = hours == 0 ? null : now.plus(hours, ChronoUnit.HOURS).toString();
        audit(draft, "requested", draft.requester, draft.reason, null);
        stored.requests.add(draft);
        commit(run, stored);
        return draft;
    }

    private static boolean terminal(ApprovalRequest request) {
        return !request.open() && !request.granted();
    }

    /**
     * Adds one person's answer and settles the request when it was the last one that was missing, or a rejection.
     *
     * @param check throws when this person may not give this answer; asked under the lock, so it must not wait
     */
    public ApprovalRequest decide(
            RunFolder run, String id, Consumer<ApprovalRequest> check, ApprovalRequest.Decision answer) {
        return change(run, id, request -> {
            check.accept(request);
            request.decisions.add(answer);
            if (!answer.approved()) {
                close(
                        request,
                        ApprovalRequest.State.REJECTED,
                        "Rejected by " + answer.userId() + ": " + answer.reason());
            } else if (request.missing().isEmpty()) {
                close(request, ApprovalRequest.State.APPROVED, "Approved by " + request.approvedBy() + ".");
            }
            audit(
                    request,
                    answer.approved() ? "approved" : "rejected",
                    answer.userId(),
                    answer.reason(),
                    answer.channel());
        });
    }

    /** Closes an open request in another way than by an answer. @param check as in {@link #decide} */
    public ApprovalRequest settle(
            RunFolder run,
            String id,
            Consumer<ApprovalRequest> check,
            ApprovalRequest.State state,
            ApprovalRequest.Comment by,
            String outcome) {
        return change(run, id, request -> {
            check.accept(request);
            if (request.open()) {
                close(request, state, outcome);
                audit(request, event(state), by.userId(), by.text(), by.channel());
            }
        });
    }

    private static String event(ApprovalRequest.State state) {
        return state == ApprovalRequest.State.VOID ? "voided" : state.name().toLowerCase(Locale.ROOT);
    }

    /** Voids a request that is open, or granted and not acted on any more. */
    public ApprovalRequest voidRequest(RunFolder run, String id, String why) {
        return change(run, id, request -> {
            if (request.open() || request.granted()) {
                close(request, ApprovalRequest.State.VOID, why);
                audit(request, "voided", null, why, null);
            }
        });
    }

    /** Adds what a person says without deciding. */
    public ApprovalRequest comment(RunFolder run, String id, ApprovalRequest.Comment comment) {
        return change(run, id, request -> {
            request.comments.add(comment);
            audit(request, "commented", comment.userId(), comment.text(), comment.channel());
        });
    }

    /** @return the request as it is on the disk and in the audit log; its time may run out while it is looked at */
    public ApprovalRequest find(RunFolder run, String id) {
        return change(run, id, request -> {});
    }

    /** @return the run's requests as {@link #find} gives each, oldest first */
    public synchronized List<ApprovalRequest> of(RunFolder run) {
        return current(run).requests;
    }

    /** @throws NoSuchRequestException when there is no such request */
    private synchronized ApprovalRequest change(RunFolder run, String id, Consumer<ApprovalRequest> change) {
        Stored stored = current(run);
        ApprovalRequest request = stored.requests.stream()
                .filter(r -> r.id.equals(id))
                .findFirst()
                .orElseThrow(NoSuchRequestException::new);
        change.accept(request);
        commit(run, stored);
        return request;
    }

    /** Appends what the log lacks because the process died, or the disk was full, and closes what ran out of time. */
    private Stored current(RunFolder run) {
        Stored stored = load(run);
        if (unaudited(stored)) {
            stored.requests.forEach(request -> write(request, true));
            save(run, stored);
        }
        Instant now = Instant.now();
        for (ApprovalRequest request : stored.requests) {
            if (request.open() && request.expired(now)) {
                close(request, ApprovalRequest.State.EXPIRED, "Nobody settled it before " + request.expires + ".");
                audit(request, "expired", null, null, null);
            }
        }
        commit(run, stored);
        return stored;
    }

    private void commit(RunFolder run, Stored stored) {
        if (unaudited(stored)) {
            save(run, stored);
            stored.requests.forEach(request -> write(request, false));
            save(run, stored);
        }
    }

    private static boolean unaudited(Stored stored) {
        return stored.requests.stream().anyMatch(request -> !request.unaudited.isEmpty());
    }

    /** @param doubtful whether the log may have it already */
    private void write(ApprovalRequest request, boolean doubtful) {
        Set<String> there = doubtful && !request.unaudited.isEmpty() ? logged(request) : Set.of();
        for (ApprovalRequest.Unaudited entry : request.unaudited) {
            if (!there.contains(entry.id())) {
                log.append(event(request, entry));
            }
        }
        request.unaudited.clear();
    }

    private Set<String> logged(ApprovalRequest request) {
        Set<String> ids = new HashSet<>();
        log.read((head, record, text) -> {
            if (request.id.equals(record.path("request").asText())) {
                ids.add(record.path("entry").asText());
            }
        });
        return ids;
    }

    private static AuditEvent event(ApprovalRequest request, ApprovalRequest.Unaudited entry) {
        ObjectNode details = Json.object();
        details.put("request", request.id)
                .put("entry", entry.id())
                .put("run", request.runId)
                .put("folder", request.bound.getOrDefault("folder", ""))
                .put("model", request.model)
                .put("environment", request.environment)
                .put("state", entry.state().name());
        if (entry.channel() != null) {
            details.put("channel", entry.channel().name());
        }
        details.set("digests", Json.MAPPER.valueToTree(request.digests));
        details.set("bound", Json.MAPPER.valueToTree(request.bound));
        return new AuditEvent(entry.event(), entry.who(), entry.reason(), details);
    }

    private static void audit(
            ApprovalRequest request, String event, String who, String reason, ApprovalRequest.Channel channel) {
        request.unaudited.add(new ApprovalRequest.Unaudited(
                UUID.randomUUID().toString(), event, who, reason, request.state, channel));
    }

    private static void close(ApprovalRequest request, ApprovalRequest.State state, String outcome) {
        request.state = state;
        request.outcome = outcome;
    }

    /** @return the time as it is recorded, whole seconds */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Stored load(RunFolder run) {
        return run.has(FILE) ? run.read(FILE, Stored.class) : new Stored();
    }

    private static void save(RunFolder run, Stored stored) {
        run.write(FILE, stored);
    }
}
