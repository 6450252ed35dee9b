package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of the confusion matrix, as scikit-learn defines them: precision, recall and F1 of class 1 for two classes;
 * for more the mean over the classes that occur in truth or predictions. A ratio without a denominator is 0, but where
 * two classes leave recall or F1 nothing to find: that is NaN.
 */
final class Confusion {
    private Confusion() {}

    /** How the classes' numbers become one. */
    enum Average {
        /** Class 1 for two classes, the unweighted mean for more. */
        USUAL,
        /** Mean weighted by the truth's share of each class. */
        WEIGHTED
    }

    /**
     * Sums by [truth][prediction].
     *
     * @param occurs whether a class was seen in truth or predictions, be its weight zero
     */
    record Matrix(double[][] cells, boolean[] occurs) {
        double truth(int c) {
            double sum = 0;
            for (double cell : cells[c]) {
                sum += cell;
            }
            return sum;
        }

        double predicted(int c) {
            double sum = 0;
            for (double[] row : cells) {
                sum += row[c];
            }
            return sum;
        }

        double precision(Average average) {
            return mean(average, c -> ratio(cells[c][c], predicted(c)));
        }

        double recall(Average average) {
            return usualOfTwo(average) && truth(1) == 0 ? Double.NaN : mean(average, c -> ratio(cells[c][c], truth(c)));
        }

        double f1(Average average) {
            return usualOfTwo(average) && truth(1) + predicted(1) == 0
                    ? Double.NaN
                    : mean(average, c -> ratio(2 * cells[c][c], truth(c) + predicted(c)));
        }

        /** Mean recall over the classes that the truth has. */
        double balancedAccuracy() {
            double sum = 0;
            int present = 0;
            for (int c = 0; c < cells.length; c++) {
                if (truth(c) > 0) {
                    sum += cells[c][c] / truth(c);
                    present++;
                }
            }
            return sum / present;
        }

        /** Matthews correlation coefficient for any number of classes (Gorodkin 2004); 0 when one side is constant. */
        double mcc() {
            double all = 0;
            double right = 0;
            double tp = 0;
            double tt = 0;
            double pp = 0;
            for (int c = 0; c < cells.length; c++) {
                double t = truth(c);
                double p = predicted(c);
                all += t;
                right += cells[c][c];
                tp += t * p;
                tt += t * t;
                pp += p * p;
            }
            double squared = (all * all - pp) * (all * all - tt);
            return squared == 0 ? 0 : (right * all - tp) / Math.sqrt(squared);
        }

        /** Cohen's kappa (Educational and Psychological Measurement 20 (1960) 37–46); NaN where chance alone agrees. */
        double kappa() {
            double all = 0;
            double right = 0;
            double chance = 0;
            for (int c = 0; c < cells.length; c++) {
                all += truth(c);
                right += cells[c][c];
                chance += truth(c) * predicted(c);
            }
            return (right * all - chance) / (all * all - chance);
        }

        private boolean usualOfTwo(Average average) {
            return average == Average.USUAL && cells.length == 2;
        }

        private double mean(Average average, IntToDoubleFunction of) {
            if (usualOfTwo(average)) {
                return of.applyAsDouble(1);
            }
            double sum = 0;
            double weight = 0;
            for (int c = 0; c < cells.length; c++) {
                double w = average == Average.WEIGHTED ? truth(c) : occurs[c] ? 1 : 0;
                sum += w == 0 ? 0 : w * of.applyAsDouble(c);
                weight += w;
            }
            return sum / weight;
        }

        private static double ratio(double a, double b) {
            return b == 0 ? 0 : a / b;
        }
    }

    static PreparedMetric of(Sample s, ToDoubleFunction<Matrix> metric) {
        int classes = s.classes();
        return counts -> {
            double[][] cells = new double[classes][classes];
            boolean[] occurs = new boolean[classes];
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    int truth = (int) s.labels()[i];
                    cells[truth][s.predicted()[i]] += counts[i] * s.weight(i);
                    occurs[truth] = true;
                    occurs[s.predicted()[i]] = true;
                }
            }
            return metric.applyAsDouble(new Matrix(cells, occurs));
        };
    }
}
