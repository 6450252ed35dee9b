package io.jenkins.plugins.cd4ml.engine.train.tabular;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows to learn from and rows to watch the learning with, drawn without replacement by a seed.
 *
 * @param train row numbers, from 0
 * @param watch row numbers, from 0; may be empty
 */
public record Split(int[] train, int[] watch) {
    /**
     * @param share of rows to watch, from 0
     * @throws InputException when no row is left to learn from
     */
    public static Split of(int rows, double share, long seed) {
        int[] order = IntStream.range(0, rows).toArray();
        shuffle(order, new SplittableRandom(seed));
        int aside = (int) Math.round(rows * share);
        if (rows - aside < 1) {
            throw new InputException("The training has " + rows + " rows, of which validation takes " + aside
                    + "; none is left to learn from.");
        }
        return new Split(Arrays.copyOfRange(order, aside, rows), Arrays.copyOf(order, aside));
    }

    public static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }
}
