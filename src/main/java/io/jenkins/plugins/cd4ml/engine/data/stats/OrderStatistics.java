package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;

/** Order statistics of a column without sorting it: buckets are refined only where a wanted rank lies. */
public final class OrderStatistics {
    private static final int GATHER = 1 << 20;

    private OrderStatistics() {}

    /**
     * @param low   the smallest key, {@code high} the largest
     * @param ranks ascending, from 0
     * @return the keys at these ranks of the ascending order
     */
    public static long[] select(Spool.Column column, long low, long high, long[] ranks) {
        return select(column, low, high, ranks, GATHER);
    }

    /** @param gather how many values may be sorted in memory */
    static long[] select(Spool.Column column, long low, long high, long[] ranks, int gather) {
        long[] keys = new long[ranks.length];
        if (low == high) {
            Arrays.fill(keys, low);
            return keys;
        }
        Cells cells = Cells.spanning(low, high, column.size());
        long[] before = {0}; // values below each cell
        while (true) {
            int[] counts = cells.count(column);
            long[] parts = new long[ranks.length];
            long[] below = new long[ranks.length];
            int kept = 0;
            long total = 0;
            int rank = 0;
            for (int cell = 0; cell < before.length; cell++) {
                long sum = before[cell];
                for (int p = cell << cells.bits; p < (cell + 1) << cells.bits; p++) {
                    if (rank < ranks.length && ranks[rank] < sum + counts[p]) {
                        parts[kept] = p;
                        below[kept++] = sum;
                        total += counts[p];
                        while (rank < ranks.length && ranks[rank] < sum + counts[p]) {
                            rank++;
                        }
                    }
                    sum += counts[p];
                }
            }
            boolean done = cells.last();
            cells = cells.keep(parts, kept);
            before = Arrays.copyOf(below, kept);
            if (done) {
                return single(cells, before, ranks, keys);
            }
            if (total <= gather) {
                return pick(cells.gather(column, (int) total), cells, before, ranks, keys);
            }
            long[] least = new long[kept];
            long[] greatest = new long[kept];
            Arrays.fill(least, Long.MAX_VALUE);
            Arrays.fill(greatest, Long.MIN_VALUE);
            cells.extents(column, least, greatest);
            if (Arrays.equals(least, greatest)) { // one value in each, often
                for (int r = 0; r < ranks.length; r++) {
                    keys[r] = least[cellOf(before, ranks[r])];
                }
                return keys;
            }
        }
    }

    private static long[] single(Cells cells, long[] before, long[] ranks, long[] keys) {
        for (int r = 0; r < ranks.length; r++) {
            keys[r] = cells.base + cells.prefixes[cellOf(before, ranks[r])];
        }
        return keys;
    }

    private static long[] pick(long[] sorted, Cells cells, long[] before, long[] ranks, long[] keys) {
        for (int r = 0; r < ranks.length; r++) {
            int cell = cellOf(before, ranks[r]);
            long first = cells.base + (cells.prefixes[cell] << cells.shift);
            int at = Arrays.binarySearch(sorted, first);
            while (at > 0 && sorted[at - 1] == first) {
                at--;
            }
            keys[r] = sorted[(at < 0 ? -at - 1 : at) + (int) (ranks[r] - before[cell])];
        }
        return keys;
    }

    private static int cellOf(long[] before, long rank) {
        int cell = Arrays.binarySearch(before, rank);
        return cell >= 0 ? cell : -cell - 2;
    }
}
