package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Additive;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;

/**
 * Lower bound of an area of ranks through its logit, for those that no smooth function of sums gives: the area under the
 * precision-recall curve (Boyd, Eng and Page, ECML PKDD 2013, 451–466), that under the ROC curve of more than two classes.
 *
 * @param area  observed
 * @param error  its standard error
 * @param fewest rows of the rarest class: of few it is too near by more than its own error says. With (1 + 6/fewest) times
 *     the deviate, which simulations of 20 to 160 positives asked for, a gate at the truth passes in 2.5 % again
 */
record LogitBound(double area, double error, double fewest) implements LowerBound {
    private static final double WIDER = 6;

    /** @return null where the statistic is no such area of one model */
    static LogitBound of(Statistic statistic, double value, double error) {
        boolean area = statistic.champion() == null
                && statistic.metric().has(Metric.Trait.RANKS)
                && !statistic.pairs()
                && !(statistic.prepare() instanceof Additive);
        if (!area || value <= 0 || value >= 1) {
            return null;
        }
        Sample sample = statistic.fresh();
        int[] counts = new int[sample.classes()];
        Arrays.stream(sample.labels()).forEach(label -> counts[(int) label]++);
        return new LogitBound(value, error, Arrays.stream(counts).min().orElse(0));
    }

    @Override
    public double lower(double z) {
        double odds = Math.log(area / (1 - area)) + z * (1 + WIDER / fewest) * error / (area * (1 - area));
        return 1 / (1 + Math.exp(-odds));
    }
}
