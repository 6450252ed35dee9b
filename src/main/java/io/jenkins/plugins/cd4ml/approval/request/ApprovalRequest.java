package io.jenkins.plugins.cd4ml.approval.request;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request to promote a model to an environment, bound to the digests of what was measured. Stored as JSON in the
 * build's folder; changed only by {@link Approvals} under its lock.
 */
public final class ApprovalRequest {
    /** What a request came to. */
    public enum State {
        OPEN,
        APPROVED,
        REJECTED,
        EXPIRED,
        /** Something it was bound to changed, or the build ended without it. */
        VOID
    }

    /**
     * One person's answer.
     *
     * @param when ISO-8601 instant
     */
    public record Decision(String userId, boolean approved, String reason, String when) {}

    /** Unique in this Jenkins, safe in a URL. */
    public String id;
    /** {@code Run.getExternalizableId()}. */
    public String runId;
    /** Id of the Pipeline step that waits: one that is resumed before it saved its request finds it again. */
    public String step;

    public String model;
    public String environment;
    /** Whether the previous version is to be put back, instead of this build's model promoted. */
    public boolean rollBack;
    /** Why, in the requester's words; may be null. */
    public String reason;
    /** Who started the build; null when no person did. */
    public String requester;
    /** ISO-8601 instant. */
    public String created;
    /** ISO-8601 instant, or null for never. */
    public String expires;
    /** How many different people must approve, as the environment said when the request was made. */
    public int needed;
    /** What is approved: entity id ({@code model}, {@code gates}, {@code manifests}, {@code dataset:train}) to digest. */
    public Map<String, String> digests = new TreeMap<>();
    /** The gates that were let go when the request was made, each with who, until when and why. */
    public List<String> waivers = new ArrayList<>();

    public List<Decision> decisions = new ArrayList<>();
    public State state = State.OPEN;
    /** Why it is no longer open, in one sentence; null while it is. */
    public String outcome;

    public boolean open() {
        return state == State.OPEN;
    }

    public long approvals() {
        return decisions.stream().filter(Decision::approved).count();
    }

    boolean expired(Instant now) {
        return expires != null && now.isAfter(Instant.parse(expires));
    }
}
