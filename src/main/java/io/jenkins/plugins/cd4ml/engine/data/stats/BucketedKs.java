package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;

/**
 * The two-sample Kolmogorov–Smirnov statistic of samples that are somewhere else, exact: {@link KolmogorovSmirnov}'s
 * search as questions and answers. Ask with {@link #thresholds}, answer with {@link #counted} until {@link #done}; what
 * is left then is few enough to {@linkplain #bounds fetch} and {@linkplain #gathered merge}.
 */
public final class BucketedKs {
    private static final int PARTS = 2048;
    private static final long GATHER = 200_000;

    private final double n;
    private final double m;
    private final long high;
    private double best;
    /** Cells: first and last key, and how many of each sample lie before. */
    private long[][] cells;

    private long left;
    private long[] keys = new long[0];
    private int[] of = new int[0];

    /**
     * @param n values of the one sample, {@code m} of the other, both above 0
     * @param low the smallest key ({@link OrderedKeys}) of both, {@code high} the largest
     */
    public BucketedKs(long n, long m, long low, long high) {
        this.n = n;
        this.m = m;
        this.high = high;
        this.left = low == high ? 0 : n + m;
        this.cells = low == high ? new long[0][] : new long[][] {{low, high, 0, 0}};
    }

    /** @return whether no more counting is needed */
    public boolean done() {
        return cells.length == 0 || left <= GATHER;
    }

    /** @return where to count both samples, ascending */
    public double[] thresholds() {
        int parts = Math.max(2, PARTS / cells.length);
        long[] all = new long[cells.length * (parts + 1)];
        int[] owners = new int[all.length];
        int count = 0;
        for (int c = 0; c < cells.length; c++) {
            long width = cells[c][1] - cells[c][0];
            long step = Long.divideUnsigned(width, parts) + 1;
            long offset = 0;
            do {
                owners[count] = c;
                all[count++] = cells[c][0] + offset;
                offset += step;
            } while (Long.compareUnsigned(offset, width) <= 0 && Long.compareUnsigned(offset, step) >= 0);
            if (cells[c][1] != high && (c == cells.length - 1 || cells[c + 1][0] != cells[c][1] + 1)) {
                owners[count] = -1; // up to the next cell nothing matters
                all[count++] = cells[c][1] + 1;
            }
        }
        keys = Arrays.copyOf(all, count);
        of = Arrays.copyOf(owners, count);
        return values(keys);
    }

    /** @param a how many values of the one sample lie in each bucket of {@link #thresholds}, {@code b} of the other */
    public void counted(long[] a, long[] b) {
        long x = a[0];
        long y = b[0];
        for (int i = 0; i < keys.length; i++) {
            x += a[i + 1];
            y += b[i + 1];
            best = Math.max(best, Math.abs(x / n - y / m));
        }
        long[][] kept = new long[keys.length][];
        int count = 0;
        left = 0;
        x = a[0];
        y = b[0];
        for (int i = 0; i < keys.length; i++) {
            long inA = a[i + 1];
            long inB = b[i + 1];
            long last = i + 1 < keys.length ? keys[i + 1] - 1 : high;
            if (of[i] >= 0
                    && last > keys[i]
                    && inA + inB > 1
                    && Math.max((x + inA) / n - y / m, (y + inB) / m - x / n) > best) {
                kept[count++] = new long[] {keys[i], last, x, y};
                left += inA + inB;
            }
            x += inA;
            y += inB;
        }
        cells = Arrays.copyOf(kept, count);
    }

    /** @return ranges whose values must still be fetched, as {@code [b₀, b₁), …}, NaN for no end; empty when none */
    public double[] bounds() {
        double[] bounds = new double[cells.length * 2];
        int count = 0;
        for (long[] cell : cells) {
            double from = OrderedKeys.value(cell[0]);
            if (count > 0 && bounds[count - 1] == from) {
                count--; // next to the one before
            } else {
                bounds[count++] = from;
            }
            bounds[count++] = cell[1] == high ? Double.NaN : OrderedKeys.value(cell[1] + 1);
        }
        return Arrays.copyOf(bounds, count);
    }

    /** @param a the values of the one sample inside {@link #bounds}, ascending, and how often each; {@code b} likewise */
    public void gathered(double[][] a, double[][] b) {
        int i = 0;
        int j = 0;
        for (long[] cell : cells) {
            double x = cell[2];
            double y = cell[3];
            while (within(a, i, cell) || within(b, j, cell)) {
                double key = Math.min(
                        within(a, i, cell) ? a[i][0] : Double.POSITIVE_INFINITY,
                        within(b, j, cell) ? b[j][0] : Double.POSITIVE_INFINITY);
                while (within(a, i, cell) && a[i][0] == key) {
                    x += a[i++][1];
                }
                while (within(b, j, cell) && b[j][0] == key) {
                    y += b[j++][1];
                }
                best = Math.max(best, Math.abs(x / n - y / m));
            }
        }
        cells = new long[0][];
    }

    private static boolean within(double[][] values, int i, long[] cell) {
        return i < values.length && OrderedKeys.of(values[i][0]) <= cell[1];
    }

    public double value() {
        return best;
    }

    private static double[] values(long[] keys) {
        return Arrays.stream(keys).mapToDouble(OrderedKeys::value).toArray();
    }
}
