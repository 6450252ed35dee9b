package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkewAwareTest {
    private static final ComparisonOptions OPTIONS =
            ComparisonOptions.of(0.95, 5).resamples(1_000);

    private static PairedComparison value(String metric, Sample sample) {
        return ValueTest.of(Metrics.of(metric), sample, OPTIONS);
    }

    /** {@code positives} that are all found, and negatives of which every tenth is taken for one. */
    private static Sample allFound(int positives, int negatives) {
        double[] labels = new double[positives + negatives];
        double[] scores = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i < positives ? 1 : 0;
            scores[i] = i < positives || i % 10 == 0 ? 1 : 0;
        }
        return Sample.binary(labels, scores);
    }

    /** The exact interval of 5 of 5 starts at 0.478, so the mean of both recalls at about (0.478 + 0.9) / 2. */
    @Test
    void aClassInWhichNothingVariesIsNotCertain() {
        PairedComparison c = value("balanced_accuracy", allFound(5, 490));
        double exact = Math.pow(0.025, 1 / 5.0);
        assertEquals(0.95 - (1 - exact) / 2, c.low(), 0.01);
        assertTrue(c.pBelow(0.8) > 0.025);
        assertTrue(value("balanced_accuracy", allFound(400, 400)).low() > 0.9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcc", "f1", "cohen_kappa", "recall@weighted", "precision@weighted"})
    void everyMetricOfClassesCarriesTheRareOne(String metric) {
        PairedComparison few = value(metric, allFound(5, 490));
        double all = Metrics.of(metric).value(allFound(5, 490));
        double least = Metrics.of(metric).range().low();
        assertTrue(few.low() < all && few.low() >= least && few.high() <= 1, few.low() + "…" + few.high());
    }

    @Test
    void intervalAndPValueAreOfOneMind() {
        double[] labels = new double[400];
        double[] old = new double[400];
        for (int i = 0; i < 400; i++) {
            labels[i] = i % 3 == 0 ? 1 : 0;
            old[i] = i % 7 == 0 ? 1 - labels[i] : labels[i];
        }
        double[] fresh = old.clone();
        fresh[0] = labels[0]; // one row better
        PairedComparison c = PairedComparison.compare(
                Metrics.of("f1"), Sample.binary(labels, fresh), Sample.binary(labels, old), OPTIONS);
        for (double bound : new double[] {-0.02, -0.005, -0.001, 0, 0.001, 0.01, 0.02}) {
            assertEquals(c.low() > bound, c.pBelow(bound) < 0.025, "at " + bound);
            assertEquals(c.high() < bound, c.pAbove(bound) < 0.025, "at " + bound);
        }
        assertTrue(c.low() < -0.001);
    }

    @Test
    void intervalsStayWithinTheMetricsRange() {
        for (String metric : new String[] {"mcc", "f1", "balanced_accuracy", "precision", "auc", "pr_auc", "brier"}) {
            for (int positives = 1; positives < 8; positives++) {
                PairedComparison c = value(metric, allFound(positives, 30));
                if (c.defined()) {
                    assertTrue(c.low() >= Metrics.of(metric).range().low(), metric + " " + c.low());
                    assertTrue(c.high() <= 1, metric + " " + c.high());
                }
            }
        }
    }

    @Test
    void threePositivesSayLittleOfAnArea() {
        double[] labels = new double[10_000];
        double[] scores = new double[10_000];
        SplittableRandom random = new SplittableRandom(2);
        Arrays.setAll(scores, i -> random.nextDouble());
        for (int i = 0; i < 3; i++) {
            labels[i] = 1;
            scores[i] = 0.98 + 0.005 * i;
        }
        PairedComparison c = value("auc", Sample.binary(labels, scores));
        assertTrue(c.low() < 0.8 && c.high() <= 1, c.low() + "…" + c.high());
    }

    /** Squared lognormal errors: a few rows carry the mean, and the largest that could come is in no sample. */
    @Test
    void aTailTooHeavyForABoundIsSaid() {
        SplittableRandom random = new SplittableRandom(4);
        double[] errors =
                random.doubles(500).map(u -> Math.exp(random.nextGaussian())).toArray();
        PairedComparison c = value("rmse", Sample.regression(new double[500], errors));
        assertFalse(c.defined());
        assertTrue(c.why().contains("heavy a tail"), c.why());
    }

    /** Each customer ten times: the rows are as many as the customers, for every method. */
    @ParameterizedTest
    @ValueSource(strings = {"accuracy", "auc", "f1", "brier", "pr_auc", "balanced_accuracy"})
    void rowsOfOneGroupAreOneUnit(String metric) {
        Simulated pair = Simulated.binary(40, 0.4, 1.1, 0.9, 6);
        int[] rows = new int[400];
        Arrays.setAll(rows, i -> i % 40);
        Sample grouped = pair.fresh().at(rows).grouped(rows);
        PairedComparison once = value(metric, pair.fresh());
        PairedComparison ten = value(metric, grouped);
        assertEquals(once.difference(), ten.difference(), 1e-12);
        double wide = once.high() - once.low();
        assertEquals(wide, ten.high() - ten.low(), 0.35 * wide);
        assertTrue(value(metric, pair.fresh().at(rows)).high()
                        - value(metric, pair.fresh().at(rows)).low()
                < 0.5 * wide);
    }
}
