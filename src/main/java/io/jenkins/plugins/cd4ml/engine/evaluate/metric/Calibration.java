package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

/**
 * Expected calibration error over 15 bins of equal width: Σ (share of rows in the bin) · |share of positives − mean
 * probability| (Naeini, Cooper, Hauskrecht 2015).
 */
final class Calibration {
    private static final int BINS = 15;

    private Calibration() {}

    static Metric.Prepared expectedError(Sample s) {
        int[] bins = new int[s.size()];
        for (int i = 0; i < bins.length; i++) {
            bins[i] = Math.min(BINS - 1, Math.max(0, (int) (s.scores()[i] * BINS)));
        }
        return counts -> {
            double[] weight = new double[BINS];
            double[] gap = new double[BINS];
            double all = 0;
            for (int i = 0; i < counts.length; i++) {
                double w = counts[i] * s.weight(i);
                weight[bins[i]] += w;
                gap[bins[i]] += w * (s.labels()[i] - s.scores()[i]);
                all += w;
            }
            double error = 0;
            for (double g : gap) {
                error += Math.abs(g);
            }
            return error / all;
        };
    }
}
