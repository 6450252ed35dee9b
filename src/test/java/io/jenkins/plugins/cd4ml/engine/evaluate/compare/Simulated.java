package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.SplittableRandom;

/** Two models of known quality on the same rows: score = strength · truth + common + own noise, through a logistic. */
public record Simulated(Sample fresh, Sample champion) {
    /** @param positives share of class 1, drawn at random */
    public static Simulated binary(int rows, double positives, double fresh, double champion, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] labels = new double[rows];
        double[] a = new double[rows];
        double[] b = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = random.nextDouble() < positives ? 1 : 0;
            double common = random.nextGaussian();
            double centred = 2 * labels[i] - 1;
            a[i] = logistic(fresh * centred + 0.8 * common + 0.6 * random.nextGaussian());
            b[i] = logistic(champion * centred + 0.8 * common + 0.6 * random.nextGaussian());
        }
        return new Simulated(Sample.binary(labels, a), Sample.binary(labels, b));
    }

    /** @return the new model with {@code shift} added to its logit: better on one class, worse on the other */
    Simulated leaning(double shift) {
        double[] scores = fresh.scores().clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = logistic(Math.log(scores[i] / (1 - scores[i])) + shift);
        }
        return new Simulated(Sample.binary(fresh.labels(), scores), champion);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
