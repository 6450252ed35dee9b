package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;

/** How sure it is on which side of a bound a metric of one model lies. */
public final class ValueTest {
    private ValueTest() {}

    /**
     * @param options the method is the percentile bootstrap (for accuracy without weights the exact test), or BCa where
     *     asked for
     * @return intervals and p-values of the metric itself, where a comparison has those of a difference
     */
    public static PairedComparison of(Metric metric, Sample sample, ComparisonOptions options) {
        Statistic statistic = new Statistic(metric, sample, null).merged();
        double value = statistic.value();
        if (!Double.isFinite(value) || metric.has(Metric.Trait.BIASED)) {
            return new PairedComparison(statistic, value, options.confidence(), "undefined", "none", null);
        }
        Evidence proportion = Proportion.of(statistic, options);
        if (proportion != null) {
            return new PairedComparison(statistic, value, options.confidence(), Proportion.METHOD, "none", proportion);
        }
        Resamples resamples = Resamples.of(statistic, options);
        Evidence evidence = Bootstrap.corrected(statistic, value, resamples, options);
        return new PairedComparison(
                statistic,
                value,
                options.confidence(),
                Bootstrap.name(options, evidence),
                resamples.approximation(),
                evidence);
    }
}
