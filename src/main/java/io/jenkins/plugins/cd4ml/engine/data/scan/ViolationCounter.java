package io.jenkins.plugins.cd4ml.engine.data.scan;

import java.util.Arrays;
import java.util.BitSet;

/** Counts broken rules and remembers the first records of each. */
public final class ViolationCounter {
    /** How many violations of one rule are shown with record and value; all are counted. */
    public static final int SHOWN = 20;

    /** How many conditions one mask tells about. */
    public static final int BITS = 62;

    private final long[] counts;
    private final long[][] records;
    private final int judged;
    private final BitSet rows = new BitSet();

    /** @param judged how many of the conditions, the first ones, are rules; the others are the scan's own */
    ViolationCounter(int conditions, int judged) {
        counts = new long[conditions];
        records = new long[conditions][];
        this.judged = judged;
    }

    /** @param mask bit i: condition {@code conditions[first + i]} is true for this record */
    public void broken(long record, int[] conditions, int first, long mask) {
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            int rule = conditions[first + Long.numberOfTrailingZeros(rest)];
            if (counts[rule] < SHOWN) {
                records[rule] = records[rule] == null ? new long[SHOWN] : records[rule];
                records[rule][(int) counts[rule]] = record;
            }
            counts[rule]++;
            if (rule < judged) {
                rows.set(Math.toIntExact(record - 1));
            }
        }
    }

    long count(int rule) {
        return counts[rule];
    }

    /** @return how many records break at least one rule */
    long rows() {
        return rows.cardinality();
    }

    /** @return the first records, from 1, that break the rule */
    long[] records(int rule) {
        return counts[rule] == 0 ? new long[0] : Arrays.copyOf(records[rule], (int) Math.min(SHOWN, counts[rule]));
    }
}
