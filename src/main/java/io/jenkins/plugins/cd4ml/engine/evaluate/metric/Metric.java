package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.function.Function;

/**
 * A measure of a model's quality.
 *
 * @param higherIsBetter the direction in which it gets better
 * @param task           classification, binary or regression: what it is defined for
 * @param prepare        sorts or sums once what every resample of the same rows shares
 */
public record Metric(String name, boolean higherIsBetter, String task, Function<Sample, Prepared> prepare) {
    /**
     * A metric bound to rows. {@code value(counts)} is the metric of the rows taken {@code counts[i]} times each, which
     * is what a bootstrap resample is. Thread-safe.
     */
    @FunctionalInterface
    public interface Prepared {
        /** @return the value, or NaN where it is undefined, such as AUC with one class only */
        double value(int[] counts);
    }

    /** @return the metric of all rows */
    public double value(Sample sample) {
        int[] once = new int[sample.size()];
        java.util.Arrays.fill(once, 1);
        return sample.size() == 0 ? Double.NaN : prepare.apply(sample).value(once);
    }
}
