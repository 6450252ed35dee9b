package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Additive;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;

/**
 * Lower bound of an area of ranks through its logit, for those that no smooth function of sums gives: the area under the
 * precision-recall curve (Boyd, Eng and Page, ECML PKDD 2013, 451–466), that under the ROC curve of more than two classes.
 *
 * @param area  observed
 * @param error its standard error
 */
record LogitBound(double area, double error) implements LowerBound {
    /** @return null where the statistic is no such area of one model */
    static LogitBound of(Statistic statistic, double value, double error) {
        boolean area = statistic.champion() == null
                && statistic.metric().has(Metric.Trait.RANKS)
                && !statistic.pairs()
                && !(statistic.prepare() instanceof Additive);
        return area && value > 0 && value < 1 ? new LogitBound(value, error) : null;
    }

    @Override
    public double lower(double z) {
        double odds = Math.log(area / (1 - area)) + z * error / (area * (1 - area));
        return 1 / (1 + Math.exp(-odds));
    }
}
