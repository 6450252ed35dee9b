package io.jenkins.plugins.cd4ml.approval.request;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request to promote a model to an environment, bound to what was measured and to the policy that it was made under.
 * Stored as JSON in the build's folder; changed only by {@link RequestStore} under its lock.
 */
public final class ApprovalRequest {
    /** What a request came to. Exactly one of those that are not open, once. */
    public enum State {
        OPEN,
        APPROVED,
        /** Let through by a person who may, without the approvals it lacks. */
        OVERRIDDEN,
        REJECTED,
        /** Taken back by who asked for it. */
        WITHDRAWN,
        /** A newer request for the same model and environment took its place. */
        SUPERSEDED,
        EXPIRED,
        /** Something it was bound to changed, or the build ended without it. */
        VOID
    }

    /** How an answer came in. */
    public enum Channel {
        /** A session in a browser. */
        SESSION,
        /** HTTP with an API token or a password in the header: a program. */
        API_TOKEN,
        /** Jenkins' command line. */
        CLI,
        /** Code that runs in Jenkins. */
        INTERNAL
    }

    /**
     * One person's answer.
     *
     * @param when    ISO-8601 instant
     * @param channel how it came in; null in requests of earlier releases
     * @param roles   the roles of the policy that this person has, by name
     */
    public record Decision(
            String userId, boolean approved, String reason, String when, Channel channel, List<String> roles) {
        public Decision {
            roles = roles == null ? List.of() : List.copyOf(roles);
        }
    }

    /** What a person said without deciding. @param when ISO-8601 instant */
    public record Comment(String userId, String text, String when, Channel channel) {}

    /**
     * Somebody who may not approve.
     *
     * @param kind {@code cause} (started it), {@code author} (of a change), {@code waiver} (let a gate go)
     * @param why  for that person, in one sentence
     */
    public record Barred(String userId, String kind, String why) {}

    /** Something for the audit log that is in this file already and not yet known to be in the log. */
    public record Unaudited(String id, String event, String who, String reason, State state, Channel channel) {}

    /** Unique in this Jenkins, safe in a URL. */
    public String id;
    /** {@code Run.getExternalizableId()}; follows the job when it is renamed. */
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
    /** Who must be among them, as in {@code 1 of risk, 2 of ml}; "" for no matter. */
    public String roles = "";
    /** What is approved: entity id ({@code model}, {@code gates}, {@code manifests}, {@code dataset:train}) to digest. */
    public Map<String, String> digests = new TreeMap<>();
    /** What else must be the same when it is deployed: folder, policy, cluster, the version that serves, waivers. */
    public Map<String, String> bound = new TreeMap<>();
    /** The gates that were let go when the request was made, each with who, until when and why. */
    public List<String> waivers = new ArrayList<>();
    /** What was changed after the holdout was scored, one sentence each: gates or contracts that were registered before. */
    public List<String> lateChanges = new ArrayList<>();
    /** Who may not approve it, and why. */
    public List<Barred> barred = new ArrayList<>();
    /** Authors of changes who are no users of this Jenkins, as the source control names them. */
    public List<String> unmapped = new ArrayList<>();

    public List<Decision> decisions = new ArrayList<>();
    public List<Comment> comments = new ArrayList<>();
    public List<Unaudited> unaudited = new ArrayList<>();
    public State state = State.OPEN;
    /** Why it is no longer open, in one sentence; null while it is. */
    public String outcome;

    public boolean open() {
        return state == State.OPEN;
    }

    /** @return whether the promotion may go on */
    public boolean granted() {
        return state == State.APPROVED || state == State.OVERRIDDEN;
    }

    public long approvals() {
        return decisions.stream().filter(Decision::approved).count();
    }

    /** @return what is still missing, in words; "" when nothing is */
    public String missing() {
        return Quorum.missing(needed, roles, decisions);
    }

    /** @return ids of the people who approved, in the order in which they did */
    public List<String> approvers() {
        return decisions.stream()
                .filter(Decision::approved)
                .map(Decision::userId)
                .toList();
    }

    /** @return the same in words */
    public String approvedBy() {
        return String.join(", ", approvers());
    }

    /** @return the class of the badge that shows its state */
    @JsonIgnore
    public String getCss() {
        return switch (state) {
            case APPROVED -> "cd4ml-passed";
            case OVERRIDDEN, REJECTED -> "cd4ml-failed";
            case OPEN -> "cd4ml-warning";
            default -> "";
        };
    }

    boolean expired(Instant now) {
        return expires != null && now.isAfter(Instant.parse(expires));
    }
}
