package io.jenkins.plugins.cd4ml.engine.registry;

import java.util.List;
import java.util.Optional;

/**
 * What an environment serves now and what it served before: an alias of a model version, moved only after a rollout
 * was seen to work. Also an alias of somebody's own, such as {@code champion}, whose moves are of the kind {@code alias}
 * and which is taken away by a move to version 0.
 *
 * @param environment the environment's name, or the alias'
 * @param history every move, oldest first; the last one is the current state
 */
public record Alias(int format, String model, String environment, List<Move> history) {
    public Alias {
        history = history == null ? List.of() : List.copyOf(history);
    }

    /**
     * One move.
     *
     * @param id         the promotion's id
     * @param kind       promote or rollback
     * @param version    the model version served from then on, and its {@code digest}
     * @param when       ISO-8601 instant; {@code who} and {@code why} as the promotion gave them
     * @param deployment id of the move whose applied objects are in the cluster: the own id for a promotion, an
     *                   earlier one after a roll back
     * @param previous   the deployment that was good before this one, which a roll back puts back; null for the first
     * @param approvedBy ids of those who approved it; empty where nobody had to, or where {@code who} names them
     */
    public record Move(
            String id,
            String kind,
            int version,
            String digest,
            String when,
            String who,
            String why,
            String deployment,
            String previous,
            List<String> approvedBy) {
        public Move {
            approvedBy = approvedBy == null ? List.of() : List.copyOf(approvedBy);
        }

        /** A move that nobody had to approve. */
        public Move(
                String id,
                String kind,
                int version,
                String digest,
                String when,
                String who,
                String why,
                String deployment,
                String previous) {
            this(id, kind, version, digest, when, who, why, deployment, previous, List.of());
        }
    }

    /** @return the current state; empty when it never pointed anywhere, or was taken away */
    public Optional<Move> current() {
        return history.isEmpty()
                ? Optional.empty()
                : Optional.of(history.get(history.size() - 1)).filter(m -> m.version() > 0);
    }

    /** @return what it points to and since which move, in words: the same words only while nothing was moved */
    public String position() {
        return current()
                .map(m -> "version " + m.version() + " (" + m.digest() + ", " + m.id() + ")")
                .orElse("nothing");
    }

    /** @return the newest move that put this deployment into the cluster for the first time */
    public Optional<Move> move(String id) {
        return history.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /** @return the move that a roll back would put back; empty when there is none */
    public Optional<Move> previousGood() {
        return current().flatMap(now -> now.previous() == null ? Optional.empty() : move(now.previous()));
    }
}
