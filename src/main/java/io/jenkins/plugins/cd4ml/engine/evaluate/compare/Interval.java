package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

/**
 * A confidence interval of a metric.
 *
 * @param method        how it was made
 * @param approximation what replaced drawing each row of each resample, or "none"
 */
public record Interval(double low, double high, double confidence, String method, String approximation) {
    /** Linear interpolation of order statistics, type 7 of Hyndman and Fan (1996), as numpy's default. */
    public static double quantile(double[] sorted, double q) {
        double position = q * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
