package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;

/** How many rows would settle a gate that its numbers leave open. */
final class Power {
    /** Normal quantile of the chance that is planned for: four of five repeats. */
    private static final double FOUR_OF_FIVE = 0.8416;

    private Power() {}

    /**
     * @param tests by which Holm's correction multiplies the gate's p-value. It stands in the way of passing only: where
     *     the numbers point to the wrong side of the bound, the interval alone decides
     * @return about so many rows in all; 0 where no number would do, or the evaluation did not say how far off the bound is
     */
    static long rows(JsonNode comparison, double confidence, boolean atLeast, int tests) {
        double distance = MetricSource.number(comparison.path("distance"));
        boolean passing = atLeast ? distance > 0 : distance < 0;
        if (tests <= 1 || !passing || !Double.isFinite(distance)) {
            return Math.max(0, comparison.path("rowsToSettle").asLong(0));
        }
        double level = (1 - confidence) / 2 / tests;
        long rows = comparison.path("rows").asLong();
        double needed = rows * Math.pow((quantile(level) + FOUR_OF_FIVE) / distance, 2);
        return rows > 0 && needed < 1e12 ? Math.max(rows + 1, (long) Math.ceil(needed)) : 0;
    }

    /**
     * Where a class is rare its rows are what is wanted, and collecting any others is of no use.
     *
     * @param rows in all
     * @return the end of a sentence; empty for no rows
     */
    static String sentence(JsonNode comparison, long rows) {
        JsonNode rare = comparison.path("rare");
        if (rows <= 0) {
            return "";
        }
        if (!rare.path("class").isTextual() || !(comparison.path("rows").asDouble() > 0)) {
            return "; about " + rows + " rows would settle it";
        }
        double share = rare.path("rows").asDouble() / comparison.path("rows").asDouble();
        return "; about " + (long) Math.ceil(rows * share) + " rows of class "
                + rare.get("class").asText() + " would settle it, which are " + rows + " rows at today's share";
    }

    /**
     * The smallest p-value of a bootstrap is 1/(resamples + 1), which many tests may multiply beyond the level whatever the
     * rows say.
     *
     * @return how many it takes; 0 where the comparison's are enough, or it has none
     */
    static long fewResamples(JsonNode comparison, double confidence, int tests) {
        String method = comparison.path("method").asText();
        double level = (1 - confidence) / 2;
        boolean drawn = method.startsWith("bootstrap") || method.equals("permutation");
        return drawn && tests > level * (comparison.path("resamples").asDouble() + 1)
                ? (long) Math.ceil(tests / level)
                : 0;
    }

    /** @return the z above which a standard normal lies with chance {@code p} ≤ ½; within 4.5·10⁻⁴ (Hastings; Abramowitz and Stegun 26.2.23) */
    static double quantile(double p) {
        double t = Math.sqrt(-2 * Math.log(p));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }
}
