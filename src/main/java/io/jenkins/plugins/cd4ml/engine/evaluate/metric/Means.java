package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/** Metrics that are a weighted mean of one number a row, and functions of such means. */
final class Means {
    /** Probabilities are kept this far from 0 and 1, as scikit-learn does for float64. */
    private static final double EPSILON = Math.ulp(1.0);

    private Means() {}

    static PreparedMetric accuracy(Sample s) {
        return mean(s, i -> s.predicted()[i] == s.labels()[i] ? 1 : 0);
    }

    /** Mean of −ln of the probability that the model gave to what was true. */
    static PreparedMetric logLoss(Sample s) {
        return mean(s, i -> -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, s.probability(i, (int) s.labels()[i])))));
    }

    /** Mean squared distance of probabilities and truth: over class 1 for two classes, the sum over all for more. */
    static PreparedMetric brier(Sample s) {
        int classes = s.classes();
        return mean(s, i -> {
            double sum = 0;
            for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
                double d = s.probability(i, c) - (s.labels()[i] == c ? 1 : 0);
                sum += d * d;
            }
            return sum;
        });
    }

    /** Mean of what the scores say themselves, without a truth. */
    static PreparedMetric score(Sample s) {
        return mean(s, i -> s.scores()[i]);
    }

    static PreparedMetric absoluteError(Sample s) {
        return mean(s, i -> Math.abs(s.scores()[i] - s.labels()[i]));
    }

    static PreparedMetric absolutePercentageError(Sample s) {
        return mean(s, i -> Math.abs(s.scores()[i] - s.labels()[i]) / Math.max(Math.abs(s.labels()[i]), EPSILON));
    }

    static PreparedMetric squaredError(Sample s) {
        return mean(s, i -> squaredError(s, i));
    }

    static PreparedMetric rootMeanSquaredError(Sample s) {
        return mean(s, i -> squaredError(s, i), Math::sqrt);
    }

    /** Mean of q·(y−ŷ) where the truth lies above, (1−q)·(ŷ−y) where below (Koenker and Bassett 1978). */
    static PreparedMetric pinball(Sample s, double quantile) {
        return mean(s, i -> {
            double d = s.labels()[i] - s.scores()[i];
            return Math.max(quantile * d, (quantile - 1) * d);
        });
    }

    /** 1 − Σw(y−ŷ)² / Σw(y−ȳ)²; −∞ when the truth is constant and missed, NaN when constant and met. */
    static PreparedMetric r2(Sample s) {
        double shift = shift(s.labels());
        int rows = s.size();
        double[][] terms = new double[s.weights() == null ? 3 : 4][rows];
        for (int i = 0; i < rows; i++) {
            double y = s.labels()[i] - shift;
            terms[0][i] = s.weight(i) * y;
            terms[1][i] = s.weight(i) * y * y;
            terms[2][i] = s.weight(i) * squaredError(s, i);
            if (terms.length == 4) {
                terms[3][i] = s.weight(i);
            }
        }
        return new Additive(terms, (sums, units) -> {
            double weight = sums.length == 4 ? sums[3] : units;
            double total = Math.max(0, sums[1] - sums[0] * sums[0] / weight);
            return 1 - sums[2] / total;
        });
    }

    /** @return about the mean, against cancellation; the value itself when all are equal, so that no rounding is left */
    private static double shift(double[] labels) {
        double sum = 0;
        boolean constant = true;
        for (double label : labels) {
            sum += label;
            constant &= label == labels[0];
        }
        return constant ? labels[0] : sum / labels.length;
    }

    private static double squaredError(Sample s, int i) {
        double d = s.scores()[i] - s.labels()[i];
        return d * d;
    }

    private static PreparedMetric mean(Sample s, IntToDoubleFunction of) {
        return mean(s, of, v -> v);
    }

    private static PreparedMetric mean(Sample s, IntToDoubleFunction of, DoubleUnaryOperator then) {
        double[] values = new double[s.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = s.weight(i) * of.applyAsDouble(i);
        }
        return s.weights() == null
                ? new Additive(new double[][] {values}, (sums, units) -> then.applyAsDouble(sums[0] / units))
                : new Additive(
                        new double[][] {values, s.weights()}, (sums, units) -> then.applyAsDouble(sums[0] / sums[1]));
    }
}
