package io.jenkins.plugins.cd4ml.engine.deploy.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * How long a promotion waits.
 *
 * @param rollout until every Deployment has rolled out, and again when the former one is put back
 * @param smoke   until the golden request is answered as expected
 * @param stuck   how long a pod may show the same trouble (image pull, crash loop, no node) before it counts as final
 * @param poll    between two looks at the cluster
 * @param bake    how long what was rolled out is watched after it answered; zero for not at all
 * @param turn    for another promotion of the same model into the same environment to end
 */
public record Timeouts(Duration rollout, Duration smoke, Duration stuck, Duration poll, Duration turn, Duration bake) {
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(20),
            Duration.ofMillis(500),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10));

    /** @param section the section {@code promote} of cd4ml.yaml, which may set the limits of rollout and smoke test */
    public static Timeouts of(JsonNode section) {
        return new Timeouts(
                seconds(section, "rolloutTimeout", DEFAULT.rollout),
                seconds(section, "smokeTimeout", DEFAULT.smoke),
                DEFAULT.stuck,
                DEFAULT.poll,
                DEFAULT.turn,
                seconds(section, "bakeTime", DEFAULT.bake));
    }

    public Timeouts withRollout(Duration limit) {
        return new Timeouts(limit, smoke, stuck, poll, turn, bake);
    }

    public Timeouts withBake(Duration time) {
        return new Timeouts(rollout, smoke, stuck, poll, turn, time);
    }

    private static Duration seconds(JsonNode section, String key, Duration otherwise) {
        return section.has(key) ? Duration.ofSeconds(section.get(key).asLong()) : otherwise;
    }
}
