package io.jenkins.plugins.cd4ml.engine.deploy;

import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The one move of an environment that people approved. It happens once: a process that comes back after a crash knows by
 * the id whether it has happened.
 *
 * @param id       the promotion's id; null for a new one
 * @param position what the environment served when it was approved ({@link Alias#position}); null where that does not
 *                 matter
 */
public record ApprovedMove(String id, String position) {
    /** Nobody had to approve it. */
    public static final ApprovedMove NONE = new ApprovedMove(null, null);

    /** @param request id of the request, which had its answer; {@code asked} is when it was made */
    public static ApprovedMove of(String request, Instant asked, String position) {
        return new ApprovedMove(PromotionRecord.id(asked, request), position);
    }

    /** @return whether it is what the environment serves since */
    public boolean made(Alias alias) {
        return id != null && alias.current().map(now -> now.id().equals(id)).orElse(false);
    }

    /** Refuses when the environment serves something else than when it was approved. For who occupies it. */
    void check(Alias alias) {
        if (position != null && !made(alias) && !position.equals(alias.position())) {
            throw new PromotionRefusedException("What was approved has changed: serves now was " + position + " and is "
                    + alias.position() + "; ask for approval again.");
        }
    }

    /** @return what the environment served before this move */
    Optional<Alias.Move> before(Alias alias) {
        List<Alias.Move> history = alias.history();
        if (!made(alias)) {
            return alias.current();
        }
        return history.size() < 2 ? Optional.empty() : Optional.of(history.get(history.size() - 2));
    }
}
