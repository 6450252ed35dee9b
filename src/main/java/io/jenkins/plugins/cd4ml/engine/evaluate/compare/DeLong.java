package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import java.util.stream.IntStream;

/**
 * The difference of two correlated areas under the ROC curve and its standard error: DeLong, DeLong and Clarke-Pearson,
 * Biometrics 44 (1988) 837–845, by midranks as in Sun and Xu, IEEE Signal Processing Letters 21 (2014) 1389–1393.
 *
 * @param standardError of the difference; NaN with fewer than two positives or negatives
 */
public record DeLong(double first, double second, double standardError) {
    public double difference() {
        return first - second;
    }

    /** @param labels 1 for positive, else negative; the two scores are of the same rows */
    public static DeLong of(double[] labels, double[] first, double[] second) {
        int[] positives = IntStream.range(0, labels.length).filter(i -> labels[i] == 1).toArray();
        int[] negatives = IntStream.range(0, labels.length).filter(i -> labels[i] != 1).toArray();
        double[][] a = placements(first, positives, negatives);
        double[][] b = placements(second, positives, negatives);
        double m = positives.length;
        double n = negatives.length;
        double variance = m < 2 || n < 2
                ? Double.NaN
                : varianceOfDifference(a[0], b[0]) / m + varianceOfDifference(a[1], b[1]) / n;
        return new DeLong(mean(a[0]), mean(b[0]), Math.sqrt(variance));
    }

    /** For each positive the share of negatives below it, and for each negative the share of positives above it. */
    private static double[][] placements(double[] scores, int[] positives, int[] negatives) {
        double[] all = midranks(scores, IntStream.concat(IntStream.of(positives), IntStream.of(negatives)).toArray());
        double[] own = midranks(scores, positives);
        double[] others = midranks(scores, negatives);
        double[] up = new double[positives.length];
        double[] down = new double[negatives.length];
        for (int i = 0; i < up.length; i++) {
            up[i] = (all[i] - own[i]) / negatives.length;
        }
        for (int j = 0; j < down.length; j++) {
            down[j] = 1 - (all[up.length + j] - others[j]) / positives.length;
        }
        return new double[][] {up, down};
    }

    private static double[] midranks(double[] scores, int[] rows) {
        int[] order = IntStream.range(0, rows.length)
                .boxed()
                .sorted((x, y) -> Double.compare(scores[rows[x]], scores[rows[y]]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[rows.length];
        for (int from = 0; from < order.length; ) {
            int end = from;
            while (end < order.length && scores[rows[order[end]]] == scores[rows[order[from]]]) {
                end++;
            }
            for (int k = from; k < end; k++) {
                ranks[order[k]] = (from + end + 1) / 2.0;
            }
            from = end;
        }
        return ranks;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double varianceOfDifference(double[] a, double[] b) {
        double mean = mean(a) - mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = a[i] - b[i] - mean;
            sum += d * d;
        }
        return sum / (a.length - 1);
    }
}
