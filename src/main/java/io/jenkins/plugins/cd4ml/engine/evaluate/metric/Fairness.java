package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;

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
