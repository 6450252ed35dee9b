package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;

/**
 * What a numeric column looks like. Mean, deviation, quantiles and histogram are of the finite values.
 *
 * @param count     values, infinite ones included
 * @param uneven    finite values with a fraction; of times, those that are not at midnight
 * @param distinct  different values, as 64-bit floating-point numbers: integers that share one are one
 * @param distinctExact whether they were counted, not estimated
 * @param lowKey    the smallest key ({@link OrderedKeys}), infinities included; {@code highKey} the largest
 * @param std       sample standard deviation (n − 1), NaN for a single value
 * @param quantiles at {@link #QUANTILES}, linear between neighbours as numpy's default; empty without finite values
 * @param histogram {@link #BINS} bins of equal width from minimum to maximum, the last one closed, as
 *                  {@code numpy.histogram}; empty where that width is not a number
 */
public record NumberSummary(
        long count,
        long negativeInfinite,
        long positiveInfinite,
        long zeros,
        long uneven,
        double min,
        double max,
        double mean,
        double std,
        long distinct,
        boolean distinctExact,
        long lowKey,
        long highKey,
        double[] quantiles,
        long[] histogram) {
    public static final int BINS = 20;
    public static final double DAY = 86_400e6;
    public static final double[] QUANTILES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

    /**
     * @param distinctLimit see {@link Distinct}
     * @param times         whether the values are times, in microseconds; they get no quantiles
     */
    public static NumberSummary of(Spool.Column column, int distinctLimit, boolean times) {
        First first = new First(distinctLimit, times);
        column.forEach(first);
        long finite = first.finite;
        double mean = finite == 0 ? Double.NaN : first.sum.value() / finite;
        Second second = new Second(mean, first.min, first.max, finite > 0);
        column.forEach(second);
        double std = finite < 2 ? Double.NaN : Math.sqrt(second.squares.value() / (finite - 1));
        return new NumberSummary(
                column.size(),
                first.negative,
                first.positive,
                first.zeros,
                first.uneven,
                first.min,
                first.max,
                mean,
                std,
                first.distinct.count(),
                first.distinct.exact(),
                first.lowKey,
                first.highKey,
                times ? new double[0] : quantiles(column, first),
                second.bins == null ? new long[0] : second.bins);
    }

    /** @return whether no finite value has a fraction */
    public boolean whole() {
        return uneven == 0;
    }

    public long finite() {
        return count - negativeInfinite - positiveInfinite;
    }

    /** @return the histogram of a value that is there {@code count} times and no other */
    public static long[] histogram(double value, long count) {
        Second second = new Second(value, value, value, true);
        if (second.bins == null) {
            return new long[0];
        }
        second.bins[second.bin(value)] = count;
        return second.bins;
    }

    private static double[] quantiles(Spool.Column column, First first) {
        QuantileRanks wanted = QuantileRanks.of(first.finite, first.negative);
        return first.finite == 0
                ? new double[0]
                : wanted.quantiles(
                        Arrays.stream(OrderStatistics.select(column, first.lowKey, first.highKey, wanted.ranks()))
                                .mapToDouble(OrderedKeys::value)
                                .toArray());
    }

    private static final class First implements Spool.Block {
        final Distinct distinct;
        final boolean times;
        final CompensatedSum sum = new CompensatedSum();
        long finite;
        long negative;
        long positive;
        long zeros;
        long uneven;
        long lowKey = Long.MAX_VALUE;
        long highKey = Long.MIN_VALUE;
        double min = Double.NaN;
        double max = Double.NaN;

        First(int distinctLimit, boolean times) {
            this.times = times;
            distinct = new Distinct(distinctLimit);
        }

        @Override
        public void take(long[] values, int count) {
            for (int i = 0; i < count; i++) {
                long key = values[i];
                double x = OrderedKeys.value(key);
                lowKey = Math.min(lowKey, key);
                highKey = Math.max(highKey, key);
                distinct.add(key);
                if (x - x == 0) { // finite
                    finite++;
                    sum.add(x);
                    zeros += x == 0 ? 1 : 0;
                    double even = times ? Math.rint(x / DAY) * DAY : Math.rint(x);
                    uneven += x == even ? 0 : 1;
                    min = x >= min ? min : x;
                    max = x <= max ? max : x;
                } else if (x < 0) {
                    negative++;
                } else {
                    positive++;
                }
            }
        }
    }

    private static final class Second implements Spool.Block {
        final CompensatedSum squares = new CompensatedSum();
        final double mean;
        final double first;
        final double width;
        final double[] edges = new double[BINS + 1];
        final long[] bins;

        Second(double mean, double min, double max, boolean any) {
            this.mean = mean;
            this.first = min == max ? min - 0.5 : min;
            double last = min == max ? max + 0.5 : max;
            this.width = last - first;
            this.bins = any && width > 0 && Double.isFinite(width) ? new long[BINS] : null;
            double step = width / BINS;
            for (int i = 0; i <= BINS; i++) {
                edges[i] = i == BINS ? last : i * step + first;
            }
        }

        @Override
        public void take(long[] values, int count) {
            for (int i = 0; i < count; i++) {
                double x = OrderedKeys.value(values[i]);
                if (x - x == 0) {
                    squares.add((x - mean) * (x - mean));
                    if (bins != null) {
                        bins[bin(x)]++;
                    }
                }
            }
        }

        /** The division may round over an edge; the edges decide, as in numpy. */
        private int bin(double x) {
            int bin = Math.min(BINS - 1, (int) ((x - first) / width * BINS));
            if (x < edges[bin]) {
                return bin - 1;
            }
            return bin < BINS - 1 && x >= edges[bin + 1] ? bin + 1 : bin;
        }
    }
}
