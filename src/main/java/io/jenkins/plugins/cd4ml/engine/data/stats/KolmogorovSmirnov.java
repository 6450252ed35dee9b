package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;

/**
 * The two-sample Kolmogorov–Smirnov statistic: the largest distance of two empirical distribution functions, exact, ties
 * included, the same number as {@code scipy.stats.ks_2samp(a, b).statistic}; without sorting either sample.
 *
 * <p>Counting both samples in buckets gives both functions exactly at every bucket's end. Inside a bucket from x to y
 * the distance is at most max(F(y) − G(x), G(y) − F(x)); a bucket whose bound does not exceed the largest distance seen
 * cannot hold the supremum. The few others are split again, until what is left fits into memory and is merged.
 */
public final class KolmogorovSmirnov {
    private static final int GATHER = 1 << 20;

    private final Spool.Column a;
    private final Spool.Column b;
    private final double n;
    private final double m;
    private final int gather;
    private double best;
    private long[] parts = new long[1024];
    private long[] startA = new long[1024];
    private long[] startB = new long[1024];
    private int kept;
    private long keptA;
    private long keptB;

    private KolmogorovSmirnov(Spool.Column a, Spool.Column b, int gather) {
        this.gather = gather;
        this.a = a;
        this.b = b;
        this.n = a.size();
        this.m = b.size();
    }

    /**
     * @param a keys ({@link OrderedKeys}) of the one sample, not empty; {@code b} of the other
     * @param low the smallest key of both, {@code high} the largest
     */
    public static double of(Spool.Column a, Spool.Column b, long low, long high) {
        return of(a, b, low, high, GATHER);
    }

    /** @param gather how many values may be sorted in memory */
    static double of(Spool.Column a, Spool.Column b, long low, long high, int gather) {
        return low == high
                ? 0
                : new KolmogorovSmirnov(a, b, gather).search(Cells.spanning(low, high, a.size() + b.size()));
    }

    private double search(Cells first) {
        Cells cells = first;
        long[] beforeA = {0};
        long[] beforeB = {0};
        while (true) {
            int[] countsA = cells.count(a);
            int[] countsB = cells.count(b);
            raise(cells, countsA, countsB, beforeA, beforeB);
            if (cells.last()) {
                return best;
            }
            keep(cells, countsA, countsB, beforeA, beforeB);
            if (kept == 0) {
                return best;
            }
            cells = cells.keep(parts, kept);
            beforeA = Arrays.copyOf(startA, kept);
            beforeB = Arrays.copyOf(startB, kept);
            if (keptA + keptB > gather && keptA + keptB > (n + m) / 4) {
                cells = several(cells, beforeA, beforeB);
                if (kept == 0) {
                    return best;
                }
                beforeA = Arrays.copyOf(beforeA, kept);
                beforeB = Arrays.copyOf(beforeB, kept);
            }
            if (keptA + keptB <= gather) {
                merge(cells, beforeA, beforeB);
                return best;
            }
        }
    }

    private void raise(Cells cells, int[] countsA, int[] countsB, long[] beforeA, long[] beforeB) {
        for (int cell = 0; cell < beforeA.length; cell++) {
            long x = beforeA[cell];
            long y = beforeB[cell];
            for (int p = cell << cells.bits; p < (cell + 1) << cells.bits; p++) {
                x += countsA[p];
                y += countsB[p];
                best = Math.max(best, Math.abs(x / n - y / m));
            }
        }
    }

    private void keep(Cells cells, int[] countsA, int[] countsB, long[] beforeA, long[] beforeB) {
        kept = 0;
        keptA = 0;
        keptB = 0;
        for (int cell = 0; cell < beforeA.length; cell++) {
            long x = beforeA[cell];
            long y = beforeB[cell];
            for (int p = cell << cells.bits; p < (cell + 1) << cells.bits; p++) {
                int ca = countsA[p];
                int cb = countsB[p];
                if (ca + cb > 1 && Math.max((x + ca) / n - y / m, (y + cb) / m - x / n) > best) {
                    if (kept == parts.length) {
                        parts = Arrays.copyOf(parts, kept * 2);
                        startA = Arrays.copyOf(startA, kept * 2);
                        startB = Arrays.copyOf(startB, kept * 2);
                    }
                    parts[kept] = p;
                    startA[kept] = x;
                    startB[kept++] = y;
                    keptA += ca;
                    keptB += cb;
                }
                x += ca;
                y += cb;
            }
        }
    }

    /** Drops the cells that hold one value alone, often: both functions were compared at it. */
    private Cells several(Cells cells, long[] beforeA, long[] beforeB) {
        long[] least = new long[kept];
        long[] greatest = new long[kept];
        Arrays.fill(least, Long.MAX_VALUE);
        Arrays.fill(greatest, Long.MIN_VALUE);
        long[] inA = cells.extents(a, least, greatest);
        long[] inB = cells.extents(b, least, greatest);
        int[] which = new int[kept];
        int count = 0;
        keptA = 0;
        keptB = 0;
        for (int cell = 0; cell < kept; cell++) {
            if (least[cell] < greatest[cell]) {
                which[count] = cell;
                beforeA[count] = beforeA[cell];
                beforeB[count++] = beforeB[cell];
                keptA += inA[cell];
                keptB += inB[cell];
            }
        }
        kept = count;
        return cells.only(which, count);
    }

    private void merge(Cells cells, long[] beforeA, long[] beforeB) {
        long[] left = cells.gather(a, (int) keptA);
        long[] right = cells.gather(b, (int) keptB);
        int i = 0;
        int j = 0;
        for (int cell = 0; cell < beforeA.length; cell++) {
            long x = beforeA[cell] - i;
            long y = beforeB[cell] - j;
            while (i < left.length && cells.holds(cell, left[i]) || j < right.length && cells.holds(cell, right[j])) {
                long key = Math.min(
                        i < left.length ? left[i] : Long.MAX_VALUE, j < right.length ? right[j] : Long.MAX_VALUE);
                while (i < left.length && left[i] == key) {
                    i++;
                }
                while (j < right.length && right[j] == key) {
                    j++;
                }
                best = Math.max(best, Math.abs((x + i) / n - (y + j) / m));
            }
        }
    }
}
