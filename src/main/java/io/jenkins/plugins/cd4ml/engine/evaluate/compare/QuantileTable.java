package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

/**
 * What is known of the value of one slice, short enough to be kept for all of them: quantiles of its evidence at normal
 * deviates from −4 to 4 in steps of a half, between which they are taken to be linear.
 *
 * @param value observed
 */
public record QuantileTable(double value, double[] quantiles) {
    private static final double STEP = 0.5;
    private static final int HALF = 8;

    /** @return null where these rows allow no interval */
    public static QuantileTable of(PairedComparison slice) {
        if (!slice.defined()) {
            return null;
        }
        double[] quantiles = new double[2 * HALF + 1];
        for (int i = 0; i < quantiles.length; i++) {
            double z = (i - HALF) * STEP;
            quantiles[i] = slice.quantile(Evidence.NORMAL.cumulativeProbability(z));
        }
        return new QuantileTable(slice.difference(), quantiles);
    }

    /** @return the quantile at the normal deviate {@code z}, never on the other side of the value */
    double at(double z) {
        double place = Math.max(0, Math.min(2.0 * HALF, z / STEP + HALF));
        int below = Math.min(2 * HALF - 1, (int) place);
        double quantile = quantiles[below] + (place - below) * (quantiles[below + 1] - quantiles[below]);
        return z < 0 ? Math.min(value, quantile) : Math.max(value, quantile);
    }

    /** @return half the width between the normal deviates −1 and 1 */
    double error() {
        return (at(1) - at(-1)) / 2;
    }
}
