package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The distribution function of a column at chosen points, kept instead of the column: at every {@code 1/n}-quantile and
 * right below it, so that between two points there is no value that occurs often.
 *
 * @param keys   ascending ({@link OrderedKeys})
 * @param counts how many values of the column are at or below each key
 * @param size   how many values the column has
 */
public record Grid(long[] keys, long[] counts, long size) {
    /**
     * How far two samples are from each other, as well as the grid can tell: exact, {@code atLeast = atMost}, where the
     * grid holds every value of the column, and else within one n-th.
     */
    public record Distance(double atLeast, double atMost) {}

    /** @param parts how many quantiles, at least 1; a column of fewer values is held whole */
    public static Grid of(Spool.Column column, long lowKey, long highKey, int parts) {
        long last = column.size() - 1;
        long n = Math.min(parts, Math.max(1, last));
        long[] ranks = LongStream.rangeClosed(0, n)
                .map(i -> Math.round((double) i / n * last))
                .distinct()
                .toArray();
        long[] keys = LongStream.of(OrderStatistics.select(column, lowKey, highKey, ranks))
                .flatMap(key -> LongStream.of(before(key), key))
                .sorted()
                .distinct()
                .toArray();
        return new Grid(keys, below(column, keys), column.size());
    }

    /** @return the key of the next smaller number; of 0 that is not the key before, which would be −0 */
    private static long before(long key) {
        return OrderedKeys.of(Math.nextDown(OrderedKeys.value(key)));
    }

    /** @return how many values of the column are at or below each key */
    private static long[] below(Spool.Column column, long[] keys) {
        long[] counts = new long[keys.length + 1];
        column.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                int at = Arrays.binarySearch(keys, values[i]);
                counts[at < 0 ? -at - 1 : at]++;
            }
        });
        long[] below = Arrays.copyOf(counts, keys.length);
        for (int i = 1; i < below.length; i++) {
            below[i] += below[i - 1];
        }
        return below;
    }

    /**
     * The two-sample Kolmogorov–Smirnov statistic of another column and this one. At a point both functions are known;
     * between two points neither can be further away than the one's value at the right is from the other's at the left.
     */
    public Distance kolmogorovSmirnov(Spool.Column now) {
        long[] below = below(now, keys);
        double atLeast = 0;
        double atMost = 0;
        for (int i = 0; i < keys.length; i++) {
            double here = now(below[i], now) - was(i);
            atLeast = Math.max(atLeast, Math.abs(here));
            if (i > 0 && before(keys[i]) > keys[i - 1] && counts[i] > counts[i - 1]) {
                atMost = Math.max(atMost, now(below[i], now) - was(i - 1));
                atMost = Math.max(atMost, was(i) - now(below[i - 1], now));
            }
        }
        return new Distance(atLeast, Math.min(1, Math.max(atLeast, atMost)));
    }

    private static double now(long below, Spool.Column column) {
        return (double) below / column.size();
    }

    private double was(int i) {
        return (double) counts[i] / size;
    }
}
