package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class ProportionTest {
    private static PairedComparison accuracy(int right, int rows) {
        double[] labels = new double[rows];
        Arrays.setAll(labels, i -> i % 2);
        double[] scores = new double[rows];
        Arrays.setAll(scores, i -> i < right ? labels[i] : 1 - labels[i]);
        return ValueTest.of(Metrics.of("accuracy"), Sample.binary(labels, scores), ComparisonOptions.of(0.95, 1));
    }

    /** scipy.stats.binomtest(29, 30).proportion_ci(), of 30 of 30 and of 81 of 263. */
    @Test
    void agreesWithScipy() {
        assertEquals("clopper-pearson", accuracy(29, 30).method());
        assertEquals(0.827830544366587, accuracy(29, 30).low(), 1e-10);
        assertEquals(0.9991564290733507, accuracy(29, 30).high(), 1e-10);
        assertEquals(0.8842966917779725, accuracy(30, 30).low(), 1e-10);
        assertEquals(1, accuracy(30, 30).high());
        assertEquals(0.25273674558504267, accuracy(81, 263).low(), 1e-10);
        assertEquals(0.36762192260134746, accuracy(81, 263).high(), 1e-10);
        assertEquals(0.01947781592511318, accuracy(81, 263).pBelow(0.25), 1e-10);
        assertEquals(0.08533247333923893, accuracy(81, 263).pAbove(0.35), 1e-10);
    }

    @Test
    void moreRightRowsNeverProveLess() {
        double before = 0;
        for (int right = 0; right <= 30; right++) {
            PairedComparison now = accuracy(right, 30);
            assertTrue(now.low() >= before, "of " + right);
            assertEquals(0.025, right == 0 ? 0.025 : now.pBelow(now.low()), 1e-9);
            before = now.low();
        }
    }

    /**
     * Near 1, where gates stand. Of a model that is right 97 times in 100, all of 100 rows are right in 4.8 of 100
     * holdouts; a percentile bootstrap then takes 1 for certain and passes {@code min: 0.97}.
     */
    @Test
    void keepsTheLevelNearOne() {
        for (double truth : new double[] {0.8, 0.9, 0.945, 0.97, 0.99}) {
            double promoted = 0;
            BinomialDistribution rows = BinomialDistribution.of(100, truth);
            for (int right = 0; right <= 100; right++) {
                PairedComparison c = accuracy(right, 100);
                promoted += c.low() > truth && c.pBelow(truth) <= 0.025 ? rows.probability(right) : 0;
            }
            assertTrue(promoted <= 0.025, truth + ": " + promoted);
        }
    }
}
