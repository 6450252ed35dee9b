package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelativeChangeTest {
    private static final ComparisonOptions OPTIONS =
            ComparisonOptions.of(0.95, 5).resamples(400).threads(1);

    /** Absolute errors of mean 1.5 and, independent of them, of mean 1: the new model's are half as large again. */
    private static PairedComparison errors(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] a = new double[rows];
        double[] b = new double[rows];
        Arrays.setAll(a, i -> -1.5 * Math.log(1 - random.nextDouble()));
        Arrays.setAll(b, i -> -Math.log(1 - random.nextDouble()));
        double[] truth = new double[rows];
        return PairedComparison.relative(
                Metrics.of("mae"), Sample.regression(truth, a), Sample.regression(truth, b), OPTIONS);
    }

    /**
     * The champion's own value is as uncertain as the new one's. Were it taken as if it were known, the interval would
     * have √(1.5² + 1)/√(1.5² + 1.5²) = 0.85 of its width here, and cover 90 %.
     */
    @Test
    void intervalCoversTheTrueShare() {
        int covered = 0;
        int pairs = 400;
        for (int i = 0; i < pairs; i++) {
            PairedComparison c = errors(300, i);
            covered += c.low() <= 0.5 && 0.5 <= c.high() ? 1 : 0;
        }
        assertTrue(covered >= 0.92 * pairs && covered <= 0.98 * pairs, covered + " of " + pairs);
    }

    @Test
    void differenceIsDividedByTheChampionsValue() {
        PairedComparison c = errors(300, 1);
        assertTrue(c.low() < c.difference() && c.difference() < c.high());
        assertEquals("bootstrap-percentile", c.method());
        assertEquals(0.025, c.pBelow(c.low()), 0.005);
    }

    /** Shortcuts know differences only: at so many rows the difference itself is drawn by blocks. */
    @Test
    void aucIsResampledAsAShareRowByRow() {
        Simulated pair = Simulated.binary(6_000, 0.4, 1.1, 0.9, 2);
        PairedComparison share = PairedComparison.relative(Metrics.of("auc"), pair.fresh(), pair.champion(), OPTIONS);
        PairedComparison change = PairedComparison.compare(Metrics.of("auc"), pair.fresh(), pair.champion(), OPTIONS);
        double champion = Metrics.of("auc").value(pair.champion());
        assertEquals("none", share.approximation());
        assertEquals(change.difference() / champion, share.difference(), 1e-12);
        assertEquals(change.low() / champion, share.low(), 0.15 * Math.abs(change.high() - change.low()));
    }

    @Test
    void methodsOfDifferencesAreRefused() {
        Simulated pair = Simulated.binary(300, 0.4, 1.1, 0.9, 2);
        assertThrows(
                IllegalArgumentException.class,
                () -> PairedComparison.relative(
                        Metrics.of("auc"),
                        pair.fresh(),
                        pair.champion(),
                        OPTIONS.with(ComparisonOptions.Method.DELONG)));
    }

    @Test
    void aChampionOfZeroGivesNoShare() {
        Sample none = Sample.regression(new double[5], new double[5]);
        Sample some = Sample.regression(new double[5], new double[] {1, 2, 1, 2, 1});
        assertTrue(!PairedComparison.relative(Metrics.of("mae"), some, none, OPTIONS)
                .defined());
    }
}
