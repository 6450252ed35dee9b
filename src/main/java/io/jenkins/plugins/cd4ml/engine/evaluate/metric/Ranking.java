package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.function.BiFunction;

/**
 * Metrics of ranked lists, one number a group, averaged over the groups; a group weighs what its first row weighs.
 * Groups of one row have no order and are left out.
 */
final class Ranking {
    private Ranking() {}

    /**
     * Normalised discounted cumulative gain with linear gain and log₂ discount (Järvelin and Kekäläinen 2002); rows of
     * equal score share their discounts (McSherry and Najork 2008), as {@code sklearn.metrics.ndcg_score}. A group
     * without relevant rows counts 0.
     *
     * @param top only the first so many ranks count
     */
    static PreparedMetric ndcg(Sample s, int top) {
        return mean(s, (relevance, scores) -> {
            double best = gain(relevance, relevance, top);
            return best == 0 ? 0 : gain(relevance, scores, top) / best;
        });
    }

    /**
     * Mean reciprocal rank of the first relevant row (relevance above 0), 0 without one among the first {@code top}.
     * Of rows with equal score the relevant one is ranked last: a model that tells nothing apart earns nothing.
     */
    static PreparedMetric reciprocalRank(Sample s, int top) {
        return mean(s, (relevance, scores) -> {
            double best = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < scores.length; i++) {
                best = relevance[i] > 0 ? Math.max(best, scores[i]) : best;
            }
            int ahead = 0;
            boolean any = false;
            for (int i = 0; i < scores.length; i++) {
                ahead += scores[i] > best || scores[i] == best && relevance[i] <= 0 ? 1 : 0;
                any |= relevance[i] > 0;
            }
            return any && ahead < top ? 1.0 / (ahead + 1) : 0;
        });
    }

    private static double gain(double[] relevance, double[] scores, int top) {
        ScoreOrder order = ScoreOrder.of(scores);
        int n = scores.length;
        double gain = 0;
        for (int level = order.levels() - 1; level >= 0; level--) {
            double sum = 0;
            double discounts = 0;
            int from = order.start()[level];
            int end = order.start()[level + 1];
            for (int k = from; k < end; k++) {
                sum += relevance[order.rows()[k]];
                int rank = n - k; // 1 is the best
                discounts += rank <= top ? Math.log(2) / Math.log(rank + 1.0) : 0;
            }
            gain += sum / (end - from) * discounts;
        }
        return gain;
    }

    private static PreparedMetric mean(Sample s, BiFunction<double[], double[], Double> of) {
        Groups groups = Groups.of(s.groups());
        double[][] terms = new double[2][groups.count()];
        for (int g = 0; g < groups.count(); g++) {
            int[] rows = groups.of(g);
            if (rows.length > 1) {
                Sample group = s.at(rows);
                terms[1][g] = group.weight(0);
                terms[0][g] = group.weight(0) * of.apply(group.labels(), group.scores());
            }
        }
        return new Additive(terms, (sums, units) -> sums[0] / sums[1]);
    }
}
