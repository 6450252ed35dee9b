package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ScoreOrder;
import java.util.stream.IntStream;

/**
 * Of each row its placement: for a positive the share of negatives below it, for a negative the share of positives
 * above it, ties half (DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837–845; by midranks as in Sun and Xu,
 * IEEE Signal Processing Letters 21 (2014) 1389–1393). With two models: their difference, row by row.
 *
 * @param positive  whether a row is
 * @param values    placement of each row under the first score, minus that under the second
 * @param auc       of the first score, and of the second or 0
 * @param meanSquare of the kernel (its difference) over all pairs
 */
public record Placements(boolean[] positive, double[] values, double[] auc, double meanSquare) {
    /** @param second null for one score alone */
    public static Placements of(double[] labels, double[] first, double[] second) {
        boolean[] positive = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            positive[i] = labels[i] == 1;
        }
        ScoreOrder a = ScoreOrder.of(first);
        double[] values = placements(a, positive);
        double one = mean(values, positive, true);
        double square = square(a, positive);
        if (second == null) {
            return new Placements(positive, values, new double[] {one, 0}, square);
        }
        ScoreOrder b = ScoreOrder.of(second);
        double[] others = placements(b, positive);
        double two = mean(others, positive, true);
        for (int i = 0; i < values.length; i++) {
            values[i] -= others[i];
        }
        return new Placements(
                positive, values, new double[] {one, two}, square + square(b, positive) - 2 * product(a, b, positive));
    }

    public int positives() {
        return (int)
                IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    }

    public int negatives() {
        return positive.length - positives();
    }

    double difference() {
        return auc[0] - auc[1];
    }

    /** @return sum of squared deviations of the placements of one class */
    public double squares(boolean ofPositives) {
        double mean = mean(values, positive, ofPositives);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            if (positive[i] == ofPositives) {
                sum += (values[i] - mean) * (values[i] - mean);
            }
        }
        return sum;
    }

    /** @return of each row what one more of it adds to the statistic, to first order */
    double[] influence() {
        double m = positives();
        double n = negatives();
        double[] influence = new double[values.length];
        for (int i = 0; i < influence.length; i++) {
            influence[i] = values[i] / (positive[i] ? m : n);
        }
        return influence;
    }

    /** @return mean square of the kernel minus what placements explain of it */
    double interaction() {
        double d = difference();
        return Math.max(0, meanSquare - squares(true) / positives() - squares(false) / negatives() - d * d);
    }

    private static double[] placements(ScoreOrder order, boolean[] positive) {
        int[][] of = new int[2][order.levels()];
        int[] all = new int[2];
        for (int i = 0; i < positive.length; i++) {
            of[positive[i] ? 1 : 0][order.level()[i]]++;
            all[positive[i] ? 1 : 0]++;
        }
        double[] below = half(of[0]);
        double[] above = half(of[1]);
        double[] values = new double[positive.length];
        for (int i = 0; i < values.length; i++) {
            int level = order.level()[i];
            values[i] = positive[i] ? below[level] / all[0] : 1 - above[level] / all[1];
        }
        return values;
    }

    /** @return of each level the count of lower levels plus half its own */
    private static double[] half(int[] counts) {
        double[] sums = new double[counts.length];
        double below = 0;
        for (int l = 0; l < counts.length; l++) {
            sums[l] = below + counts[l] / 2.0;
            below += counts[l];
        }
        return sums;
    }

    /** @return mean of the squared kernel, which is 1 for a pair in order and ¼ for a tie */
    private static double square(ScoreOrder order, boolean[] positive) {
        double sum = 0;
        double below = 0;
        double m = 0;
        for (int l = 0; l < order.levels(); l++) {
            double up = 0;
            double down = 0;
            for (int k = order.start()[l]; k < order.start()[l + 1]; k++) {
                up += positive[order.rows()[k]] ? 1 : 0;
                down += positive[order.rows()[k]] ? 0 : 1;
            }
            sum += up * (below + down / 4);
            below += down;
            m += up;
        }
        return sum / (m * below);
    }

    /** @return mean product of the two kernels: negatives are counted by Fenwick's tree over the second order */
    private static double product(ScoreOrder a, ScoreOrder b, boolean[] positive) {
        int[] tree = new int[b.levels() + 1];
        double sum = 0;
        double m = 0;
        double n = 0;
        for (int l = 0; l < a.levels(); l++) {
            int from = a.start()[l];
            int end = a.start()[l + 1];
            sum += queries(a, b, positive, tree, from, end);
            for (int k = from; k < end; k++) {
                int row = a.rows()[k];
                if (positive[row]) {
                    m++;
                } else {
                    n++;
                    for (int t = b.level()[row] + 1; t < tree.length; t += t & -t) {
                        tree[t]++;
                    }
                }
            }
            sum += queries(a, b, positive, tree, from, end);
        }
        return sum / 2 / (m * n); // asked before and after a level's own negatives: those count half
    }

    private static double queries(ScoreOrder a, ScoreOrder b, boolean[] positive, int[] tree, int from, int end) {
        double sum = 0;
        for (int k = from; k < end; k++) {
            int row = a.rows()[k];
            if (positive[row]) {
                sum += (count(tree, b.level()[row]) + count(tree, b.level()[row] + 1)) / 2.0;
            }
        }
        return sum;
    }

    private static int count(int[] tree, int levels) {
        int sum = 0;
        for (int t = levels; t > 0; t -= t & -t) {
            sum += tree[t];
        }
        return sum;
    }

    private static double mean(double[] values, boolean[] positive, boolean of) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (positive[i] == of) {
                sum += values[i];
                count++;
            }
        }
        return sum / count;
    }
}
