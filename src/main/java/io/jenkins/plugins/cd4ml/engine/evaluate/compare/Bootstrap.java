package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Jackknife;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ResamplingUnits;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Additive;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;

/** Bootstrap intervals of a metric (Efron and Tibshirani, An Introduction to the Bootstrap, 1993). */
public final class Bootstrap {
    /** With fewer resamples that have a value, what they say would be biased. */
    private static final double LEAST_DEFINED = 0.99;

    private Bootstrap() {}

    /**
     * @param options {@code BCA} for bias-corrected and accelerated, else percentile, or for accuracy the exact one
     * @return the interval; null where the metric is undefined, or is in more than 1 % of the resamples
     */
    public static Interval interval(Metric metric, Sample sample, ComparisonOptions options) {
        PairedComparison value = ValueTest.of(metric, sample, options);
        return !value.defined()
                ? null
                : new Interval(value.low(), value.high(), options.confidence(), value.method(), value.approximation());
    }

    static String name(ComparisonOptions options, Evidence evidence) {
        if (evidence instanceof UnvariedSample) {
            return UnvariedSample.METHOD;
        }
        if (evidence instanceof NoBound) {
            return NoBound.METHOD;
        }
        return options.method() == ComparisonOptions.Method.BCA ? "bootstrap-bca" : "bootstrap-percentile";
    }

    /** @return the evidence, corrected for few units and skewness; null when too few resamples have a value */
    static Evidence corrected(Statistic statistic, double value, Resamples resamples, ComparisonOptions options) {
        Evidence evidence = evidence(statistic, value, resamples, options);
        if (evidence == null) {
            boolean undrawn = Arrays.stream(resamples.values()).anyMatch(Double::isNaN);
            return undrawn ? new NoBound("resamples of so few rows of a class often have none of them") : null;
        }
        Evidence few = SmallSample.correct(evidence, statistic, options.strata());
        boolean bca = options.method() == ComparisonOptions.Method.BCA;
        return SkewAware.of(
                statistic,
                value,
                few,
                ResamplingUnits.of(statistic, options.strata()),
                bca ? 3 : 1,
                bca ? 0 : bias(statistic, value, evidence));
    }

    /** @return the bias of a statistic that is no smooth function of sums or counts; 0 where it may be chance */
    private static double bias(Statistic statistic, double value, Evidence evidence) {
        boolean smooth = statistic.champion() != null
                || statistic.metric().has(Metric.Trait.CLASSES_ONLY)
                || statistic.prepare() instanceof Additive;
        if (smooth || !(evidence instanceof Evidence.Resampled resampled)) {
            return 0;
        }
        double[] sorted = resampled.sorted();
        double mean = Arrays.stream(sorted).average().orElse(value);
        double variance =
                Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum() / sorted.length;
        double bias = mean - value;
        return Math.abs(bias) > Math.sqrt(variance / sorted.length) ? bias : 0;
    }

    /** @return the textbook's evidence; null when too few resamples have a value */
    public static Evidence evidence(Statistic statistic, double value, Resamples resamples, ComparisonOptions options) {
        double[] sorted = Arrays.stream(resamples.values())
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        if (sorted.length < resamples.values().length * LEAST_DEFINED) {
            return null;
        }
        if (UnvariedSample.is(sorted)) {
            return UnvariedSample.of(statistic, value);
        }
        if (options.method() != ComparisonOptions.Method.BCA) {
            return new Evidence.Resampled(value, sorted, 0, 0);
        }
        double acceleration = Jackknife.acceleration(statistic, ResamplingUnits.of(statistic, options.strata()));
        return new Evidence.Resampled(value, sorted, bias(value, sorted), acceleration);
    }

    /** z₀: how far the observed value is from the median of the resamples, equal ones counting half. */
    static double bias(double value, double[] sorted) {
        double below = 0;
        for (double v : sorted) {
            below += v < value ? 1 : v == value ? 0.5 : 0;
        }
        double least = 0.5 / sorted.length; // none or all below: as far as so many resamples can tell
        double share = Math.min(1 - least, Math.max(least, below / sorted.length));
        return Evidence.NORMAL.inverseCumulativeProbability(share);
    }
}
