package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Groups of which all rows are alike, as copies of one row are: such a group says as much as one row of its weight, for
 * which exact methods exist where groups have none.
 *
 * @param rows    the first of each group
 * @param weights of each group the sum of its rows' weights; null where all are the same
 */
public record AlikeRows(int[] rows, double[] weights) {
    /**
     * @param other another model's answers to the same rows; null without
     * @return null where there are no groups, or a group's rows differ in label or answer
     */
    public static AlikeRows of(Sample sample, Sample other) {
        int[] groups = sample.groups();
        if (groups == null) {
            return null;
        }
        Map<Integer, Integer> known = new HashMap<>();
        int[] rows = new int[groups.length];
        double[] weights = new double[groups.length];
        for (int i = 0; i < groups.length; i++) {
            Integer at = known.putIfAbsent(groups[i], known.size());
            if (at == null) {
                at = known.size() - 1;
                rows[at] = i;
            } else if (!alike(sample, i, rows[at]) || other != null && !alike(other, i, rows[at])) {
                return null;
            }
            weights[at] += sample.weight(i);
        }
        double[] sums = Arrays.copyOf(weights, known.size());
        boolean same = Arrays.stream(sums).allMatch(w -> w == sums[0]);
        return new AlikeRows(Arrays.copyOf(rows, known.size()), same ? null : sums);
    }

    /** @return one row for each group */
    public Sample of(Sample sample) {
        return sample.at(rows).weighted(weights).grouped(null);
    }

    private static boolean alike(Sample s, int a, int b) {
        return s.labels()[a] == s.labels()[b]
                && (s.predicted() == null || s.predicted()[a] == s.predicted()[b])
                && (s.scores() == null || (float) s.scores()[a] == (float) s.scores()[b])
                && (s.probabilities() == null || alike(s.probabilities()[a], s.probabilities()[b]));
    }

    private static boolean alike(double[] a, double[] b) {
        for (int c = 0; c < a.length; c++) {
            if ((float) a[c] != (float) b[c]) {
                return false;
            }
        }
        return true;
    }
}
