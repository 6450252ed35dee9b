package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;

/**
 * A confidence interval of a metric.
 *
 * @param method how it was made
 */
public record Interval(double low, double high, double confidence, String method) {
    /** Percentile bootstrap. @return null when too few resamples have a value */
    public static Interval bootstrap(Metric metric, Sample sample, double confidence, int resamples, long seed) {
        Metric.Prepared prepared = metric.prepare().apply(sample);
        double[] labels = "regression".equals(metric.task()) ? null : sample.labels();
        double[] values = new Resampler(labels, sample.size(), seed).distribution(resamples, prepared::value);
        return percentile(values, confidence, "bootstrap-percentile");
    }

    static Interval percentile(double[] values, double confidence, String method) {
        double[] sorted = java.util.Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (sorted.length < values.length * 0.99 || sorted.length == 0) {
            return null; // resamples without a value would bias the interval
        }
        double tail = (1 - confidence) / 2;
        return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail), confidence, method);
    }

    /** Linear interpolation of order statistics, type 7 of Hyndman and Fan (1996). */
    static double quantile(double[] sorted, double q) {
        double position = q * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
