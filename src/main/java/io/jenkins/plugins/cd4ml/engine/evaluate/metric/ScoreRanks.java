package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

/**
 * Metrics of the order in which a classifier puts the rows. Two classes: of class 1; more: the unweighted mean of each
 * class against the others. Rows are sorted once for all resamples.
 */
final class ScoreRanks {
    private ScoreRanks() {}

    /** One class against the others: rows by falling score. */
    private record Curve(int[] rows, boolean[] positive, boolean[] last, double[] weights) {
        static Curve of(Sample s, int positive) {
            ScoreOrder order = ScoreOrder.of(s.scores(positive));
            int n = s.size();
            int[] rows = new int[n];
            boolean[] hit = new boolean[n];
            boolean[] last = new boolean[n];
            for (int k = 0; k < n; k++) {
                rows[k] = order.rows()[n - 1 - k];
                hit[k] = s.labels()[rows[k]] == positive;
                last[k] = k == n - 1 || order.level()[rows[k]] != order.level()[order.rows()[n - 2 - k]];
            }
            return new Curve(rows, hit, last, s.weights());
        }

        /** The share of pairs (positive, negative) in the right order, ties counting half. */
        double auc(int[] counts) {
            double above = 0;
            double pairs = 0;
            double negatives = 0;
            double up = 0;
            double down = 0;
            for (int k = 0; k < rows.length; k++) {
                int i = rows[k];
                double w = weights == null ? counts[i] : counts[i] * weights[i];
                if (positive[k]) {
                    up += w;
                } else {
                    down += w;
                }
                if (last[k]) {
                    pairs += down * (above + up / 2);
                    above += up;
                    negatives += down;
                    up = 0;
                    down = 0;
                }
            }
            return above == 0 || negatives == 0 ? Double.NaN : pairs / (above * negatives);
        }

        /** Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores, falling. */
        double averagePrecision(int[] counts) {
            double positives = 0;
            double all = 0;
            double sum = 0;
            double up = 0;
            for (int k = 0; k < rows.length; k++) {
                int i = rows[k];
                double w = weights == null ? counts[i] : counts[i] * weights[i];
                all += w;
                up += positive[k] ? w : 0;
                if (last[k]) {
                    positives += up;
                    sum += up == 0 ? 0 : up * (positives / all);
                    up = 0;
                }
            }
            return positives == 0 ? Double.NaN : sum / positives;
        }
    }

    static PreparedMetric auc(Sample s) {
        Curve[] curves = curves(s);
        return counts -> {
            double sum = 0;
            for (Curve curve : curves) {
                sum += curve.auc(counts);
            }
            return sum / curves.length;
        };
    }

    static PreparedMetric averagePrecision(Sample s) {
        Curve[] curves = curves(s);
        return counts -> {
            double sum = 0;
            for (Curve curve : curves) {
                sum += curve.averagePrecision(counts);
            }
            return sum / curves.length;
        };
    }

    private static Curve[] curves(Sample s) {
        if (s.classes() == 2) {
            return new Curve[] {Curve.of(s, 1)};
        }
        Curve[] curves = new Curve[s.classes()];
        for (int c = 0; c < curves.length; c++) {
            curves[c] = Curve.of(s, c);
        }
        return curves;
    }
}
