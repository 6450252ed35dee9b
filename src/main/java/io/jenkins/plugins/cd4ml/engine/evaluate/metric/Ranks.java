package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.stream.IntStream;

/** Metrics of the order in which a binary classifier puts the rows. Rows are sorted once for all resamples. */
final class Ranks {
    private Ranks() {}

    /** Rows by falling score; {@code end[k]} is where the k-th group of equal scores ends. */
    private record Order(int[] rows, int[] end) {
        static Order of(Sample s) {
            double[] scores = s.scores();
            int[] rows = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(scores[b], scores[a]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] end = IntStream.rangeClosed(1, rows.length)
                    .filter(i -> i == rows.length || scores[rows[i]] != scores[rows[i - 1]])
                    .toArray();
            return new Order(rows, end);
        }
    }

    /** Area under the ROC curve: the share of pairs (positive, negative) in the right order, ties counting half. */
    static Metric.Prepared auc(Sample s) {
        Order order = Order.of(s);
        return counts -> {
            double above = 0;
            double pairs = 0;
            double negatives = 0;
            int from = 0;
            for (int end : order.end()) {
                double positive = 0;
                double negative = 0;
                for (int k = from; k < end; k++) {
                    int i = order.rows()[k];
                    double w = counts[i] * s.weight(i);
                    if (s.labels()[i] == 1) {
                        positive += w;
                    } else {
                        negative += w;
                    }
                }
                pairs += negative * (above + positive / 2);
                above += positive;
                negatives += negative;
                from = end;
            }
            return above == 0 || negatives == 0 ? Double.NaN : pairs / (above * negatives);
        };
    }

    /** Average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores, falling. */
    static Metric.Prepared averagePrecision(Sample s) {
        Order order = Order.of(s);
        return counts -> {
            double positives = 0;
            double all = 0;
            double sum = 0;
            int from = 0;
            for (int end : order.end()) {
                double positive = 0;
                for (int k = from; k < end; k++) {
                    int i = order.rows()[k];
                    double w = counts[i] * s.weight(i);
                    all += w;
                    positive += s.labels()[i] == 1 ? w : 0;
                }
                positives += positive;
                sum += positive == 0 ? 0 : positive * (positives / all);
                from = end;
            }
            return positives == 0 ? Double.NaN : sum / positives;
        };
    }
}
