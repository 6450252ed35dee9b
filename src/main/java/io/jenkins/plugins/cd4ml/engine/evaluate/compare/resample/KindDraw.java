package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Resamples where many rows are alike, as for metrics of predicted classes: only how many of each kind are drawn
 * matters. Exact: a block of one kind is counted as a whole, the rows of a mixed block are drawn one by one.
 */
final class KindDraw {
    private KindDraw() {}

    static Resamples.Way of(Statistic statistic, int[] kinds, List<int[]> strata) {
        int count = Arrays.stream(kinds).max().orElse(0) + 1;
        int[] first = new int[count];
        for (int i = kinds.length - 1; i >= 0; i--) {
            first[kinds[i]] = i;
        }
        PreparedMetric prepared = statistic.at(first).prepare();
        Part[] parts = strata.stream().map(rows -> new Part(rows, kinds)).toArray(Part[]::new);
        return draws -> {
            int[] counts = new int[count];
            int[][] trees =
                    Arrays.stream(parts).map(p -> new int[2 * p.blocks.count()]).toArray(int[][]::new);
            return () -> {
                Arrays.fill(counts, 0);
                for (int p = 0; p < parts.length; p++) {
                    parts[p].draw(draws, trees[p], counts);
                }
                return prepared.value(counts);
            };
        };
    }

    /** One stratum. */
    private static final class Part {
        private final Blocks blocks;
        private final int[] kinds;
        /** The kind of each block, −1 where it is mixed. */
        private final int[] pure;

        Part(int[] rows, int[] kinds) {
            this.kinds = kinds;
            this.blocks = new Blocks(IntStream.of(rows)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> kinds[i]))
                    .mapToInt(Integer::intValue)
                    .toArray());
            this.pure = new int[blocks.count()];
            for (int b = 0; b < pure.length; b++) {
                int kind = kinds[blocks.row(b, 0)];
                pure[b] = kind == kinds[blocks.row(b, blocks.size() - 1)] ? kind : -1;
            }
        }

        void draw(CounterRandom draws, int[] tree, int[] counts) {
            int alone = blocks.draw(draws, tree);
            for (int k = 0; k < alone; k++) {
                counts[kinds[blocks.single(draws.nextInt(blocks.singles()))]]++;
            }
            for (int b = 0; b < pure.length; b++) {
                int hits = tree[pure.length + b];
                if (pure[b] >= 0) {
                    counts[pure[b]] += hits;
                } else {
                    for (int k = 0; k < hits; k++) {
                        counts[kinds[blocks.row(b, draws.nextInt(blocks.size()))]]++;
                    }
                }
            }
        }
    }
}
