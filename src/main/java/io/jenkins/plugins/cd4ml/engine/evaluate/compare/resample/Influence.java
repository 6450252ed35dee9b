package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Additive;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each unit, or each small group of units, adds to a statistic, to first order: by the gradient of a function of
 * sums, by DeLong's placements, by leaving out one unit of a kind, or by leaving out units (the jackknife). From these
 * come the moments of the statistic's sampling distribution.
 *
 * @param parts      [stratum][unit or group]: deviations from the stratum's mean
 * @param unitsOf    [stratum]: how many units it has; more than it has numbers where groups were left out
 */
public record Influence(double[][] parts, int[] unitsOf) {
    private static final int MOST_GROUPS = 1_000;
    private static final long MOST_WORK = 20_000_000;

    /** @return null where the statistic is undefined without some unit */
    public static Influence of(Statistic statistic, List<int[]> strata) {
        PreparedMetric prepared = statistic.prepare();
        double[] each = null;
        if (prepared instanceof Additive additive) {
            each = SumDraw.influence(additive);
        } else if (statistic.pairs() && strata.size() == 2) {
            double[] second =
                    statistic.champion() == null ? null : statistic.champion().scores();
            each = Placements.of(statistic.fresh().labels(), statistic.fresh().scores(), second)
                    .influence();
        } else if (statistic.kinds() != null) {
            each = byKind(statistic, strata);
        }
        double[][] parts = new double[strata.size()][];
        for (int s = 0; s < parts.length; s++) {
            int[] units = strata.get(s);
            parts[s] = each == null ? left(prepared, statistic.units(), units) : pick(each, units);
            centre(parts[s]);
            if (Arrays.stream(parts[s]).anyMatch(v -> !Double.isFinite(v))) {
                return null;
            }
        }
        return new Influence(parts, strata.stream().mapToInt(u -> u.length).toArray());
    }

    private static double[] byKind(Statistic statistic, List<int[]> strata) {
        int[] kinds = statistic.kinds();
        KindCounts table = KindCounts.of(statistic, kinds);
        double[] each = new double[kinds.length];
        for (int[] units : strata) {
            double n = units.length;
            double[] of = new double[table.counts().length];
            Arrays.fill(of, Double.NaN);
            for (int i : units) {
                int k = kinds[i];
                if (Double.isNaN(of[k])) {
                    table.counts()[k]--;
                    of[k] = -(n - 1) / n * table.prepared().value(table.counts());
                    table.counts()[k]++;
                }
                each[i] = of[k];
            }
        }
        return each;
    }

    private static double[] left(PreparedMetric prepared, int all, int[] units) {
        int[] counts = new int[all];
        Arrays.fill(counts, 1);
        int groups = (long) units.length * all <= MOST_WORK ? units.length : Math.min(MOST_GROUPS, units.length);
        double[] left = new double[groups];
        for (int g = 0; g < groups; g++) {
            for (int k = g; k < units.length; k += groups) {
                counts[units[k]] = 0;
            }
            left[g] = -(groups - 1.0) / groups * prepared.value(counts);
            for (int k = g; k < units.length; k += groups) {
                counts[units[k]] = 1;
            }
        }
        return left;
    }

    private static double[] pick(double[] values, int[] at) {
        return Arrays.stream(at).mapToDouble(i -> values[i]).toArray();
    }

    private static void centre(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
        }
    }

    /** @return Σ vᵖ over one stratum */
    public double power(int part, int exponent) {
        double sum = 0;
        for (double v : parts[part]) {
            sum += Math.pow(v, exponent);
        }
        return sum;
    }

    /** @return the unbiased variance of the statistic; strata of one unit add none */
    public double variance() {
        double variance = 0;
        for (int p = 0; p < parts.length; p++) {
            double n = parts[p].length;
            variance += n > 1 ? power(p, 2) * n / (n - 1) : 0;
        }
        return variance;
    }

    /**
     * Skewness of the statistic. That of few units is too small on average, the more so the longer the tail: it is taken
     * (1 + 12/n) times, which simulations of lognormal, exponential and squared normal values of 10 to 500 units asked for.
     *
     * @param exact whether units are counts of a few kinds, whose skewness needs no enlargement
     */
    public double skewness(boolean exact) {
        double third = 0;
        double second = 0;
        for (int p = 0; p < parts.length; p++) {
            third += power(p, 3) * (exact ? 1 : 1 + 12.0 / unitsOf[p]);
            second += power(p, 2);
        }
        return second > 0 ? third / Math.pow(second, 1.5) : 0;
    }

    /** Satterthwaite's degrees of freedom, by the units' own kurtosis, and no more than if they were normal. */
    public double freedom() {
        double variance = variance();
        double own = 0;
        double normal = 0;
        for (int p = 0; p < parts.length; p++) {
            double n = parts[p].length;
            double square = power(p, 2);
            own += power(p, 4) - square * square / n;
            normal += n > 1 ? 2 * Math.pow(square * n / (n - 1), 2) / (n - 1) : 0;
        }
        double most = Math.max(own, normal);
        return most > 0 ? Math.max(1, Math.min(1e6, 2 * variance * variance / most)) : 1e6;
    }

    /** @return how many units carry the statistic: (Σv²)² / Σv⁴, which is k where k units do all of it alike */
    public double carrying() {
        double second = 0;
        double fourth = 0;
        for (int p = 0; p < parts.length; p++) {
            second += power(p, 2);
            fourth += power(p, 4);
        }
        return fourth > 0 ? second * second / fourth : 0;
    }

    /**
     * Hill's index of the tail (Annals of Statistics 3 (1975) 1163–1174) over the largest tenth of the contributions; below
     * 2 their variance is not finite.
     */
    public double tailIndex() {
        List<Double> sizes = new ArrayList<>();
        for (double[] part : parts) {
            for (double v : part) {
                sizes.add(Math.abs(v));
            }
        }
        double[] sorted = sizes.stream().mapToDouble(v -> v).sorted().toArray();
        int top = sorted.length / 10;
        double limit = top < 10 ? 0 : sorted[sorted.length - top - 1];
        if (!(limit > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int i = sorted.length - top; i < sorted.length; i++) {
            sum += Math.log(sorted[i] / limit);
        }
        return top / sum;
    }

    /** The metric of counts of kinds of rows. */
    record KindCounts(PreparedMetric prepared, int[] counts) {
        static KindCounts of(Statistic statistic, int[] kinds) {
            int count = Arrays.stream(kinds).max().orElse(0) + 1;
            int[] first = new int[count];
            int[] counts = new int[count];
            for (int i = kinds.length - 1; i >= 0; i--) {
                first[kinds[i]] = i;
                counts[kinds[i]]++;
            }
            return new KindCounts(statistic.at(first).prepare(), counts);
        }
    }
}
