package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import java.util.Arrays;

/**
 * One stratum of n rows, sorted so that neighbours are alike, cut into 2ᵏ blocks of equal size; the rows at both ends
 * that are left over stay single. Drawing n rows with replacement needs no draw a row then: how many fall on the singles
 * is binomial, on the blocks a tree of fair binomials, all exact. Immutable.
 */
final class Blocks {
    private static final int LEVELS = 8;
    private static final int FEWEST_SINGLES = 64;
    private final int[] rows;
    private final int size;
    private final int count;
    private final int head;
    private final int singles;
    private final double[] onSingles;

    /** @param rows in order; rows at the ends are treated one by one, so that outliers belong there */
    Blocks(int[] rows) {
        this.rows = rows;
        int blocks = 1 << LEVELS;
        int fits = (rows.length - FEWEST_SINGLES) / blocks;
        this.count = fits < 4 ? 0 : blocks;
        this.size = count == 0 ? 0 : fits;
        this.singles = rows.length - count * size;
        this.head = singles / 2;
        this.onSingles = count == 0 ? null : cumulative(rows.length, (double) singles / rows.length);
    }

    private static double[] cumulative(int n, double p) {
        int most = (int) Math.min(n, n * p + 12 * Math.sqrt(n * p) + 20);
        double[] sums = new double[most + 1];
        double mass = Math.exp(n * Math.log1p(-p));
        double sum = 0;
        for (int k = 0; k <= most; k++) {
            sum += mass;
            sums[k] = sum;
            mass *= (double) (n - k) / (k + 1) * (p / (1 - p));
        }
        sums[most] = 1;
        return sums;
    }

    /** @return the number of blocks, 0 where all rows are single */
    int count() {
        return count;
    }

    int size() {
        return size;
    }

    int singles() {
        return singles;
    }

    int length() {
        return rows.length;
    }

    /** @return the row at {@code i} of block {@code b} */
    int row(int b, int i) {
        return rows[head + b * size + i];
    }

    int single(int i) {
        return rows[i < head ? i : i + count * size];
    }

    /**
     * Draws how often each block is hit.
     *
     * @param tree of 2 · {@link #count} cells; the blocks' counts end up in its second half
     * @return how many rows fall on the singles
     */
    int draw(CounterRandom draws, int[] tree) {
        if (count == 0) {
            return rows.length;
        }
        int found = Arrays.binarySearch(onSingles, draws.nextDouble());
        int alone = found >= 0 ? found + 1 : -found - 1;
        tree[1] = rows.length - alone;
        for (int node = 1; node < count; node++) {
            tree[2 * node] = draws.half(tree[node]);
            tree[2 * node + 1] = tree[node] - tree[2 * node];
        }
        return alone;
    }
}
