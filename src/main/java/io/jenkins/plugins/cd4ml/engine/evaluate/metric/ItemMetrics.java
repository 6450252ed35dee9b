package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric.Range;
import java.util.Arrays;
import java.util.function.Function;

/** Metrics that are a mean of one value an item, whoever measured it: a judge's score, a cost, whether a test passed. */
public final class ItemMetrics {
    private ItemMetrics() {}

    /**
     * As {@link #mean(String, boolean, boolean, Range)}. What gets better when lower is a cost, a time or a count, which are
     * never below 0; of others nothing is known: a profit that no item has lost yet may yet be a loss.
     */
    public static Metric mean(String name, boolean higherIsBetter, boolean share) {
        return mean(name, higherIsBetter, share, higherIsBetter ? Range.OPEN : Range.NOT_NEGATIVE);
    }

    /**
     * @param share whether every value is 0 or 1, so that exact methods for shares suit it
     * @param range of values that are no shares
     * @return the mean of {@link #sample}'s values
     */
    public static Metric mean(String name, boolean higherIsBetter, boolean share, Range range) {
        Metric like = share ? Metrics.of("accuracy") : statistic(name, higherIsBetter, range, Means::score);
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

    /** @return a metric of which nothing is known but how it is measured */
    public static Metric statistic(
            String name, boolean higherIsBetter, Range range, Function<Sample, PreparedMetric> prepare) {
        MetricDefinition definition =
                MetricDefinition.regression(name).range(range).undefinedWhen("these rows have no value of it");
        return (higherIsBetter ? definition : definition.lowerIsBetter()).by(prepare);
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
