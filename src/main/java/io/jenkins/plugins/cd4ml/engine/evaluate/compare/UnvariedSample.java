package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Influence;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ResamplingUnits;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;

/**
 * What is known where no row says anything else than the others: each right, or both models of one mind. Resampling such
 * rows gives the same value for ever, however few they are; that is no certainty. Had a share s of all rows there are
 * another value, {@code units} rows without any of them had the chance (1 − s)^units, and a share s moves a metric that
 * lies within bounds by s at most (Hanley and Lippman-Hand, If Nothing Goes Wrong, Is Everything All Right?, JAMA 249
 * (1983) 1743–1745: the rule of three). So ends and p-values are exact bounds.
 *
 * @param units    how many rows would have had to show another value, the fewest that the metric divides by
 * @param low      of all values that the statistic can have
 * @param span     from the lowest to the highest value of the metric
 * @param champion absolute value of the champion's metric, where the statistic is a share of it; else NaN
 */
record UnvariedSample(double value, double units, double low, double high, double span, double champion)
        implements Evidence {
    static final String METHOD = "rule-of-three";

    /** @return whether the resamples differ by rounding at most */
    static boolean is(double[] sorted) {
        double most = Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1]));
        return sorted[sorted.length - 1] - sorted[0] <= 1e-12 * Math.max(1, most);
    }

    /** @return null where the metric has no bounds, or more than its share may hang on a row */
    static Evidence of(Statistic statistic, double value) {
        Metric metric = statistic.metric();
        double low = metric.range().low();
        double span = metric.range().high(statistic.fresh()) - low;
        if (metric.unseen() == Metric.Unseen.UNKNOWN) {
            if (statistic.champion() == null || statistic.relative()) {
                return null;
            }
            span = Math.min(
                    span, reach(statistic)); // two models of one mind: a row differs by no more than rows do now
        }
        double units = metric.unseen() == Metric.Unseen.ROWS || !"classification".equals(metric.task())
                ? statistic.units()
                : fewest(statistic);
        if (statistic.fresh().groups() != null) {
            units = Math.min(units, statistic.units());
        }
        double[] weights = statistic.fresh().weights();
        if (weights != null) { // Kish: so many rows of one weight would say as much
            double sum = Arrays.stream(weights).sum();
            units *= sum * sum / Arrays.stream(weights).map(w -> w * w).sum() / weights.length;
        }
        if (statistic.relative()) {
            double champion = Math.abs(statistic.metric().value(statistic.champion()));
            return new UnvariedSample(value, units, -Double.MAX_VALUE, Double.MAX_VALUE, span, champion);
        }
        if (Double.isInfinite(span)) {
            return null;
        }
        boolean alone = statistic.champion() == null;
        return new UnvariedSample(value, units, alone ? low : -span, alone ? low + span : span, span, Double.NaN);
    }

    /** @return what all rows would add, were each as the one that adds most */
    private static double reach(Statistic statistic) {
        Statistic alone = new Statistic(statistic.metric(), statistic.fresh(), null);
        Influence influence = Influence.of(alone, ResamplingUnits.of(alone, ComparisonOptions.Strata.NONE));
        if (influence == null) {
            return Double.POSITIVE_INFINITY;
        }
        double[] each = influence.parts()[0];
        double most =
                Arrays.stream(each).max().orElse(0) - Arrays.stream(each).min().orElse(0);
        return most > 0 ? most * each.length : Double.POSITIVE_INFINITY;
    }

    private static double fewest(Statistic statistic) {
        int[] truth = new int[statistic.fresh().classes()];
        for (double label : statistic.fresh().labels()) {
            truth[(int) label]++;
        }
        int fewest = Arrays.stream(truth).min().orElse(0);
        if (statistic.metric().unseen() == Metric.Unseen.CLASSES) {
            fewest = Math.min(fewest, predicted(statistic.fresh()));
            fewest = statistic.champion() == null ? fewest : Math.min(fewest, predicted(statistic.champion()));
        }
        return fewest;
    }

    private static int predicted(Sample sample) {
        int[] counts = new int[sample.classes()];
        for (int c : sample.predicted()) {
            counts[c]++;
        }
        return Arrays.stream(counts).min().orElse(0);
    }

    @Override
    public double quantile(double probability) {
        double share = 1 - Math.pow(Math.min(probability, 1 - probability), 1 / units);
        double moved = Double.isNaN(champion)
                ? span * share
                : share < champion ? share / (champion - share) : Double.MAX_VALUE;
        return probability < 0.5 ? Math.max(low, value - moved) : Math.min(high, value + moved);
    }

    @Override
    public double atMost(double bound) {
        return chance(value - bound);
    }

    @Override
    public double atLeast(double bound) {
        return chance(bound - value);
    }

    /** That no row shows what would move the statistic by {@code distance}. */
    private double chance(double distance) {
        return distance <= 0 ? 1 : Math.pow(Math.max(0, 1 - share(distance)), units);
    }

    /** In the units of the others: where {@link #chance} is a normal's tail at that distance, roughly. */
    @Override
    public double distance(double bound) {
        double share = Math.min(1 - 1e-9, share(Math.abs(value - bound)));
        return Math.signum(value - bound) * Math.sqrt(-2 * units * Math.log1p(-share));
    }

    /** The share of all rows that it takes to move the statistic so far; it moves what a share is taken of as well. */
    private double share(double distance) {
        return Double.isNaN(champion) ? distance / span : distance * champion / (1 + distance);
    }
}
