package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Influence;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Evidence of any method, with what small and skewed samples ask for. An end of the interval is the farthest of: the
 * method's own, moved by what it lacks of the skewness; Student's t with Hall's transformation, which takes the skewness
 * out to second order (Journal of the Royal Statistical Society B 54 (1992) 221–228); for an area of few rows of a
 * class, whose variance says little, the score bound stands in place of that. To it is added, square by square, what rows that were not seen could do in each part of the data
 * in which nothing varies (Zou and Donner, Statistics in Medicine 27 (2008) 1693–1702, with exact limits of the parts). A
 * p-value is the level of the interval that ends at the bound, so that both always agree.
 *
 * @param plain    the method's own
 * @param value    of the statistic
 * @param error    its standard error
 * @param freedom  degrees of freedom of that
 * @param skewness of the statistic
 * @param own      the share of the skewness, in units of (z² − 1)/6, that the method has in its distribution: 1 for
 *     percentiles, 3 for BCa, 0 for none
 * @param unseen   of parts in which nothing varies
 * @param few      lower bound of an area of few rows of a class, or that no smooth function gives; null without
 * @param bias     by how much resamples lie above the value on average: so far the value lies above the truth
 * @param low      of all values that the statistic can have
 */
record SkewAware(
        Evidence plain,
        double value,
        double error,
        double freedom,
        double skewness,
        int own,
        List<UnseenRows> unseen,
        LowerBound few,
        double bias,
        double low,
        double high)
        implements Evidence {
    /** With more units that carry the difference its own distribution serves. */
    private static final int FEW_CARRY = 8;

    /** Beyond, resamples say nothing and BCa turns round; the other ends go on. */
    private static final double LEAST_LEVEL = 1e-4;

    private static final double TWO_SIDED = 1.959963984540054;
    /** Hill's index below which the tenth of the largest rows leaves no bound on a mean; squared normal errors have 2.3. */
    private static final double LEAST_TAIL = 1.4;

    @Override
    public double quantile(double probability) {
        double z = student().inverseCumulativeProbability(probability);
        return Math.max(low, Math.min(high, end(z, probability, itself(probability))));
    }

    @Override
    public double atMost(double bound) {
        return bound >= high ? 1 : bound < low ? 0 : level(bound);
    }

    @Override
    public double atLeast(double bound) {
        return bound <= low ? 1 : bound > high ? 0 : 1 - level(bound);
    }

    /** @return the probability whose quantile the bound is, by halving: quantiles rise */
    private double level(double bound) {
        TDistribution student = student();
        double from = -30;
        double to = 30;
        double p = 0.5;
        for (int i = 0; i < 70; i++) {
            double middle = (from + to) / 2;
            double z = Math.sinh(middle);
            p = student.cumulativeProbability(z);
            if (end(z, p, itself(p)) > bound) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return p;
    }

    private double itself(double p) {
        return plain.quantile(Math.max(LEAST_LEVEL, Math.min(1 - LEAST_LEVEL, p)));
    }

    private TDistribution student() {
        return TDistribution.of(freedom);
    }

    private double end(double z, double p, double itself) {
        boolean lower = p < 0.5;
        if (lower && few instanceof AreaBound area) {
            return Math.min(itself, area.lower(NORMAL.inverseCumulativeProbability(p)));
        }
        double hall = hall(z);
        double lacking = hall - z - skewness / 6 * (own * z * z - (own == 3 ? -1 : own));
        double seen = farther(lower, itself + error * lacking - 2 * bias, value + error * hall - bias);
        seen = bias == 0 ? seen : farther(lower, seen, farther(lower, itself + error * lacking, value + error * hall));
        if (lower && few != null) {
            seen = Math.min(seen, few.lower(z));
        }
        double squares = (seen - value) * (seen - value);
        for (UnseenRows part : unseen) {
            double moved = lower ? part.down(p) : part.up(p);
            squares += moved * moved;
        }
        double moved = lower ? Math.min(0, seen - value) : Math.max(0, seen - value);
        return unseen.isEmpty() || moved == 0 && squares == 0
                ? seen
                : value + (lower ? -Math.sqrt(squares) : Math.sqrt(squares));
    }

    private static double farther(boolean lower, double a, double b) {
        return lower ? Math.min(a, b) : Math.max(a, b);
    }

    /** @return the end in standard errors: the inverse of Hall's cubic, which for no skewness is {@code z} itself */
    private double hall(double z) {
        if (Math.abs(skewness) < 1e-6) {
            return z;
        }
        return -3 * (Math.cbrt(1 + skewness * (-z - skewness / 6)) - 1) / skewness;
    }

    @Override
    public double distance(double bound) {
        double half = (end(at(0.975), 0.975, itself(0.975)) - end(at(0.025), 0.025, itself(0.025))) / 2;
        return half > 0 ? (value - bound) / (half / TWO_SIDED) : plain.distance(bound);
    }

    private double at(double probability) {
        return student().inverseCumulativeProbability(probability);
    }

    /**
     * @param plain the method's own evidence; null where it has none
     * @param own   see above
     * @param bias  of the statistic, as far as resamples tell it from chance
     * @return {@code plain} where nothing can be added: without evidence, or where nothing varies at all
     */
    static Evidence of(Statistic statistic, double value, Evidence plain, List<int[]> strata, int own, double bias) {
        if (plain == null || plain instanceof UnvariedSample) {
            return plain;
        }
        Metric metric = statistic.metric();
        boolean exact = metric.has(Metric.Trait.CLASSES_ONLY);
        AreaBound few = AreaBound.of(statistic, value);
        if (!exact && few == null && strata.stream().anyMatch(units -> units.length < 2)) {
            return new NoBound("a class, or the whole of these rows, is a single row");
        }
        Influence influence = Influence.of(statistic, strata);
        if (influence == null || !(influence.variance() > 0)) {
            return plain;
        }
        double error = Math.sqrt(influence.variance());
        double low = metric.range().low();
        double high = metric.range().high(statistic.fresh());
        boolean alone = statistic.champion() == null;
        if (alone && Double.isInfinite(high - low) && influence.tailIndex() < LEAST_TAIL) {
            return new NoBound("few rows carry most of it, with so heavy a tail that no bound on " + metric.name()
                    + " can be trusted");
        }
        double least = statistic.relative() ? Double.NEGATIVE_INFINITY : alone ? low : low - high;
        double most = statistic.relative() ? Double.POSITIVE_INFINITY : alone ? high : high - low;
        return new SkewAware(
                plain,
                value,
                error,
                influence.freedom(),
                influence.skewness(exact),
                own,
                unseen(statistic, strata, influence),
                few != null ? few : LogitBound.of(statistic, value, error),
                bias,
                least,
                most);
    }

    /** Where two models differ in few units, others could differ by as much as rows do now. */
    private static List<UnseenRows> unseen(Statistic statistic, List<int[]> strata, Influence influence) {
        if (statistic.champion() == null
                || statistic.relative()
                || statistic.metric().has(Metric.Trait.CLASSES_ONLY)) {
            return UnseenRows.of(statistic);
        }
        double carrying = influence.carrying();
        if (carrying >= Math.min(FEW_CARRY, statistic.units() / 10.0)) {
            return List.of();
        }
        Influence alone = Influence.of(new Statistic(statistic.metric(), statistic.fresh(), null), strata);
        return alone == null ? List.of() : UnseenRows.inStrata(alone);
    }
}
