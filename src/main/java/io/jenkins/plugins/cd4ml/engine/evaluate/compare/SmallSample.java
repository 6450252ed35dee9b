package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ResamplingUnits;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A bootstrap's evidence, corrected for few units: a bootstrap's variance is short by n/(n−1), and it takes the variance
 * that it finds for the true one. Its levels are moved outwards as Hesterberg does (What Teachers Should Know About the
 * Bootstrap, The American Statistician 69 (2015) 371–386, "expanded percentile"), with the t distribution of
 * Satterthwaite's degrees of freedom (Biometrics Bulletin 2 (1946) 110–114) in place of n−1: where few units make the
 * difference, as the rows on which two classifiers disagree, their number counts and not that of all.
 *
 * <p>BCa takes its two numbers from the same rows: where a few rows carry the difference, a value that came out too high
 * comes with a skewness that is too high as well, and BCa moves the interval after it. To first order a value off by z
 * standard errors leans the skewness by z·κ, with κ the excess kurtosis of the statistic (the fourth cumulant of a sum of
 * its units), a sixth of that each of z₀ and the acceleration, and the level z by z·κ·(2 + z²)/6; that is taken back.
 *
 * @param inflation of the standard error
 * @param freedom   degrees of freedom
 * @param kurtosis  κ where the evidence is that of BCa, else 0
 */
record SmallSample(Evidence plain, double inflation, double freedom, double kurtosis) implements Evidence {
    /** A stratum of more units needs no correction: the level moves by less than 0.02 points. */
    private static final int MOST_UNITS = 1_000;
    /** More work than this the kurtosis of the units is not worth. */
    private static final long MOST_WORK = 20_000_000;

    /** @return {@code plain}, corrected where a stratum is small */
    static Evidence correct(Evidence plain, Statistic statistic, ComparisonOptions.Strata strata) {
        if (!(plain instanceof Resampled resampled)) {
            return plain;
        }
        List<int[]> small = ResamplingUnits.of(statistic, strata).stream()
                .filter(units -> units.length > 1 && units.length < MOST_UNITS)
                .toList();
        double variance = variance(resampled.sorted());
        if (small.isEmpty() || !(variance > 0)) {
            return plain;
        }
        PreparedMetric prepared = statistic.prepare();
        int[] counts = new int[statistic.units()];
        Arrays.fill(counts, 1);
        double unbiased = variance;
        double uncertainty = 0;
        double cumulant = 0;
        for (int[] units : small) {
            double n = units.length;
            if (n * counts.length > MOST_WORK) { // as if the units were normal
                unbiased += variance / (n - 1) / small.size();
                uncertainty += 2 * variance * variance / (n - 1) / small.size();
            } else {
                double[] moments = moments(prepared, counts, units);
                unbiased += moments[0] / n / (n - 1);
                uncertainty += (moments[1] - moments[0] * moments[0]) / (n * n * n);
                cumulant += (moments[1] - 3 * moments[0] * moments[0]) / (n * n * n);
            }
        }
        double freedom = uncertainty > 0 ? 2 * unbiased * unbiased / uncertainty : Double.POSITIVE_INFINITY;
        double kurtosis = resampled.plain() ? 0 : Math.max(0, cumulant / variance / variance);
        return new SmallSample(plain, Math.sqrt(unbiased / variance), Math.max(1, Math.min(1e6, freedom)), kurtosis);
    }

    private static double variance(double[] sorted) {
        double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
        return Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum() / sorted.length;
    }

    /** @return second and fourth central moment of what each unit adds, by leaving it out */
    private static double[] moments(PreparedMetric prepared, int[] counts, int[] units) {
        double[] without = new double[units.length];
        for (int i = 0; i < units.length; i++) {
            counts[units[i]] = 0;
            without[i] = prepared.value(counts);
            counts[units[i]] = 1;
        }
        double mean = Arrays.stream(without).average().orElse(Double.NaN);
        double second = 0;
        double fourth = 0;
        for (double value : without) {
            double square = Math.pow((units.length - 1) * (mean - value), 2);
            second += square / units.length;
            fourth += square * square / units.length;
        }
        return Double.isFinite(fourth)
                ? new double[] {second, fourth}
                : new double[] {0, 0}; // undefined without one unit
    }

    private TDistribution student() {
        return TDistribution.of(freedom);
    }

    @Override
    public double quantile(double probability) {
        double z = inflation * student().inverseCumulativeProbability(probability);
        return plain.quantile(NORMAL.cumulativeProbability(leant(z)));
    }

    @Override
    public double atMost(double bound) {
        return corrected(plain.atMost(bound));
    }

    @Override
    public double atLeast(double bound) {
        return corrected(plain.atLeast(bound));
    }

    private double corrected(double p) {
        return student().cumulativeProbability(upright(NORMAL.inverseCumulativeProbability(p)) / inflation);
    }

    private double leant(double z) {
        return z * (1 + kurtosis * (2 + z * z) / 6);
    }

    /** @return what {@link #leant} makes {@code z}: by halving, as it rises */
    private double upright(double z) {
        if (kurtosis == 0 || !Double.isFinite(z)) {
            return z;
        }
        double near = 0;
        double far = z;
        for (int i = 0; i < 60; i++) {
            double middle = (near + far) / 2;
            if (Math.abs(leant(middle)) < Math.abs(z)) {
                near = middle;
            } else {
                far = middle;
            }
        }
        return far;
    }

    @Override
    public double distance(double bound) {
        return plain.distance(bound) / inflation;
    }
}
