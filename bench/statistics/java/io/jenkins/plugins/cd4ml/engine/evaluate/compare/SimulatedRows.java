package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Samples, and pairs of samples of one holdout, of whose kind the truth is known. */
final class SimulatedRows {
    private static final Function<Double, Double> LOGISTIC = x -> 1 / (1 + Math.exp(-x));

    private SimulatedRows() {}

    static Sample classes(SplittableRandom r, int rows, double positives, double sensitivity, double specificity) {
        double[] labels = new double[rows];
        double[] scores = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = r.nextDouble() < positives ? 1 : 0;
            scores[i] = r.nextDouble() < (labels[i] == 1 ? sensitivity : specificity) ? labels[i] : 1 - labels[i];
        }
        return Sample.binary(labels, scores);
    }

    static Sample[] worse(SplittableRandom r, int rows, double share) {
        Sample champion = classes(r, rows, 0.4, 0.85, 0.85);
        double[] scores = champion.scores().clone();
        for (int i = 0; i < rows; i++) {
            boolean right = champion.predicted()[i] == champion.labels()[i];
            scores[i] = right && r.nextDouble() < share / 0.85 ? 1 - scores[i] : scores[i];
        }
        return new Sample[] {Sample.binary(champion.labels(), scores), champion};
    }

    static Sample[] differing(SplittableRandom r, int rows, double share) {
        double[] labels = new double[rows];
        double[] a = new double[rows];
        double[] b = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = r.nextDouble() < 0.3 ? 1 : 0;
            b[i] = LOGISTIC.apply(1.5 * (2 * labels[i] - 1) + 1.2 * r.nextGaussian());
            a[i] = r.nextDouble() < share ? LOGISTIC.apply(1.5 * r.nextGaussian()) : b[i];
        }
        return new Sample[] {Sample.binary(labels, a), Sample.binary(labels, b)};
    }

    static double student(SplittableRandom r) {
        double squares = 0;
        for (int k = 0; k < 3; k++) {
            squares += Math.pow(r.nextGaussian(), 2);
        }
        return r.nextGaussian() / Math.sqrt(squares / 3);
    }

    static Sample scored(SplittableRandom r, int rows, double positives, double apart) {
        double[] labels = new double[rows];
        double[] scores = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = r.nextDouble() < positives ? 1 : 0;
            scores[i] = LOGISTIC.apply(apart * labels[i] - apart / 2 + r.nextGaussian());
        }
        double sum = Arrays.stream(labels).sum();
        return sum == 0 || sum == rows ? scored(r, rows, positives, apart) : Sample.binary(labels, scores);
    }

    static Sample[] customers(SplittableRandom r, int customers) {
        int rows = 10 * customers;
        double[] labels = new double[rows];
        double[] a = new double[rows];
        double[] b = new double[rows];
        int[] groups = new int[rows];
        for (int c = 0; c < customers; c++) {
            double one = 1.5 * r.nextGaussian();
            double two = 1.5 * r.nextGaussian();
            for (int k = 10 * c; k < 10 * c + 10; k++) {
                labels[k] = r.nextDouble() < 0.4 ? 1 : 0;
                double sign = 2 * labels[k] - 1;
                a[k] = LOGISTIC.apply(sign * (0.8 + one) + r.nextGaussian());
                b[k] = LOGISTIC.apply(sign * (0.8 + two) + r.nextGaussian());
                groups[k] = c;
            }
        }
        return new Sample[] {
            Sample.binary(labels, a).grouped(groups), Sample.binary(labels, b).grouped(groups)
        };
    }

    static Sample queries(SplittableRandom r, int queries) {
        int rows = 8 * queries;
        double[] relevance = new double[rows];
        double[] scores = new double[rows];
        int[] groups = new int[rows];
        for (int i = 0; i < rows; i++) {
            relevance[i] = i % 8 == 0 ? 1 + r.nextInt(3) : r.nextDouble() < 0.2 ? 1 : 0;
            scores[i] = relevance[i] + 1.2 * r.nextGaussian();
            groups[i] = i / 8;
        }
        return Sample.ranking(relevance, scores, groups);
    }
}
