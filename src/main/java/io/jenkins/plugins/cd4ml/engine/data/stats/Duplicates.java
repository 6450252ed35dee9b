package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;

/**
 * Which values of a column are there more than once, exactly and in bounded memory: dense integers by one bit each, all
 * others sorted in partitions. {@link #NULL} stands for a missing value, which is never a duplicate.
 */
public final class Duplicates {
    /** Takes the place of a missing value, so that positions stay record numbers. */
    public static final long NULL = Long.MIN_VALUE;

    private static final long DENSE_BITS = 256L << 20; // 32 MiB
    private static final int PARTITION = 2 << 20;
    private static final int LISTED = 100_000;

    private long extra;
    private long[] repeated = new long[16];
    private int listed;

    private Duplicates() {}

    public static Duplicates of(Spool.Column column) {
        Duplicates found = new Duplicates();
        long[] range = {Long.MAX_VALUE, Long.MIN_VALUE};
        column.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                if (values[i] != NULL) {
                    range[0] = Math.min(range[0], values[i]);
                    range[1] = Math.max(range[1], values[i]);
                }
            }
        });
        long width = range[1] - range[0];
        if (range[0] > range[1]) {
            return found;
        }
        if (width >= 0 && width < DENSE_BITS) {
            found.dense(column, range[0], (int) width + 1);
        } else {
            found.partitions(column);
        }
        found.repeated = Arrays.copyOf(found.repeated, found.listed);
        Arrays.sort(found.repeated);
        return found;
    }

    /** @return values less different values, the missing ones left out: {@code duplicated().sum()} of pandas */
    public long extra() {
        return extra;
    }

    /** @return the values that are there more than once, ascending; the first 100,000 found */
    public long[] repeated() {
        return repeated.clone();
    }

    /** @return whether {@code value} is there more than once; of the first 100,000 such values */
    public boolean contains(long value) {
        return Arrays.binarySearch(repeated, value) >= 0;
    }

    private void dense(Spool.Column column, long low, int width) {
        long[] seen = new long[(width >> 6) + 1];
        column.forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                if (values[i] != NULL) {
                    int at = (int) (values[i] - low);
                    long bit = 1L << at;
                    if ((seen[at >> 6] & bit) != 0) {
                        extra++;
                        list(values[i]);
                    }
                    seen[at >> 6] |= bit;
                }
            }
        });
    }

    private void partitions(Spool.Column column) {
        int parts = (int) (column.size() / PARTITION) + 1;
        long[] part = new long[1024];
        for (int p = 0; p < parts; p++) {
            Part filled = new Part(part, p, parts);
            column.forEach(filled);
            part = filled.values;
            Arrays.sort(part, 0, filled.count);
            for (int i = 1; i < filled.count; i++) {
                if (part[i] == part[i - 1]) {
                    extra++;
                    list(part[i]);
                }
            }
        }
    }

    private void list(long value) {
        if (listed < LISTED && (listed == 0 || repeated[listed - 1] != value)) {
            if (listed == repeated.length) {
                repeated = Arrays.copyOf(repeated, listed * 2);
            }
            repeated[listed++] = value;
        }
    }

    private static final class Part implements Spool.Block {
        private long[] values;
        private final int part;
        private final int parts;
        private int count;

        Part(long[] values, int part, int parts) {
            this.values = values;
            this.part = part;
            this.parts = parts;
        }

        @Override
        public void take(long[] block, int n) {
            for (int i = 0; i < n; i++) {
                long value = block[i];
                if (value != NULL && (int) Long.remainderUnsigned(Distinct.mix(value) >>> 1, parts) == part) {
                    if (count == values.length) {
                        values = Arrays.copyOf(values, count * 2);
                    }
                    values[count++] = value;
                }
            }
        }
    }
}
