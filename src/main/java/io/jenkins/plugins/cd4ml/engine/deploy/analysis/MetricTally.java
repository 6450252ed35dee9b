package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.util.function.Function;

/**
 * Makes one verdict of a metric's measurements, counting as Argo Rollouts' AnalysisRun does: a number of failed or
 * inconclusive ones beyond its limit decides at once, and so do measurements that could not be made, one after the other;
 * when enough were made, the metric passes. Unlike there, what could not be measured is inconclusive and no failure.
 * Kept as JSON, so that another process goes on counting. By one thread.
 */
final class MetricTally {
    /**
     * How much a metric forgives.
     *
     * @param failures     measurements that may fail; default 0
     * @param inconclusive measurements that may be inconclusive; default 0
     * @param errors       measurements in a row that may not be made; default 4
     */
    record Tolerance(int failures, int inconclusive, int errors) {
        private static final int MOST = 10_000;

        static Tolerance of(JsonNode json, Function<String, InputException> wrong) {
            return new Tolerance(
                    whole(json, "failureLimit", 0, wrong),
                    whole(json, "inconclusiveLimit", 0, wrong),
                    whole(json, "consecutiveErrorLimit", 4, wrong));
        }

        private static int whole(JsonNode json, String key, int otherwise, Function<String, InputException> wrong) {
            JsonNode value = json.path(key);
            if (value.isMissingNode()) {
                return otherwise;
            }
            if (!value.isIntegralNumber() || value.asLong() < 0 || value.asLong() > MOST) {
                throw wrong.apply("has a wrong " + key + ": it is a whole number from 0 to " + MOST);
            }
            return value.asInt();
        }
    }

    private static final int KEPT = 10;

    private final ObjectNode json;
    private final Tolerance tolerance;
    private final int count;

    /**
     * @param json  as kept; an empty one at the beginning. Is written to.
     * @param count of measurements after which it passes
     */
    MetricTally(ObjectNode json, Tolerance tolerance, int count) {
        this.json = json;
        this.tolerance = tolerance;
        this.count = count;
    }

    void add(LiveMeasurement measurement) {
        switch (measurement.verdict()) {
            case PASSED, WARNING -> counted("passed");
            case FAILED -> counted("failed");
            case INCONCLUSIVE -> counted("inconclusive");
            default -> {
                json.put("errors", json.path("errors").asInt() + 1);
                json.put("errorsInARow", json.path("errorsInARow").asInt() + 1);
            }
        }
        json.put("reason", measurement.reason());
        ArrayNode kept = json.withArray("measurements");
        kept.add(measurement.json());
        if (kept.size() > KEPT) {
            kept.remove(0);
        }
        if (verdict() != null) {
            json.put("verdict", verdict().name());
        }
    }

    private void counted(String which) {
        json.put(which, json.path(which).asInt() + 1);
        json.put("errorsInARow", 0);
    }

    /** @return null while it is open */
    Verdict verdict() {
        if (json.path("failed").asInt() > tolerance.failures()) {
            return Verdict.FAILED;
        }
        if (json.path("inconclusive").asInt() > tolerance.inconclusive()
                || json.path("errorsInARow").asInt() > tolerance.errors()) {
            return Verdict.INCONCLUSIVE;
        }
        int measured = json.path("passed").asInt()
                + json.path("failed").asInt()
                + json.path("inconclusive").asInt();
        return measured >= count ? Verdict.PASSED : null;
    }

    /** @return why the verdict is what it is, without a full stop */
    String reason() {
        String last = json.path("reason").asText().replaceAll("\\.$", "");
        int inARow = json.path("errorsInARow").asInt();
        return inARow > tolerance.errors() ? last + ", " + inARow + (inARow == 1 ? " time" : " times in a row") : last;
    }
}
