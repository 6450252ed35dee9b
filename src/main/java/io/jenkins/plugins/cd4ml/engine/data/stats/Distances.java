package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Distances of two histograms over the same bins, and the bins that the numeric ones use. */
public final class Distances {
    private static final int DECILES = 10;
    private static final int PART_BITS = 12;

    private Distances() {}

    /**
     * The population stability index Σ (p − q)·ln(p / q) of the shares of the bins; an empty bin counts as half a row,
     * so that the index is finite.
     */
    public static double psi(long[] now, long[] reference) {
        double n = LongStream.of(now).sum();
        double r = LongStream.of(reference).sum();
        double total = 0;
        for (int i = 0; i < now.length; i++) {
            double p = Math.max(now[i], 0.5) / n;
            double q = Math.max(reference[i], 0.5) / r;
            total += (p - q) * Math.log(p / q);
        }
        return total;
    }

    /** The Jensen–Shannon distance to base 2, from 0 to 1, as {@code scipy.spatial.distance.jensenshannon(p, q, 2)}. */
    public static double jensenShannon(long[] now, long[] reference) {
        double n = LongStream.of(now).sum();
        double r = LongStream.of(reference).sum();
        double total = 0;
        for (int i = 0; i < now.length; i++) {
            double p = now[i] / n;
            double q = reference[i] / r;
            double m = (p + q) / 2;
            total += (p > 0 ? p * Math.log(p / m) : 0) + (q > 0 ? q * Math.log(q / m) : 0);
        }
        return Math.sqrt(Math.max(0, total / 2 / Math.log(2)));
    }

    /**
     * @return the keys of the deciles, each a value of the column (numpy's {@code inverted_cdf}: the smallest value with
     *     at least that share at or below it), equal ones once
     */
    public static long[] deciles(Spool.Column column, long lowKey, long highKey) {
        long n = column.size();
        long[] ranks = LongStream.range(1, DECILES)
                .map(d -> (d * n + DECILES - 1) / DECILES - 1)
                .distinct()
                .toArray();
        return LongStream.of(OrderStatistics.select(column, lowKey, highKey, ranks))
                .distinct()
                .toArray();
    }

    /** @return how many keys lie in (−∞, e₀], (e₀, e₁], …, (eₖ, ∞) */
    public static long[] count(Spool.Column column, long[] edges) {
        long[] counts = new long[edges.length + 1];
        long first = edges[0];
        long last = edges[edges.length - 1];
        int shift = Math.max(0, 64 - PART_BITS - Long.numberOfLeadingZeros(last - first));
        byte[] bins = bins(edges, shift);
        column.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                long value = Math.min(Math.max(values[i], first), last);
                int bin = bins[(int) (value - first >>> shift)];
                counts[bin >= 0 && values[i] <= last ? bin : bin(edges, values[i])]++;
            }
        });
        return counts;
    }

    /** Cuts the range of the edges into parts. @return the bin that a part lies in, −1 for one with an edge inside */
    private static byte[] bins(long[] edges, int shift) {
        long first = edges[0];
        int parts = (int) (edges[edges.length - 1] - first >>> shift) + 1;
        byte[] bins = new byte[parts];
        int edge = 0;
        for (int part = 0; part < parts; part++) {
            while (edge < edges.length && edges[edge] - first >>> shift < part) {
                edge++;
            }
            bins[part] = (byte) (edge < edges.length && edges[edge] - first >>> shift == part ? -1 : edge);
        }
        return bins;
    }

    private static int bin(long[] edges, long value) {
        int bin = 0;
        for (long edge : edges) { // at most nine
            bin += value > edge ? 1 : 0;
        }
        return bin;
    }

    /** @return the counts of the union of two sorted sets of categories, by category, {@code now} in row 0 */
    static long[][] align(long[] hashesNow, long[] now, long[] hashesReference, long[] reference) {
        long[] union = LongStream.concat(LongStream.of(hashesNow), LongStream.of(hashesReference))
                .sorted()
                .distinct()
                .toArray();
        long[][] counts = new long[2][union.length];
        for (int i = 0; i < now.length; i++) {
            counts[0][Arrays.binarySearch(union, hashesNow[i])] = now[i];
        }
        for (int i = 0; i < reference.length; i++) {
            counts[1][Arrays.binarySearch(union, hashesReference[i])] = reference[i];
        }
        return counts;
    }
}
