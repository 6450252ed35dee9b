package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A share of right rows by the exact binomial test and its interval (Clopper and Pearson, Biometrika 26 (1934) 404–413).
 * Near 1, where gates stand, a bootstrap promises too much: of 30 right rows of 30 it takes 1 for certain.
 *
 * @param right of {@code rows}
 */
record Proportion(int right, int rows) implements Evidence {
    static final String METHOD = "clopper-pearson";

    /** @return null where the statistic is no share of rows that weigh the same, or another method is asked for */
    static Evidence of(Statistic statistic, ComparisonOptions options) {
        Sample sample = statistic.fresh();
        if (options.method() != ComparisonOptions.Method.AUTO
                || statistic.champion() != null
                || sample.weights() != null
                || sample.groups() != null
                || !statistic.metric().has(Metric.Trait.SHARE)) {
            return null;
        }
        int right = 0;
        for (int i = 0; i < sample.size(); i++) {
            right += sample.predicted()[i] == sample.labels()[i] ? 1 : 0;
        }
        return new Proportion(right, sample.size());
    }

    @Override
    public double quantile(double probability) {
        if (probability < 0.5) {
            return right == 0 ? 0 : atLeastSoMany().inverseCumulativeProbability(probability);
        }
        return right == rows ? 1 : atMostSoMany().inverseCumulativeProbability(probability);
    }

    @Override
    public double atMost(double bound) {
        return right == 0 || bound >= 1 ? 1 : bound <= 0 ? 0 : atLeastSoMany().cumulativeProbability(bound);
    }

    @Override
    public double atLeast(double bound) {
        return right == rows || bound <= 0 ? 1 : bound >= 1 ? 0 : atMostSoMany().survivalProbability(bound);
    }

    /** As a function of the share, the chance of at least {@code right} rows: the binomial's tail as a beta. */
    private BetaDistribution atLeastSoMany() {
        return BetaDistribution.of(right, rows - right + 1.0);
    }

    private BetaDistribution atMostSoMany() {
        return BetaDistribution.of(right + 1.0, rows - right);
    }

    @Override
    public double distance(double bound) {
        double off = (double) right / rows - bound;
        double variance = bound * (1 - bound) / rows;
        return variance > 0 ? off / Math.sqrt(variance) : off == 0 ? 0 : Math.signum(off) * Double.POSITIVE_INFINITY;
    }
}
