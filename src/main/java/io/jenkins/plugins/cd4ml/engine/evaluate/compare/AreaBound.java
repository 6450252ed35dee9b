package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import java.util.Arrays;

/**
 * Lower score bound of an area under the ROC curve, for few rows of a class, whose own variance says little: the variance
 * is that of Hanley and McNeil (Radiology 143 (1982) 29–36) at the bound itself, as in Newcombe's method 5 (Statistics in
 * Medicine 25 (2006) 559–573).
 *
 * @param area      observed
 * @param positives rows of class 1
 * @param negatives rows of class 0
 */
record AreaBound(double area, double positives, double negatives) implements LowerBound {
    /** With more rows of each class their own variance serves. */
    static final int FEW = 50;

    /** @return null where the statistic is no area of one model, or both classes have rows enough */
    static AreaBound of(Statistic statistic, double value) {
        if (statistic.champion() != null || !statistic.pairs()) {
            return null;
        }
        double positives = Arrays.stream(statistic.fresh().labels()).sum();
        double negatives = statistic.fresh().size() - positives;
        return Math.min(positives, negatives) < FEW ? new AreaBound(value, positives, negatives) : null;
    }

    @Override
    public double lower(double z) {
        double from = 0;
        double to = area;
        for (int i = 0; i < 60; i++) {
            double middle = (from + to) / 2;
            if (area - middle > -z * Math.sqrt(variance(middle))) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private double variance(double a) {
        double both = a / (2 - a) - a * a;
        double twice = 2 * a * a / (1 + a) - a * a;
        return Math.max(0, (a * (1 - a) + (positives - 1) * both + (negatives - 1) * twice) / (positives * negatives));
    }
}
