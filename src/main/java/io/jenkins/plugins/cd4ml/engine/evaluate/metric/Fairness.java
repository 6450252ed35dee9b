package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How differently a binary classifier treats groups of rows: the largest minus the smallest of the groups' rates
 * (Hardt, Price, Srebro 2016; as {@code fairlearn.metrics}). 0 is even, 1 is the most uneven. Lower is better.
 */
public final class Fairness {
    private Fairness() {}

    /** Difference of the shares predicted positive. */
    public static double demographicParity(List<Sample> groups) {
        return gap(groups, s -> rate(s, -1));
    }

    /** Difference of the true positive rates. */
    public static double equalOpportunity(List<Sample> groups) {
        return gap(groups, s -> rate(s, 1));
    }

    /** The larger of the differences of true and of false positive rates. */
    public static double equalizedOdds(List<Sample> groups) {
        return Math.max(equalOpportunity(groups), gap(groups, s -> rate(s, 0)));
    }

    /** The smallest of the shares predicted positive as a share of the largest: below 0.8 the four-fifths rule is broken. */
    public static double demographicParityRatio(List<Sample> groups) {
        return ratio(groups, s -> rate(s, -1));
    }

    /** The smaller of that of true and of false positive rates. */
    public static double equalizedOddsRatio(List<Sample> groups) {
        return Math.min(ratio(groups, s -> rate(s, 1)), ratio(groups, s -> rate(s, 0)));
    }

    private static double ratio(List<Sample> groups, ToDoubleFunction<Sample> of) {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (Sample group : groups) {
            double value = of.applyAsDouble(group);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return groups.size() < 2 ? Double.NaN : low / high;
    }

    /**
     * @param label of the truth; −1 for all rows
     * @return the rows of that label, of which accuracy is the share predicted positive; null where there are none
     */
    public static Sample predictedPositive(Sample sample, int label) {
        int[] rows = IntStream.range(0, sample.size())
                .filter(i -> label < 0 || sample.labels()[i] == label)
                .toArray();
        Sample some = sample.at(rows);
        double[] positive = new double[rows.length];
        Arrays.fill(positive, 1);
        return rows.length == 0
                ? null
                : new Sample(positive, null, null, some.predicted(), some.weights(), some.groups());
    }

    /** @return the largest minus the smallest value over the groups; NaN with fewer than two or where one has none */
    public static double gap(List<Sample> groups, ToDoubleFunction<Sample> of) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Sample group : groups) {
            double value = of.applyAsDouble(group);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return groups.size() < 2 ? Double.NaN : high - low;
    }

    /** The weighted share predicted positive among rows with {@code label}, or among all rows for −1. */
    private static double rate(Sample s, int label) {
        double positive = 0;
        double all = 0;
        for (int i = 0; i < s.size(); i++) {
            if (label < 0 || s.labels()[i] == label) {
                positive += s.predicted()[i] == 1 ? s.weight(i) : 0;
                all += s.weight(i);
            }
        }
        return positive / all;
    }
}
