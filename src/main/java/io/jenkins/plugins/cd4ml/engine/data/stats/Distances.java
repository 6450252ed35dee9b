package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Distances of two histograms over the same bins, and the bins that the numeric ones use. */
public final class Distances {
    private static final int DECILES = 10;
    private static final int PART_BITS = 12;

    private Distances() {}

    /**
     * The population stability index Σ (p − q)·ln(p / q) of the shares of the bins; a bin that one side lacks counts as
     * half a row, so that the index is finite; one that both lack is none.
     */
    public static double psi(long[] now, long[] reference) {
        double n = LongStream.of(now).sum();
        double r = LongStream.of(reference).sum();
        double total = 0;
        for (int i = 0; i < now.length; i++) {
            if (now[i] == 0 && reference[i] == 0) {
                continue;
            }
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
     * @return the keys between which a column's values are counted ({@link #edges(long[], long, long)})
     * @param lowKey its smallest value, {@code highKey} its largest
     */
    public static long[] edges(Spool.Column column, long lowKey, long highKey) {
        long[] ranks = decileRanks(column.size());
        long[] wanted = LongStream.of(ranks).distinct().toArray();
        long[] values = OrderStatistics.select(column, lowKey, highKey, wanted);
        return edges(
                LongStream.of(ranks)
                        .map(rank -> values[Arrays.binarySearch(wanted, rank)])
                        .toArray(),
                lowKey,
                highKey);
    }

    /** @return the ranks, from 0, of the nine deciles among {@code n} values (numpy's {@code inverted_cdf}) */
    public static long[] decileRanks(long n) {
        return LongStream.range(1, DECILES)
                .map(d -> (d * n + DECILES - 1) / DECILES - 1)
                .toArray();
    }

    /**
     * Deciles alone would be blind to one side: what falls below the smallest value would share its bin, and a value that
     * makes up a fifth of the column would share its bin with all that lies below it. So the range's ends are edges, and
     * a value that is two deciles or more has a bin of its own.
     *
     * @param deciles keys, ascending, each a value of the column
     * @return ascending: each is the last key of its bin, behind the last one there is one more bin
     */
    public static long[] edges(long[] deciles, long lowKey, long highKey) {
        LongStream.Builder edges = LongStream.builder();
        edges.add(before(lowKey)).add(highKey);
        for (int i = 0; i < deciles.length; i++) {
            edges.add(deciles[i]);
            if (i > 0 && deciles[i] == deciles[i - 1]) {
                edges.add(before(deciles[i]));
            }
        }
        return edges.build().sorted().distinct().toArray();
    }

    private static long before(long key) {
        return OrderedKeys.of(Math.nextDown(OrderedKeys.value(key)));
    }

    /** @return how many keys lie in (−∞, e₀], (e₀, e₁], …, (eₖ, ∞) */
    public static long[] count(Spool.Column column, long[] edges) {
        long[] counts = new long[edges.length + 1];
        int inner = edges.length > 2 ? 1 : 0; // the range's ends may be far off: they would make the parts coarse
        long first = edges[inner];
        long last = edges[edges.length - 1 - inner];
        int shift = Math.max(0, 64 - PART_BITS - Long.numberOfLeadingZeros(last - first));
        byte[] bins = bins(edges, inner, shift);
        column.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                long value = Math.min(Math.max(values[i], first), last);
                int bin = bins[(int) (value - first >>> shift)];
                counts[bin >= 0 && values[i] <= last ? bin : bin(edges, values[i])]++;
            }
        });
        return counts;
    }

    /**
     * Cuts the range of the edges into parts.
     *
     * @param inner how many edges to leave out at either end
     * @return the bin that a part lies in, −1 for one with an edge inside
     */
    private static byte[] bins(long[] edges, int inner, int shift) {
        long first = edges[inner];
        int parts = (int) (edges[edges.length - 1 - inner] - first >>> shift) + 1;
        byte[] bins = new byte[parts];
        int edge = inner;
        for (int part = 0; part < parts; part++) {
            while (edge < edges.length - inner && edges[edge] - first >>> shift < part) {
                edge++;
            }
            bins[part] = (byte) (edge < edges.length - inner && edges[edge] - first >>> shift == part ? -1 : edge);
        }
        return bins;
    }

    private static int bin(long[] edges, long value) {
        int bin = 0;
        for (long edge : edges) { // some eleven
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
