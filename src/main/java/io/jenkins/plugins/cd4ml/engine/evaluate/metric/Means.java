package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/** Metrics that are a weighted mean of one number a row, and functions of such means. */
final class Means {
    /** Probabilities are kept this far from 0 and 1, as scikit-learn does for float64. */
    private static final double EPSILON = Math.ulp(1.0);

    private Means() {}

    static Metric.Prepared accuracy(Sample s) {
        return mean(s, i -> s.predicted()[i] == s.labels()[i] ? 1 : 0, v -> v);
    }

    /** Mean of −ln of the probability that the model gave to what was true. */
    static Metric.Prepared logLoss(Sample s) {
        return mean(
                s,
                i -> {
                    double sum = 0;
                    for (double p : s.probabilities()[i]) {
                        sum += p;
                    }
                    double p = s.probabilities()[i][(int) s.labels()[i]] / sum;
                    return -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, p)));
                },
                v -> v);
    }

    static Metric.Prepared brier(Sample s) {
        return mean(s, i -> (s.scores()[i] - s.labels()[i]) * (s.scores()[i] - s.labels()[i]), v -> v);
    }

    static Metric.Prepared absoluteError(Sample s) {
        return mean(s, i -> Math.abs(s.scores()[i] - s.labels()[i]), v -> v);
    }

    static Metric.Prepared absolutePercentageError(Sample s) {
        return mean(
                s,
                i -> Math.abs(s.scores()[i] - s.labels()[i]) / Math.max(Math.abs(s.labels()[i]), EPSILON),
                v -> v);
    }

    static Metric.Prepared rootMeanSquaredError(Sample s) {
        return mean(s, i -> (s.scores()[i] - s.labels()[i]) * (s.scores()[i] - s.labels()[i]), Math::sqrt);
    }

    /** 1 − Σw(y−ŷ)² / Σw(y−ȳ)²; undefined when the truth is constant. */
    static Metric.Prepared r2(Sample s) {
        return counts -> {
            double weight = 0;
            double sum = 0;
            for (int i = 0; i < counts.length; i++) {
                weight += counts[i] * s.weight(i);
                sum += counts[i] * s.weight(i) * s.labels()[i];
            }
            double mean = sum / weight;
            double residual = 0;
            double total = 0;
            for (int i = 0; i < counts.length; i++) {
                double w = counts[i] * s.weight(i);
                residual += w * (s.labels()[i] - s.scores()[i]) * (s.labels()[i] - s.scores()[i]);
                total += w * (s.labels()[i] - mean) * (s.labels()[i] - mean);
            }
            return total == 0 ? Double.NaN : 1 - residual / total;
        };
    }

    private static Metric.Prepared mean(Sample s, IntToDoubleFunction of, DoubleUnaryOperator then) {
        double[] values = new double[s.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = of.applyAsDouble(i);
        }
        return counts -> {
            double sum = 0;
            double weight = 0;
            for (int i = 0; i < values.length; i++) {
                if (counts[i] != 0) {
                    double w = counts[i] * s.weight(i);
                    sum += w * values[i];
                    weight += w;
                }
            }
            return then.applyAsDouble(sum / weight);
        };
    }
}
