package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * How sure the gap between slices is: the largest minus the smallest of their values, or the smallest as a share of the
 * largest. Chance alone drives slices apart, so the observed gap is too large on average, and resamples of it larger again.
 * The interval comes from the slices' own instead: each pair's difference by Zou and Donner (Statistics in Medicine 27
 * (2008) 1693–1702), for shares Newcombe's way; a pair's ratio the same on logarithms. The gap is that of some pair, so the
 * largest of the pairs' upper ends lies below the truth no more often than that pair's own. The other end takes the best of
 * all pairs by chance and has its level divided by their number (Bonferroni).
 *
 * @param families    of slices; the largest gap of them counts, as of true and of false positive rates
 * @param ratio       whether it is the smallest share of the largest, which falls the more slices differ
 * @param independent whether no group stands in two slices; else the ends of a pair are added straight, which holds for any
 *     dependence
 */
public record Gap(List<List<QuantileTable>> families, boolean ratio, boolean independent) implements Evidence {
    private static final String METHOD = "slices-mover";

    /** @return null where a slice has no interval, or there are fewer than two */
    public static Gap of(List<List<QuantileTable>> families, boolean ratio, boolean independent) {
        boolean whole =
                families.stream().allMatch(f -> f.size() > 1 && f.stream().noneMatch(Objects::isNull));
        return whole ? new Gap(families, ratio, independent) : null;
    }

    /** @param rows of all slices */
    public PairedComparison test(int rows, double confidence) {
        return new PairedComparison(rows, value(), confidence, METHOD, "none", this, null);
    }

    double value() {
        return extreme((a, b) -> ratio ? -quotient(a.value(), b.value()) : a.value() - b.value());
    }

    /**
     * @return the gap without the spread that chance makes: slices are drawn to their mean as Louis does, by the root of the
     *     share of the variance between them that is not of the rows (Journal of the American Statistical Association 79
     *     (1984) 393–398)
     */
    public double corrected() {
        List<List<QuantileTable>> drawn = new ArrayList<>();
        for (List<QuantileTable> slices : families) {
            double mean =
                    slices.stream().mapToDouble(QuantileTable::value).average().orElse(0);
            double spread = slices.stream()
                            .mapToDouble(s -> Math.pow(s.value() - mean, 2))
                            .sum()
                    / Math.max(1, slices.size() - 1);
            double chance = slices.stream()
                    .mapToDouble(s -> s.error() * s.error())
                    .average()
                    .orElse(0);
            double between = Math.max(0, spread - chance);
            drawn.add(slices.stream()
                    .map(s -> {
                        double own = between + s.error() * s.error();
                        double share = own > 0 ? Math.sqrt(between / own) : 1;
                        return new QuantileTable(mean + share * (s.value() - mean), s.quantiles());
                    })
                    .toList());
        }
        return new Gap(drawn, ratio, independent).value();
    }

    private interface Pair {
        double of(QuantileTable a, QuantileTable b);
    }

    /** @return the largest over all ordered pairs of one family; for a ratio its negative, the smallest */
    private double extreme(Pair pair) {
        double most = ratio ? -1 : 0;
        for (List<QuantileTable> slices : families) {
            for (QuantileTable a : slices) {
                for (QuantileTable b : slices) {
                    most = a == b ? most : Math.max(most, pair.of(a, b));
                }
            }
        }
        return ratio ? -most : most;
    }

    private int pairs() {
        return families.stream().mapToInt(s -> s.size() * (s.size() - 1)).sum();
    }

    @Override
    public double quantile(double probability) {
        boolean large = ratio ? probability < 0.5 : probability > 0.5; // towards the larger gap
        double tail = Math.min(probability, 1 - probability);
        double z = -NORMAL.inverseCumulativeProbability(large ? tail : tail / pairs());
        double side = large ? z : -z;
        return extreme((a, b) -> ratio ? -ratioEnd(a, b, side) : differenceEnd(a, b, side));
    }

    /** The end of a − b: for positive {@code z} the upper one. */
    private double differenceEnd(QuantileTable a, QuantileTable b, double z) {
        double up = a.at(z) - a.value();
        double down = b.at(-z) - b.value();
        return a.value() - b.value() + Math.signum(z) * both(up, down);
    }

    /** The end of a/b; for positive {@code z}, where the gap is large, the lower one. */
    private double ratioEnd(QuantileTable a, QuantileTable b, double z) {
        double from = a.at(-z);
        double to = b.at(z);
        if (a.value() <= 0 || b.value() <= 0 || from <= 0 || to <= 0) {
            return quotient(from, to); // no logarithm: the straight ends hold always
        }
        double up = Math.log(from / a.value());
        double down = Math.log(to / b.value());
        return a.value() / b.value() * Math.exp(-Math.signum(z) * both(up, down));
    }

    private static double quotient(double a, double b) {
        return a <= 0 && b <= 0 ? 1 : b <= 0 ? Double.POSITIVE_INFINITY : Math.max(0, a) / b;
    }

    private double both(double one, double other) {
        return independent ? Math.hypot(one, other) : Math.abs(one) + Math.abs(other);
    }

    @Override
    public double atMost(double bound) {
        return level(p -> quantile(p) - bound);
    }

    @Override
    public double atLeast(double bound) {
        return level(p -> bound - quantile(1 - p));
    }

    /** @return the smallest tail whose end is on the bound's side, by halving; ends move outwards as tails get smaller */
    private static double level(DoubleUnaryOperator clear) {
        double inside = 0;
        double outside = 0.5;
        if (!(clear.applyAsDouble(0.4999) > 0)) {
            return 1;
        }
        for (int i = 0; i < 60; i++) {
            double middle = (inside + outside) / 2;
            if (clear.applyAsDouble(middle) > 0) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return outside;
    }

    @Override
    public double distance(double bound) {
        double half = Math.abs(quantile(ratio ? 0.025 : 0.975) - value());
        return half > 0 ? (value() - bound) / (half / 1.96) : Math.signum(value() - bound) * Double.POSITIVE_INFINITY;
    }
}
