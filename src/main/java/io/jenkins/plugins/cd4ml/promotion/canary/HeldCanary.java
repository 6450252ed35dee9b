package io.jenkins.plugins.cd4ml.promotion.canary;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.deploy.CanaryDecision;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;

/**
 * A canary of a build that waits for a person.
 *
 * @param since when the wait began, which a decision is about
 * @param step  from 1, of {@code steps}
 */
public record HeldCanary(String model, String environment, String since, String reason, int step, int steps) {
    /** @return the build's; null where it is not building, or its canary does not wait */
    @CheckForNull
    static HeldCanary of(Run<?, ?> run) {
        RunFolder record = BuildRecord.of(run);
        if (!run.isBuilding() || !record.has(CanaryDecision.LIVE)) {
            return null;
        }
        JsonNode live = record.read(CanaryDecision.LIVE);
        JsonNode canary = live.path("canary");
        JsonNode hold = canary.path("hold");
        return canary.has("verdict") || !hold.has("since")
                ? null
                : new HeldCanary(
                        live.path("model").asText(),
                        live.path("environment").asText(),
                        hold.path("since").asText(),
                        hold.path("reason").asText(),
                        canary.path("step").asInt() + 1,
                        canary.path("steps").asInt());
    }
}
