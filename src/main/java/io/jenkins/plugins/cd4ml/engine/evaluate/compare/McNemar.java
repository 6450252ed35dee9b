package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Two classifiers on the same rows: who is right where the other is wrong. Equal accuracy is tested by McNemar
 * (Psychometrika 12 (1947) 153–157), any other difference by Tango's score test for paired proportions (Statistics in
 * Medicine 17 (1998) 891–908), whose statistic at a difference of 0 is McNemar's.
 *
 * @param gains  rows that only the first has right
 * @param losses rows that only the second has right
 * @param rows   all of them
 */
public record McNemar(long gains, long losses, long rows) {
    /** Both samples are of the same rows, without weights. */
    public static McNemar of(Sample first, Sample second) {
        long gains = 0;
        long losses = 0;
        for (int i = 0; i < first.size(); i++) {
            boolean a = first.predicted()[i] == first.labels()[i];
            boolean b = second.predicted()[i] == second.labels()[i];
            gains += a && !b ? 1 : 0;
            losses += b && !a ? 1 : 0;
        }
        return new McNemar(gains, losses, first.size());
    }

    /** @return first minus second accuracy */
    public double difference() {
        return (double) (gains - losses) / rows;
    }

    /** @return two-sided p-value of the exact test: twice the smaller tail of Binomial(gains + losses, ½) */
    public double exact() {
        return Math.min(1, 2 * Math.min(lower(gains), lower(losses)));
    }

    /** @return two-sided mid-p value: the observed table counts half (Fagerland, Lydersen, Laake 2013) */
    public double midP() {
        double point = discordant().probability((int) gains);
        return gains == losses ? 1 - point / 2 : exact() - point;
    }

    /** @return one-sided exact p-value against "the first is not better": small means better */
    double better() {
        return lower(losses);
    }

    /** @return one-sided exact p-value against "the first is not worse" */
    double worse() {
        return lower(gains);
    }

    private double lower(long k) {
        return discordant().cumulativeProbability((int) k);
    }

    private BinomialDistribution discordant() {
        return BinomialDistribution.of((int) (gains + losses), 0.5);
    }

    /**
     * Tango's statistic for a true difference of {@code bound}, standard normal if that is true; it falls as the bound
     * rises. The probability of a loss is estimated under the bound.
     */
    public double score(double bound) {
        double a = 2.0 * rows;
        double b = -gains - losses + (2.0 * rows - gains + losses) * bound;
        double c = -losses * bound * (1 - bound);
        double loss = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
        double variance = rows * (2 * loss + bound * (1 - bound));
        double distance = gains - losses - rows * bound;
        return variance <= 0
                ? Math.signum(distance) * (distance == 0 ? 0 : Double.POSITIVE_INFINITY)
                : distance / Math.sqrt(variance);
    }

    /** @return the difference at which {@link #score} is {@code z}: an end of the score interval, to 1e-15 */
    public double bound(double z) {
        double low = -1;
        double high = 1;
        for (int i = 0; i < 100 && high - low > 1e-16; i++) {
            double middle = (low + high) / 2;
            if (score(middle) > z) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
