package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The difference of a metric between a new model and the champion on the same rows, and how sure it is.
 *
 * @param difference new minus champion
 * @param low        of the two-sided interval at {@code confidence}; NaN when undefined
 * @param bound      the change that a gate asks for
 * @param pBelow     p-value against "the true difference is at most the bound": small means above it
 * @param pAbove     p-value against "the true difference is at least the bound": small means below it
 * @param rowsToSettle about how many rows would decide, were the difference as observed; -1 when none would
 */
public record PairedComparison(
        double difference,
        double low,
        double high,
        double confidence,
        String method,
        double bound,
        double pBelow,
        double pAbove,
        int rows,
        long rowsToSettle) {

    /**
     * DeLong for AUC; a paired, stratified percentile bootstrap for everything else.
     *
     * @param fresh    the new model's answers
     * @param champion the champion's answers to the same rows in the same order
     */
    public static PairedComparison of(
            Metric metric, Sample fresh, Sample champion, double confidence, double bound, int resamples, long seed) {
        return "auc".equals(metric.name()) && fresh.weights() == null
                ? delong(fresh, champion, confidence, bound)
                : bootstrap(metric, fresh, champion, confidence, bound, resamples, seed);
    }

    private static PairedComparison delong(Sample fresh, Sample champion, double confidence, double bound) {
        DeLong test = DeLong.of(fresh.labels(), fresh.scores(), champion.scores());
        double difference = test.difference();
        double error = test.standardError();
        if (Double.isNaN(error)) {
            return undefined(difference, confidence, "delong", bound, fresh.size());
        }
        if (error == 0) { // the two models order the rows alike: the difference is certain
            double p = difference > bound ? 0 : 1;
            double above = difference < bound ? 0 : 1;
            return new PairedComparison(
                    difference, difference, difference, confidence, "delong", bound, p, above, fresh.size(), 0);
        }
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double z = normal.inverseSurvivalProbability((1 - confidence) / 2);
        double distance = (difference - bound) / error;
        return new PairedComparison(
                difference,
                difference - z * error,
                difference + z * error,
                confidence,
                "delong",
                bound,
                normal.survivalProbability(distance),
                normal.cumulativeProbability(distance),
                fresh.size(),
                rowsToSettle(fresh.size(), distance, z));
    }

    private static PairedComparison bootstrap(
            Metric metric, Sample fresh, Sample champion, double confidence, double bound, int resamples, long seed) {
        Metric.Prepared a = metric.prepare().apply(fresh);
        Metric.Prepared b = metric.prepare().apply(champion);
        double difference = metric.value(fresh) - metric.value(champion);
        double[] labels = "regression".equals(metric.task()) ? null : fresh.labels();
        double[] differences =
                new Resampler(labels, fresh.size(), seed).distribution(resamples, c -> a.value(c) - b.value(c));
        Interval interval = Interval.percentile(differences, confidence, "bootstrap-percentile");
        if (interval == null || Double.isNaN(difference)) {
            return undefined(difference, confidence, "bootstrap-percentile", bound, fresh.size());
        }
        int atMost = 0;
        int atLeast = 0;
        double squares = 0;
        double mean = java.util.Arrays.stream(differences).average().orElse(0);
        for (double d : differences) {
            atMost += d <= bound ? 1 : 0;
            atLeast += d >= bound ? 1 : 0;
            squares += (d - mean) * (d - mean);
        }
        double error = Math.sqrt(squares / (resamples - 1));
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
        double distance = error == 0 ? 0 : (difference - bound) / error;
        return new PairedComparison(
                difference,
                interval.low(),
                interval.high(),
                confidence,
                interval.method(),
                bound,
                (atMost + 1.0) / (resamples + 1),
                (atLeast + 1.0) / (resamples + 1),
                fresh.size(),
                error == 0 ? 0 : rowsToSettle(fresh.size(), distance, z));
    }

    private static PairedComparison undefined(
            double difference, double confidence, String method, double bound, int rows) {
        return new PairedComparison(
                difference, Double.NaN, Double.NaN, confidence, method, bound, Double.NaN, Double.NaN, rows, -1);
    }

    /** The standard error shrinks with the root of the rows: n·(z/distance)² rows put the bound at the interval's end. */
    private static long rowsToSettle(int rows, double distance, double z) {
        if (Math.abs(distance) >= z) {
            return 0;
        }
        double needed = rows * Math.pow(z / distance, 2);
        return needed > 1e12 || Double.isNaN(needed) ? -1 : (long) Math.ceil(needed);
    }
}
