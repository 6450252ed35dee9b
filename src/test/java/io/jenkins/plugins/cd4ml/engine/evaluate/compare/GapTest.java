package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Fairness;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GapTest {
    private static final ComparisonOptions OPTIONS =
            ComparisonOptions.of(0.95, 1).resamples(200).threads(1);

    private static QuantileTable share(int positive, int rows) {
        double[] scores = new double[rows];
        Arrays.fill(scores, 0, positive, 1);
        Sample share = Fairness.predictedPositive(Sample.binary(new double[rows], scores), -1);
        return QuantileTable.of(ValueTest.of(Metrics.of("accuracy"), share, OPTIONS));
    }

    private static List<List<QuantileTable>> drawn(SplittableRandom random, int rows, double... rates) {
        List<QuantileTable> shares = new ArrayList<>();
        for (double rate : rates) {
            int positive = 0;
            for (int i = 0; i < rows; i++) {
                positive += random.nextDouble() < rate ? 1 : 0;
            }
            shares.add(share(positive, rows));
        }
        return List.of(shares);
    }

    private static PairedComparison test(List<List<QuantileTable>> families, boolean ratio) {
        return Gap.of(families, ratio, true).test(500, 0.95);
    }

    /** Ten fair groups of 50 rows are 0.2 apart by chance: that must neither fail them nor be shown as it is. */
    @Test
    void fairGroupsAreNotCalledUnfair() {
        double[] rates = new double[10];
        Arrays.fill(rates, 0.4);
        double corrected = 0;
        double observed = 0;
        int unfair = 0;
        for (int i = 0; i < 100; i++) {
            List<List<QuantileTable>> fair = drawn(new SplittableRandom(i), 50, rates);
            PairedComparison gap = test(fair, false);
            observed += gap.difference() / 100;
            corrected += Gap.of(fair, false, true).corrected() / 100;
            unfair += gap.low() > 0 ? 1 : 0;
            assertTrue(gap.low() <= gap.difference() && gap.difference() <= gap.high());
        }
        assertTrue(observed > 0.18, "observed " + observed);
        assertTrue(corrected < 0.1, "corrected " + corrected);
        assertTrue(unfair <= 3, unfair + " of 100");
    }

    @Test
    void gateAtTheTruthPassesRarely() {
        double[] rates = {0.3, 0.3, 0.3, 0.5};
        int differences = 0;
        int ratios = 0;
        for (int i = 0; i < 300; i++) {
            List<List<QuantileTable>> unfair = drawn(new SplittableRandom(900 + i), 80, rates);
            differences += test(unfair, false).pAbove(0.2) <= 0.025 ? 1 : 0;
            ratios += test(unfair, true).pBelow(0.6) <= 0.025 ? 1 : 0;
        }
        assertTrue(differences <= 15, differences + " of 300"); // 2.5 % are 7.5 ± 2.7
        assertTrue(ratios <= 15, ratios + " of 300");
    }

    @Test
    void endsAndPValuesAgree() {
        List<List<QuantileTable>> slices = List.of(List.of(share(20, 100), share(45, 100), share(30, 120)));
        for (boolean ratio : new boolean[] {false, true}) {
            PairedComparison gap = test(slices, ratio);
            assertEquals(ratio ? 20 / 45.0 : 0.25, gap.difference(), 1e-12);
            assertEquals(0.025, gap.pBelow(gap.low()), 1e-6);
            assertEquals(0.025, gap.pAbove(gap.high()), 1e-6);
        }
        double straight = Gap.of(slices, false, false).test(320, 0.95).high();
        assertTrue(straight > test(slices, false).high());
    }

    @Test
    void noIntervalWithoutThatOfEachSlice() {
        assertNull(Gap.of(List.of(Arrays.asList(share(3, 9), null)), false, true));
        assertNull(Gap.of(List.of(List.of(share(3, 9))), false, true));
    }
}
