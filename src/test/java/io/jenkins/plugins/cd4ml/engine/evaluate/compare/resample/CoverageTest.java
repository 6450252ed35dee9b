package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.PairedComparison;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Simulated;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Do the intervals hold what they promise? Loosely: bench/statistics prints the exact shares of more pairs. */
@Tag("slow")
class CoverageTest {
    private static final int PAIRS = 1_000;

    /** 1,000 pairs put a true 95 % within 95 ± 2.8 at four standard errors, a true 2.5 % below 4.5. */
    @ParameterizedTest
    @CsvSource({
        "auc,AUTO",
        "auc,PERCENTILE",
        "accuracy,AUTO",
        "log_loss,PERCENTILE",
        "log_loss,BCA",
        "f1,PERCENTILE",
        "pr_auc,PERCENTILE"
    })
    void ninetyFivePercentIntervalsHoldTheTruth(String metric, ComparisonOptions.Method method) {
        ComparisonOptions options =
                ComparisonOptions.of(0.95, 3).resamples(1_000).with(method);
        Simulated whole = Simulated.binary(1_000_000, 0.3, 0.9, 0.8, 1);
        double truth = new Statistic(Metrics.of(metric), whole.fresh(), whole.champion()).value();
        int inside = 0;
        int promoted = 0;
        for (int i = 0; i < PAIRS; i++) {
            PairedComparison c = compare(metric, Simulated.binary(500, 0.3, 0.9, 0.8, 100 + i), options);
            inside += c.low() <= truth && truth <= c.high() ? 1 : 0;
            PairedComparison even = compare(metric, Simulated.binary(500, 0.3, 0.8, 0.8, 100_000 + i), options);
            promoted += (Metrics.of(metric).higherIsBetter() ? even.low() > 0 : even.high() < 0) ? 1 : 0;
        }
        assertTrue(inside > 922 && inside < 978, inside + " of 1000 intervals hold the truth");
        assertTrue(promoted < 45, promoted + " of 1000 models that are no better were promoted");
    }

    private static PairedComparison compare(String metric, Simulated pair, ComparisonOptions options) {
        return PairedComparison.compare(Metrics.of(metric), pair.fresh(), pair.champion(), options);
    }
}
