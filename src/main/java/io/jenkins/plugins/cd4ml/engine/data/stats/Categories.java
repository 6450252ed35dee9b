package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Counts the values of a text column by their 64-bit hashes, with the record where each was first seen, from which the
 * text is fetched later. Beyond a limit of different values the column is no set of categories: then only how many
 * different values there are is estimated. Two of a million texts share a hash with a probability below 10⁻⁷.
 */
public final class Categories {
    private final int limit;
    private long[] hashes = new long[64];
    private long[] counts = new long[64];
    private long[] firsts = new long[64];
    private int held;
    private long values;
    private Distinct beyond;

    /** @param limit how many different values count as categories */
    public Categories(int limit) {
        this.limit = limit;
    }

    public void add(long hash, long record) {
        add(hash, record, 1);
    }

    /** @param times how often the value is there, at least once */
    public void add(long hash, long record, long times) {
        values += times;
        if (beyond != null) {
            beyond.add(hash);
            return;
        }
        int slot = slot(hashes, counts, hash);
        counts[slot] += times;
        if (counts[slot] == times) {
            hashes[slot] = hash;
            firsts[slot] = record;
            if (++held > limit) {
                overflow();
            } else if (held * 2 > hashes.length) {
                grow();
            }
        }
    }

    /** @return how many values were counted */
    public long values() {
        return values;
    }

    /** @return whether the counts are those of all values */
    public boolean complete() {
        return beyond == null;
    }

    public long distinct() {
        return beyond == null ? held : beyond.count();
    }

    /** @param first the record, from 1, that has the value first */
    public record Category(long hash, long count, long first) {}

    /** @return most frequent first, ties by first record; all of them when {@code most} allows */
    public Category[] top(int most) {
        return IntStream.range(0, hashes.length)
                .filter(i -> counts[i] > 0)
                .mapToObj(i -> new Category(hashes[i], counts[i], firsts[i]))
                .sorted(Comparator.comparingLong((Category c) -> -c.count()).thenComparingLong(Category::first))
                .limit(most)
                .toArray(Category[]::new);
    }

    /** @return counts by category of both, in one order; {@code this} in row 0 */
    public long[][] with(Categories reference) {
        Category[] a = top(Integer.MAX_VALUE);
        Category[] b = reference.top(Integer.MAX_VALUE);
        return Distances.align(
                Arrays.stream(a).mapToLong(Category::hash).toArray(),
                Arrays.stream(a).mapToLong(Category::count).toArray(),
                Arrays.stream(b).mapToLong(Category::hash).toArray(),
                Arrays.stream(b).mapToLong(Category::count).toArray());
    }

    private static int slot(long[] hashes, long[] counts, long hash) {
        int slot = (int) Distinct.mix(hash) & hashes.length - 1;
        while (counts[slot] != 0 && hashes[slot] != hash) {
            slot = slot + 1 & hashes.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] oldCounts = counts;
        long[] oldFirsts = firsts;
        hashes = new long[oldHashes.length * 2];
        counts = new long[hashes.length];
        firsts = new long[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldCounts[i] > 0) {
                int slot = slot(hashes, counts, oldHashes[i]);
                hashes[slot] = oldHashes[i];
                counts[slot] = oldCounts[i];
                firsts[slot] = oldFirsts[i];
            }
        }
    }

    private void overflow() {
        beyond = new Distinct(0);
        for (int i = 0; i < hashes.length; i++) {
            if (counts[i] > 0) {
                beyond.add(hashes[i]);
            }
        }
        hashes = new long[0];
        counts = new long[0];
        firsts = new long[0];
    }
}
