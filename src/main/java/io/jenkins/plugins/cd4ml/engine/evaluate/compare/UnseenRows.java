package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Influence;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A class of the truth in which all rows say the same, or both models do: no resample shows what other rows of the class
 * would. Had a share s of the class another answer, its {@code rows} would all agree with chance (1 − s)^rows, which gives
 * the exact bound s = 1 − p^(1/rows) of Clopper and Pearson. What such a share does is measured: one more row of the class
 * with the worst (best) answer gets that share of the class's weight.
 *
 * @param label the class
 * @param rows  of it, or as many as say as much where they weigh differently
 * @param down  by how much the whole class would lower the statistic, to first order
 * @param up    by how much it would raise it
 */
record UnseenRows(int label, double rows, double down, double up) {
    private static final double LEVEL = 0.025;

    double down(double p) {
        return down * share(p);
    }

    double up(double p) {
        return up * share(1 - p);
    }

    private double share(double p) {
        return 1 - Math.pow(p, 1 / rows);
    }

    /** @return a part for each such class; none where the metric is no function of predicted classes */
    static List<UnseenRows> of(Statistic statistic) {
        List<UnseenRows> parts = new ArrayList<>();
        if (statistic.metric().has(Metric.Trait.CLASSES_ONLY)) {
            for (int c = 0; c < statistic.fresh().classes(); c++) {
                int label = c;
                int[] rows = IntStream.range(0, statistic.fresh().size())
                        .filter(i -> statistic.fresh().labels()[i] == label)
                        .toArray();
                if (rows.length > 0 && alike(statistic, rows)) {
                    parts.add(measured(statistic, label, rows));
                }
            }
        }
        return parts;
    }

    /** @return a part for each stratum: any of its units could add to a difference what the farthest two are apart by now */
    static List<UnseenRows> inStrata(Influence alone) {
        List<UnseenRows> parts = new ArrayList<>();
        for (int p = 0; p < alone.parts().length; p++) {
            double[] each = alone.parts()[p];
            double apart = Arrays.stream(each).max().orElse(0)
                    - Arrays.stream(each).min().orElse(0);
            parts.add(new UnseenRows(p, alone.unitsOf()[p], apart * each.length, apart * each.length));
        }
        return parts;
    }

    private static boolean alike(Statistic statistic, int[] rows) {
        int[] fresh = statistic.fresh().predicted();
        int[] other = statistic.champion() == null ? null : statistic.champion().predicted();
        return Arrays.stream(rows).allMatch(i -> fresh[i] == (other == null ? fresh[rows[0]] : other[i]));
    }

    private static UnseenRows measured(Statistic statistic, int label, int[] rows) {
        double units = statistic.independent(rows);
        double share = 1 - Math.pow(LEVEL, 1 / units);
        double least = statistic.value();
        double most = least;
        for (int wrong = 0; wrong < statistic.fresh().classes(); wrong++) {
            if (wrong != label) {
                for (int[] pair : new int[][] {{wrong, label}, {label, wrong}}) {
                    double value = with(statistic, label, rows, share, pair[0], pair[1]);
                    least = Double.isNaN(value) ? least : Math.min(least, value);
                    most = Double.isNaN(value) ? most : Math.max(most, value);
                }
            }
        }
        double value = statistic.value();
        return new UnseenRows(label, units, (value - least) / share, (most - value) / share);
    }

    private static double with(Statistic statistic, int label, int[] rows, double share, int fresh, int champion) {
        Sample one = added(statistic.fresh(), label, rows, share, fresh);
        Sample two = statistic.champion() == null ? null : added(statistic.champion(), label, rows, share, champion);
        return new Statistic(statistic.metric(), one, two, statistic.relative()).value();
    }

    private static Sample added(Sample s, int label, int[] rows, double share, int answer) {
        int n = s.size();
        double[] labels = Arrays.copyOf(s.labels(), n + 1);
        int[] predicted = Arrays.copyOf(s.predicted(), n + 1);
        double[] weights = new double[n + 1];
        Arrays.setAll(weights, i -> i == n || s.weights() == null ? 1 : s.weights()[i]);
        double sum = Arrays.stream(rows).mapToDouble(i -> weights[i]).sum();
        for (int i : rows) {
            weights[i] *= 1 - share;
        }
        labels[n] = label;
        predicted[n] = answer;
        weights[n] = share * sum;
        // only the predicted classes are read: two columns of any probabilities tell how many classes there are
        return new Sample(labels, null, new double[n + 1][s.classes()], predicted, weights);
    }
}
