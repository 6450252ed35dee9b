package io.jenkins.plugins.cd4ml.engine.evaluate.repeat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Counts equal rows by hashes, and tells copies from chance. Chance makes as many equal pairs as independent columns
 * would; dependent columns make more, but then rows of equal features have different targets now and then, which copies
 * have not. Where every kind of row is there a multiple of times, the whole was copied, whatever its values are.
 */
public final class RepeatCounts {
    /** Below this design effect an interval is too narrow by less than 2.5 %. */
    private static final double MATTERS = 1.05;
    /** So many times the pairs of independent columns are more than columns that depend a little make. */
    private static final double BEYOND = 4;
    /** Of the differing targets among rows of equal features that independent rows have, so many show that these are. */
    private static final double DIFFERING = 0.1;

    private static final int ENOUGH_PAIRS = 20;
    private static final double SURE = 1_000;

    private RepeatCounts() {}

    /**
     * @param features of each row a hash of its features and its answer
     * @param targets  of each row
     * @param chance   of two rows to be equal, were columns independent; asked only where rows repeat
     */
    public static RepeatedRows of(long[] features, String[] targets, DoubleSupplier chance) {
        int rows = features.length;
        long[] whole = new long[rows];
        Arrays.setAll(whole, i -> mix(features[i], targets[i].hashCode()));
        Kinds kinds = Kinds.of(whole);
        double effect = kinds.squares() / rows;
        if (effect < MATTERS) {
            return new RepeatedRows(rows, kinds.counts().length, 0, effect, false, false, null);
        }
        double pairs = (kinds.squares() - rows) / 2;
        double likely = chance.getAsDouble();
        boolean multiple = kinds.multiple();
        boolean beyond = multiple
                || pairs > BEYOND * likely * rows * (rows - 1.0) / 2
                        && !targetsDiffer(Kinds.of(features), pairs, targets);
        double expected = multiple ? 0 : expected(rows, likely);
        return new RepeatedRows(
                rows, kinds.counts().length, expected, effect, beyond, false, beyond ? kinds.ofRow() : null);
    }

    /**
     * As {@link #of}, for the queries of a ranking: copies are queries whose rows are all equal.
     *
     * @param groups of each row its query
     */
    public static RepeatedRows ofQueries(long[] features, String[] targets, int[] groups) {
        Map<Integer, long[]> sums = new HashMap<>();
        for (int i = 0; i < groups.length; i++) {
            long[] sum = sums.computeIfAbsent(groups[i], g -> new long[2]);
            sum[0] += mix(features[i], targets[i].hashCode());
            sum[1]++;
        }
        long[] queries = sums.values().stream()
                .filter(s -> s[1] > 1)
                .mapToLong(s -> mix(s[0], s[1]))
                .toArray();
        if (queries.length == 0) {
            return new RepeatedRows(0, 0, 0, 1, false, true, null);
        }
        Kinds kinds = Kinds.of(queries);
        double effect = kinds.squares() / queries.length;
        return new RepeatedRows(queries.length, kinds.counts().length, 0, effect, effect >= MATTERS, true, null);
    }

    /** @return one hash of two values */
    public static long mix(long hash, long value) {
        long z = (hash ^ value * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return z ^ z >>> 31;
    }

    /** @return share of so many independent rows that are equal to an earlier one, all kinds being as likely */
    private static double expected(int rows, double likely) {
        double all = rows * likely;
        return all == 0 ? 0 : 1 - -Math.expm1(-all) / all;
    }

    /** @param equal pairs of rows whose targets are equal as well */
    private static boolean targetsDiffer(Kinds features, double equal, String[] targets) {
        double pairs = (features.squares() - targets.length) / 2;
        Map<String, Integer> counts = new HashMap<>();
        Arrays.stream(targets).forEach(t -> counts.merge(t, 1, Integer::sum));
        double rows = targets.length;
        double same =
                counts.values().stream().mapToDouble(c -> c / rows * (c / rows)).sum();
        double wanted = pairs * (1 - same);
        return wanted >= ENOUGH_PAIRS && pairs - equal >= DIFFERING * wanted;
    }

    /**
     * Rows by hash.
     *
     * @param ofRow  of each row the number of its kind
     * @param counts rows of each kind
     */
    private record Kinds(int[] ofRow, int[] counts) {
        static Kinds of(long[] hashes) {
            long[] known = Arrays.stream(hashes).sorted().distinct().toArray();
            int[] ofRow = new int[hashes.length];
            int[] counts = new int[known.length];
            for (int i = 0; i < ofRow.length; i++) {
                ofRow[i] = Arrays.binarySearch(known, hashes[i]);
                counts[ofRow[i]]++;
            }
            return new Kinds(ofRow, counts);
        }

        double squares() {
            return Arrays.stream(counts).mapToDouble(c -> (double) c * c).sum();
        }

        /** @return whether all kinds are there a multiple of k > 1 times, which chance does once in k^(kinds − 1) */
        boolean multiple() {
            int divisor = 0;
            for (int count : counts) {
                int a = divisor;
                for (int b = count; b != 0; ) {
                    int rest = a % b;
                    a = b;
                    b = rest;
                }
                divisor = a;
            }
            return divisor > 1 && Math.pow(divisor, counts.length - 1) >= SURE;
        }
    }
}
