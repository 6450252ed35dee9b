package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;

/**
 * The parts of the key range that a search still looks at: disjoint cells of 2^{@code shift} keys each, ascending. A
 * round splits every cell into 2^{@code bits} parts and counts a column's values in them; the search then keeps the
 * parts that matter. A handful of rounds reaches single keys, whatever the data.
 */
final class Cells {
    private static final int MOST_PARTS = 1 << 20;
    private static final int MOST_BITS = 20;
    private static final int SPARSE = 4; // 16 to 64 bits of the filter for each cell
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    final long base;
    final int shift;
    final int bits;

    private final int most;
    /** Each cell's number: its first key's distance from {@code base}, shifted. */
    final long[] prefixes;

    private final int[] slots; // open addressing over the prefixes: index + 1, 0 for free
    private final int slotShift;
    /** A bit for each slot of a table so sparse that most values are told from it to lie in no cell. */
    private final long[] filter;

    private final int filterShift;

    private Cells(long base, int shift, int most, long[] prefixes) {
        this.most = most;
        this.base = base;
        this.shift = shift;
        this.prefixes = prefixes;
        int room = 31 - Integer.numberOfLeadingZeros(MOST_PARTS / Math.max(1, prefixes.length));
        this.bits = Math.min(shift, Math.max(1, Math.min(most, room)));
        int size = Math.max(16, Integer.highestOneBit(prefixes.length) * 4);
        this.slots = new int[size];
        this.slotShift = 64 - Integer.numberOfTrailingZeros(size);
        int bitsOfFilter = Math.min(MOST_BITS, Integer.numberOfTrailingZeros(size) + SPARSE);
        this.filterShift = 64 - bitsOfFilter;
        this.filter = new long[1 << bitsOfFilter - 6];
        for (int i = 0; i < prefixes.length; i++) {
            int bit = (int) (prefixes[i] * GOLDEN >>> filterShift);
            filter[bit >>> 6] |= 1L << bit;
            int slot = (int) (prefixes[i] * GOLDEN >>> slotShift);
            while (slots[slot] != 0) {
                slot = slot + 1 & size - 1;
            }
            slots[slot] = i + 1;
        }
    }

    /**
     * @param values about how many values will be counted: as many parts are enough
     * @return the one cell that holds all keys from {@code low} to {@code high}
     */
    static Cells spanning(long low, long high, long values) {
        int most = Math.max(4, Math.min(MOST_BITS, 64 - Long.numberOfLeadingZeros(values)));
        return new Cells(low, 64 - Long.numberOfLeadingZeros(high - low), most, new long[1]);
    }

    /** @param parts numbers of parts of this round, ascending: {@code cell << bits | part} */
    Cells keep(long[] parts, int count) {
        long[] next = new long[count];
        for (int i = 0; i < count; i++) {
            next[i] = (prefixes[(int) (parts[i] >>> bits)] << bits) | (parts[i] & (1L << bits) - 1);
        }
        return new Cells(base, shift - bits, most, next);
    }

    /** @return whether the parts of this round are single keys */
    boolean last() {
        return shift == bits;
    }

    int parts() {
        return prefixes.length << bits;
    }

    /** @return how many values lie in each part of each cell */
    int[] count(Spool.Column column) {
        int[] counts = new int[parts()];
        int rest = shift - bits;
        long mask = (1L << bits) - 1;
        if (prefixes.length == 1 && prefixes[0] == 0 && shift > 0) {
            column.forEach((values, n) -> {
                for (int i = 0; i < n; i++) {
                    long part = values[i] - base >>> rest;
                    if (part >= 0 && part <= mask) {
                        counts[(int) part]++;
                    }
                }
            });
            return counts;
        }
        column.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                int cell = cell(values[i]);
                if (cell >= 0) {
                    counts[cell << bits | (int) (values[i] - base >>> rest & mask)]++;
                }
            }
        });
        return counts;
    }

    /** @return the values inside the cells, ascending */
    long[] gather(Spool.Column column, int expected) {
        long[] found = new long[expected];
        int[] n = new int[1];
        column.forEach((values, count) -> {
            for (int i = 0; i < count; i++) {
                if (cell(values[i]) >= 0) {
                    found[n[0]++] = values[i];
                }
            }
        });
        Arrays.sort(found);
        return found;
    }

    /**
     * Looks for the cells that hold one key alone, which nobody needs to split.
     *
     * @param least    the smallest key of each cell so far, {@code greatest} the largest
     * @return how many of the column's values lie in each cell
     */
    long[] extents(Spool.Column column, long[] least, long[] greatest) {
        long[] counts = new long[prefixes.length];
        column.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                int cell = cell(values[i]);
                if (cell >= 0) {
                    counts[cell]++;
                    least[cell] = Math.min(least[cell], values[i]);
                    greatest[cell] = Math.max(greatest[cell], values[i]);
                }
            }
        });
        return counts;
    }

    /** @return the cells of these numbers, ascending */
    Cells only(int[] which, int count) {
        long[] kept = new long[count];
        for (int i = 0; i < count; i++) {
            kept[i] = prefixes[which[i]];
        }
        return new Cells(base, shift, most, kept);
    }

    boolean holds(int cell, long key) {
        return prefix(key) == prefixes[cell];
    }

    /** Distances are unsigned: from the smallest to the largest key they do not fit into a signed long. */
    private long prefix(long key) {
        return shift == 64 ? 0 : key - base >>> shift;
    }

    private int cell(long key) {
        long prefix = prefix(key);
        long hash = prefix * GOLDEN;
        int bit = (int) (hash >>> filterShift);
        if ((filter[bit >>> 6] >>> bit & 1) == 0) {
            return -1;
        }
        int slot = (int) (hash >>> slotShift);
        while (slots[slot] != 0) {
            if (prefixes[slots[slot] - 1] == prefix) {
                return slots[slot] - 1;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }
}
