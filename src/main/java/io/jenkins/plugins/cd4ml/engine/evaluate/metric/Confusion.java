package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.function.ToDoubleFunction;

/** Metrics of the confusion matrix. A ratio without a denominator is 0, as scikit-learn's default. */
final class Confusion {
    private Confusion() {}

    /** Weights by [truth][prediction]. */
    record Matrix(double[][] cells) {
        private double truth(int c) {
            double sum = 0;
            for (double cell : cells[c]) {
                sum += cell;
            }
            return sum;
        }

        private double predicted(int c) {
            double sum = 0;
            for (double[] row : cells) {
                sum += row[c];
            }
            return sum;
        }

        private double mean(java.util.function.IntToDoubleFunction of) {
            if (cells.length == 2) {
                return of.applyAsDouble(1);
            }
            double sum = 0;
            int present = 0;
            for (int c = 0; c < cells.length; c++) {
                if (truth(c) > 0 || predicted(c) > 0) {
                    sum += of.applyAsDouble(c);
                    present++;
                }
            }
            return sum / present;
        }

        double precision() {
            return mean(c -> ratio(cells[c][c], predicted(c)));
        }

        double recall() {
            return mean(c -> ratio(cells[c][c], truth(c)));
        }

        double f1() {
            return mean(c -> ratio(2 * cells[c][c], truth(c) + predicted(c)));
        }

        /** Mean recall over the classes that are there. */
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

        /** Matthews correlation coefficient for any number of classes (Gorodkin 2004). */
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
            double denominator = Math.sqrt((all * all - pp) * (all * all - tt));
            return denominator == 0 ? 0 : (right * all - tp) / denominator;
        }

        private static double ratio(double a, double b) {
            return b == 0 ? 0 : a / b;
        }
    }

    static Metric.Prepared of(Sample s, ToDoubleFunction<Matrix> metric) {
        int classes = s.classes();
        return counts -> {
            double[][] cells = new double[classes][classes];
            for (int i = 0; i < counts.length; i++) {
                cells[(int) s.labels()[i]][s.predicted()[i]] += counts[i] * s.weight(i);
            }
            return metric.applyAsDouble(new Matrix(cells));
        };
    }
}
