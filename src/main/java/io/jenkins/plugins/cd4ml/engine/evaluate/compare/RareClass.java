package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;

/**
 * The rarest class of the truth, where a metric within classes rests on its rows more than on all.
 *
 * @param label its index
 * @param rows  of it
 */
public record RareClass(int label, int rows) {
    /** A class of a larger share is not what rows are short of. */
    private static final double RARE = 0.1;

    /** @return null where no class is rare, or the metric counts all rows alike */
    static RareClass of(Statistic statistic) {
        Metric metric = statistic.metric();
        if (!"classification".equals(metric.task())
                || metric.unseen() == Metric.Unseen.ROWS
                || metric.has(Metric.Trait.PROBABILITIES)) {
            return null;
        }
        int[] counts = new int[statistic.fresh().classes()];
        for (double label : statistic.fresh().labels()) {
            counts[(int) label]++;
        }
        int rarest = 0;
        for (int c = 1; c < counts.length; c++) {
            rarest = counts[c] < counts[rarest] ? c : rarest;
        }
        int rows = counts[rarest];
        return rows > 0 && rows < RARE * statistic.fresh().size() ? new RareClass(rarest, rows) : null;
    }
}
