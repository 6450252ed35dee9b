package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Bootstrap;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Interval;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Simulated;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplesTest {
    private static final ComparisonOptions OPTIONS =
            ComparisonOptions.of(0.95, 17).resamples(2_000);

    private static Statistic statistic(String metric, int rows) {
        Simulated pair = Simulated.binary(rows, 0.3, 1.0, 0.9, 1);
        return new Statistic(Metrics.of(metric), pair.fresh(), pair.champion());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auc", "log_loss", "f1", "pr_auc", "accuracy"})
    void areTheSameAtAnyNumberOfThreads(String metric) {
        Statistic statistic = statistic(metric, 6_000);
        double[] one =
                Resamples.of(statistic, OPTIONS.resamples(300).threads(1)).values();
        double[] five =
                Resamples.of(statistic, OPTIONS.resamples(300).threads(5)).values();
        assertArrayEquals(one, five);
    }

    @Test
    void dependOnTheSeed() {
        Statistic statistic = statistic("log_loss", 500);
        ComparisonOptions other = new ComparisonOptions(0.95, 2_000, 18, OPTIONS.method(), OPTIONS.strata(), 2);
        assertNotEquals(
                Resamples.of(statistic, OPTIONS).values()[0],
                Resamples.of(statistic, other).values()[0]);
    }

    /** Standard deviations within 5 standard errors of their ratio (sqrt(1/R)), quantiles within 5 of theirs. */
    @ParameterizedTest
    @CsvSource({
        "auc,true",
        "log_loss,true",
        "brier,true",
        "accuracy,false",
        "f1,false",
        "mcc,false",
        "balanced_accuracy,false"
    })
    void drawnByBlocksAreDistributedAsDrawnRowByRow(String metric, boolean approximate) {
        Statistic statistic = statistic(metric, 6_000);
        Resamples blocks = Resamples.of(statistic, OPTIONS);
        double[] fast = sorted(blocks.values());
        double[] plain =
                sorted(Resamples.plain(statistic, OPTIONS.resamples(2_000)).values());
        assertEquals(approximate, !"none".equals(blocks.approximation()));
        double deviation = deviation(plain);
        assertEquals(1, deviation(fast) / deviation, 5 / Math.sqrt(2_000));
        for (double q : new double[] {0.025, 0.5, 0.975}) {
            double error = q == 0.5 ? 1.25 : 2.7; // standard error of a normal's quantile, in σ/√R
            assertEquals(
                    Interval.quantile(plain, q),
                    Interval.quantile(fast, q),
                    5 * error * Math.sqrt(2.0 / 2_000) * deviation,
                    "quantile " + q);
        }
    }

    /** Models that differ in the order of neighbours only: a third of the variance is the interaction of the classes. */
    @Test
    void aucOfNearlyEqualModelsKeepsItsVariance() {
        Simulated pair = Simulated.binary(6_000, 0.3, 1.0, 1.0, 3);
        double[] scores = pair.fresh().scores().clone();
        java.util.Random random = new java.util.Random(4);
        for (int i = 0; i < scores.length; i++) {
            scores[i] += 2e-5 * random.nextGaussian();
        }
        Statistic statistic = new Statistic(
                Metrics.of("auc"), pair.fresh(), Sample.binary(pair.fresh().labels(), scores));
        double fast = deviation(Resamples.of(statistic, OPTIONS).values());
        double plain = deviation(Resamples.plain(statistic, OPTIONS).values());
        assertEquals(1, fast / plain, 5 / Math.sqrt(2_000));
    }

    @Test
    void keepOutliersWhole() {
        double[] truth = new double[6_000];
        double[] near = new double[6_000];
        near[123] = 1e6;
        Statistic error = new Statistic(Metrics.of("mae"), Sample.regression(truth, near), null);
        double[] values = Resamples.of(error, OPTIONS).values();
        long never = Arrays.stream(values).filter(v -> Math.abs(v) < 1e-3).count();
        assertEquals(2_000 / Math.E, never, 5 * Math.sqrt(2_000 / Math.E)); // drawn Poisson(1) times
    }

    @Test
    void ofMetricsWithinClassesKeepEveryClass() {
        double[] labels = new double[200];
        labels[7] = 1;
        double[] scores = new double[200];
        Arrays.setAll(scores, i -> i / 200.0);
        Statistic auc = new Statistic(Metrics.of("auc"), Sample.binary(labels, scores), null);
        assertTrue(Arrays.stream(Resamples.of(auc, OPTIONS).values()).noneMatch(Double::isNaN));
        double[] any =
                Resamples.of(auc, OPTIONS.with(ComparisonOptions.Strata.NONE)).values();
        assertTrue(Arrays.stream(any).filter(Double::isNaN).count() > 500);
        assertNull(Bootstrap.interval(
                Metrics.of("auc"), Sample.binary(labels, scores), OPTIONS.with(ComparisonOptions.Strata.NONE)));
    }

    @Test
    void ofRankingDrawWholeGroups() {
        double[] relevance = {1, 0, 0, 1, 1, 0};
        double[] scores = {2, 1, 1, 2, 1, 2};
        Sample sample = Sample.ranking(relevance, scores, new int[] {0, 0, 1, 1, 2, 2});
        Statistic ndcg = new Statistic(Metrics.of("ndcg"), sample, null);
        double[] values = Resamples.of(ndcg, OPTIONS).values();
        assertEquals(
                4,
                Arrays.stream(values).map(v -> Math.round(v * 1e9)).distinct().count());
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
    }
}
