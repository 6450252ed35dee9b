package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Arrays;
import java.util.List;

/**
 * The champion on the new holdout.
 *
 * @param how    rescored, stored predictions, none yet or not comparable
 * @param scored the champion's answers row by row; null when there are none
 * @param joined whether the champion answered the same row; null when it did for all
 * @param why    it cannot be compared; null when it can
 */
record ChampionResult(Champion champion, String how, ScoredRows scored, boolean[] joined, String why) {
    boolean comparable() {
        return scored != null;
    }

    /** @return this, or that it cannot be compared where its answers do not allow all of the metrics to be measured */
    ChampionResult measured(List<Metric> metrics) {
        return scored == null
                ? this
                : metrics.stream()
                        .filter(m -> !scored.scores().suits(m))
                        .findFirst()
                        .map(m -> new ChampionResult(
                                champion,
                                "not comparable",
                                null,
                                null,
                                "it answers no probabilities, which " + m.name() + " needs."))
                        .orElse(this);
    }

    /** @return those of the rows that both models answered */
    int[] common(int[] rows) {
        return joined == null
                ? rows
                : Arrays.stream(rows).filter(i -> joined[i]).toArray();
    }

    /** @return one line for the log: whom the model is compared with and on what grounds */
    String sentence() {
        if (!champion.exists()) {
            return champion.reason() + ": nothing to compare with";
        }
        return "comparing with " + champion.name() + " (" + champion.reason() + "; " + how + ")"
                + (why == null ? "" : ": " + why);
    }

    ObjectNode json(int rows, double maxDiffering) {
        int same = scored == null ? 0 : common(Slice.everything(rows).rows()).length;
        ObjectNode json = Json.object()
                .put("against", champion.against())
                .put("reason", champion.reason())
                .put("version", champion.version())
                .put("run", champion.run())
                .put("digest", champion.digest())
                .put("how", how)
                .put("rowsJoined", same)
                .put("rowsDiffering", scored == null ? 0 : rows - same)
                .put("maxDiffering", maxDiffering);
        if (champion.doubt() != null) {
            json.put("doubt", champion.doubt());
        }
        return why == null ? json : json.put("why", why);
    }
}
