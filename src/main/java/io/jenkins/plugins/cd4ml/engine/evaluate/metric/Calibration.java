package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

/**
 * Expected calibration error over 15 bins of equal width: Σ (share of rows in the bin) · |share that was right − mean
 * probability| (Naeini, Cooper, Hauskrecht 2015). Two classes: of the probability of class 1; more: of the probability
 * of the predicted class (Guo et al. 2017). Bins are [0, 1/15), …, [14/15, 1].
 */
final class Calibration {
    private static final int BINS = 15;

    private Calibration() {}

    static PreparedMetric expectedError(Sample s) {
        int rows = s.size();
        int[] bins = new int[rows];
        double[] weights = new double[rows];
        double[] gaps = new double[rows];
        for (int i = 0; i < rows; i++) {
            int c = s.classes() == 2 ? 1 : s.predicted()[i];
            double p = s.probability(i, c);
            bins[i] = Math.min(BINS - 1, (int) (p * BINS));
            weights[i] = s.weight(i);
            gaps[i] = weights[i] * ((s.labels()[i] == c ? 1 : 0) - p);
        }
        return counts -> {
            double[] gap = new double[BINS];
            double all = 0;
            for (int i = 0; i < counts.length; i++) {
                gap[bins[i]] += counts[i] * gaps[i];
                all += counts[i] * weights[i];
            }
            double error = 0;
            for (double g : gap) {
                error += Math.abs(g);
            }
            return error / all;
        };
    }
}
