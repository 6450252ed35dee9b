package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;

/** Metrics that are a mean of one value an item, whoever measured it: a judge's score, a cost, whether a test passed. */
public final class ItemMetrics {
    private ItemMetrics() {}

    /**
     * @param share whether every value is 0 or 1, so that exact methods for shares suit it
     * @return the mean of {@link #sample}'s values
     */
    public static Metric mean(String name, boolean higherIsBetter, boolean share) {
        Metric like = share
                ? Metrics.of("accuracy")
                : MetricDefinition.regression(name).by(Means::score);
        return new Metric(
                name,
                higherIsBetter,
                like.task(),
                like.traits(),
                like.range(),
                like.unseen(),
                like.undefinedWhen(),
                like.prepare());
    }

    /** @return the values as a sample of that metric: of a share, a 1 is a row that was answered right */
    public static Sample sample(double[] values, boolean share) {
        double[] labels = new double[values.length];
        if (!share) {
            return Sample.regression(labels, values);
        }
        Arrays.fill(labels, 1);
        int[] predicted = Arrays.stream(values).mapToInt(v -> (int) v).toArray();
        return new Sample(labels, values, null, predicted, null);
    }
}
