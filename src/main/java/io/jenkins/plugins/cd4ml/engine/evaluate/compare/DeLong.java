package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Placements;

/**
 * The difference of two correlated areas under the ROC curve and its standard error (DeLong, DeLong and Clarke-Pearson
 * 1988; see {@link Placements}).
 *
 * @param first         area of the first score
 * @param second        of the second; 0 where there is none
 * @param standardError of the difference; NaN with fewer than two positives or negatives
 */
public record DeLong(double first, double second, double standardError) {
    public double difference() {
        return first - second;
    }

    /**
     * @param labels 1 for positive, else negative
     * @param first  scores of the rows, none NaN
     * @param second other scores of the same rows; null for the first area alone
     */
    public static DeLong of(double[] labels, double[] first, double[] second) {
        Placements p = Placements.of(labels, first, second);
        double m = p.positives();
        double n = p.negatives();
        double variance = m < 2 || n < 2 ? Double.NaN : p.squares(true) / (m - 1) / m + p.squares(false) / (n - 1) / n;
        return new DeLong(p.auc()[0], p.auc()[1], Math.sqrt(variance));
    }
}
