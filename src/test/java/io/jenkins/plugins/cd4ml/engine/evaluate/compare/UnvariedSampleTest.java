package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnvariedSampleTest {
    private static final ComparisonOptions OPTIONS =
            ComparisonOptions.of(0.95, 5).resamples(1_000);

    /** Every row right: negatives below, positives above one half; each class in an order of its own. */
    private static Sample perfect(int negatives, int positives, long seed) {
        Random random = new Random(seed);
        double[] labels = new double[negatives + positives];
        Arrays.fill(labels, negatives, labels.length, 1);
        double[] scores = new double[labels.length];
        Arrays.setAll(scores, i -> 0.5 * labels[i] + 0.49 * random.nextDouble() + 0.001);
        return Sample.binary(labels, scores);
    }

    /** R: binom.test(10, 10)$conf.int is 0.6915029 to 1; scipy.stats.binomtest(10, 10).proportion_ci() the same. */
    @Test
    void agreesWithClopperAndPearsonWhereEverythingSucceeded() {
        ComparisonOptions bootstrap = OPTIONS.with(ComparisonOptions.Method.PERCENTILE);
        PairedComparison accuracy = ValueTest.of(Metrics.of("accuracy"), perfect(4, 6, 1), bootstrap);
        assertEquals("rule-of-three", accuracy.method());
        assertEquals(0.6915029, accuracy.low(), 1e-7);
        assertEquals(1, accuracy.high());
        assertEquals(0.025, accuracy.pBelow(accuracy.low()), 1e-12);
        assertEquals(1, accuracy.pBelow(1));
    }

    /** The rarer class decides: of six positives nothing is known that six rows cannot tell. */
    @Test
    void metricsOfClassesRestOnTheRarerClass() {
        for (String metric : new String[] {"auc", "f1", "recall", "balanced_accuracy"}) {
            PairedComparison value = ValueTest.of(Metrics.of(metric), perfect(400, 6, 1), OPTIONS);
            assertEquals(1, value.difference());
            assertEquals(Math.pow(0.025, 1 / 6.0), value.low(), 1e-12, metric);
        }
    }

    @Test
    void twoPerfectModelsAreNotEqualForSure() {
        PairedComparison auc =
                PairedComparison.compare(Metrics.of("auc"), perfect(20, 10, 1), perfect(20, 10, 2), OPTIONS);
        assertEquals("rule-of-three", auc.method());
        assertEquals(0, auc.difference());
        assertTrue(auc.low() < -0.3 && auc.high() > 0.3);
        assertTrue(auc.pBelow(-0.01) > 0.9);
        long rows = auc.rowsToSettle(-0.01);
        assertTrue(rows > 10 * 368 / 10.0 && rows < 3_000, "about 368 positives would do, of 30 rows 10 are: " + rows);
        PairedComparison many = PairedComparison.compare(
                Metrics.of("auc"), perfect(2_000, 2_000, 1), perfect(2_000, 2_000, 2), OPTIONS);
        assertTrue(many.pBelow(-0.01) < 1e-8);
    }

    /** Rows of another kind may still be ranked otherwise: that was once taken for certainty. */
    @Test
    void whatRanksAlikeIsNotOneModel() {
        Sample a = Simulated.binary(60, 0.4, 1, 1, 3).fresh();
        double[] squared = Arrays.stream(a.scores()).map(s -> s * s).toArray();
        PairedComparison auc =
                PairedComparison.compare(Metrics.of("auc"), a, Sample.binary(a.labels(), squared), OPTIONS);
        assertEquals("rule-of-three", auc.method());
        assertTrue(auc.low() < -0.05);
    }

    @Test
    void relativeChangeOfNothingRestsOnTheRowsAsWell() {
        Sample a = perfect(50, 50, 1);
        PairedComparison f1 = PairedComparison.relative(Metrics.of("f1"), a, perfect(50, 50, 2), OPTIONS);
        double share = 1 - Math.pow(0.025, 1 / 50.0);
        assertEquals(-share / (1 - share), f1.low(), 1e-12);
        assertEquals(0.025, f1.pBelow(f1.low()), 1e-12);
    }

    @Test
    void anUnboundedMetricHasNoIntervalFromRowsThatAreAllAlike() {
        Sample exact = Sample.regression(new double[] {1, 2, 3}, new double[] {1, 2, 3});
        assertFalse(ValueTest.of(Metrics.of("rmse"), exact, OPTIONS).defined());
        assertNull(Bootstrap.interval(Metrics.of("rmse"), exact, OPTIONS));
    }
}
