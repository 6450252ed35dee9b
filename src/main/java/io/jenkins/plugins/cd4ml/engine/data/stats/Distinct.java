package io.jenkins.plugins.cd4ml.engine.data.stats;

/**
 * Counts different longs: exactly up to a limit, beyond it with a HyperLogLog sketch of 2^14 registers (standard error
 * 0.8 %), estimated as in O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017. The same
 * values give the same count in any order.
 */
public final class Distinct {
    private static final int PRECISION = 14;
    private static final int TAIL = 64 - PRECISION;
    private static final int RECENT = 256;

    private final int limit;
    private long[] slots = new long[64];
    private int held;
    private boolean zero;
    private byte[] registers;
    private final long[] recent = new long[RECENT];

    /** @param limit how many different values to hold before counting by sketch */
    public Distinct(int limit) {
        this.limit = limit;
    }

    public void add(long value) {
        long hash = mix(value);
        if (registers != null) {
            sketch(hash);
        } else if (hash == 0) {
            zero = true;
        } else if (recent[(int) hash & RECENT - 1] == hash) {
            return; // not zero, so it was there
        } else if (insert(slots, recent[(int) hash & RECENT - 1] = hash) && ++held * 2 > slots.length) {
            grow();
        }
    }

    /** @return whether {@link #count} is exact */
    public boolean exact() {
        return registers == null;
    }

    public long count() {
        return registers == null ? held + (zero ? 1 : 0) : Math.round(estimate());
    }

    /** A bijection (the finaliser of SplitMix64), so that different values stay different. */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    private static boolean insert(long[] slots, long hash) {
        int slot = (int) hash & slots.length - 1;
        while (slots[slot] != 0) {
            if (slots[slot] == hash) {
                return false;
            }
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = hash;
        return true;
    }

    private void grow() {
        long[] old = slots;
        if (held < limit) {
            slots = new long[old.length * 2];
            for (long hash : old) {
                if (hash != 0) {
                    insert(slots, hash);
                }
            }
            return;
        }
        registers = new byte[1 << PRECISION];
        for (long hash : old) {
            if (hash != 0) {
                sketch(hash);
            }
        }
        if (zero) {
            sketch(0);
        }
        slots = null;
    }

    private void sketch(long hash) {
        int register = (int) (hash >>> TAIL);
        byte rank = (byte) (Math.min(TAIL, Long.numberOfLeadingZeros(hash << PRECISION)) + 1);
        if (registers[register] < rank) {
            registers[register] = rank;
        }
    }

    private double estimate() {
        int[] multiplicity = new int[TAIL + 2];
        for (byte register : registers) {
            multiplicity[register]++;
        }
        double m = registers.length;
        double z = m * tau(1 - multiplicity[TAIL + 1] / m);
        for (int k = TAIL; k >= 1; k--) {
            z = 0.5 * (z + multiplicity[k]);
        }
        z += m * sigma(multiplicity[0] / m);
        return m * m / (2 * Math.log(2)) / z;
    }

    private static double sigma(double start) {
        if (start == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = start;
        double y = 1;
        double z = x;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (z != before);
        return z;
    }

    private static double tau(double start) {
        if (start == 0 || start == 1) {
            return 0;
        }
        double x = start;
        double y = 1;
        double z = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (z != before);
        return z / 3;
    }
}
