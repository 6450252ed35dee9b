package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Stratified bootstrap resamples: within each class as many rows as it has, drawn with replacement. Resample {@code r}
 * depends on the seed and on {@code r} only, so that the result is the same at any number of threads.
 */
final class Resampler {
    private final List<int[]> strata;
    private final int rows;
    private final long seed;

    /** @param labels class of each row; null draws from all rows alike (regression) */
    Resampler(double[] labels, int rows, long seed) {
        this.rows = rows;
        this.seed = seed;
        if (labels == null) {
            strata = List.of(IntStream.range(0, rows).toArray());
        } else {
            TreeMap<Double, List<Integer>> classes = new TreeMap<>();
            for (int i = 0; i < rows; i++) {
                classes.computeIfAbsent(labels[i], k -> new ArrayList<>()).add(i);
            }
            strata = classes.values().stream()
                    .map(c -> c.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
        }
    }

    /** @return {@code statistic} of each of {@code resamples} resamples, in their order */
    double[] distribution(int resamples, ToDoubleFunction<int[]> statistic) {
        return IntStream.range(0, resamples)
                .parallel()
                .mapToDouble(r -> statistic.applyAsDouble(counts(r)))
                .toArray();
    }

    private int[] counts(int resample) {
        SplittableRandom random = new SplittableRandom(mix(seed + 0x9E3779B97F4A7C15L * (resample + 1)));
        int[] counts = new int[rows];
        for (int[] stratum : strata) {
            for (int k = 0; k < stratum.length; k++) {
                counts[stratum[random.nextInt(stratum.length)]]++;
            }
        }
        return counts;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring inputs give unrelated seeds. */
    private static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }
}
