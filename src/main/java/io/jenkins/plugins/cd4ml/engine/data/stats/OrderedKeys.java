package io.jenkins.plugins.cd4ml.engine.data.stats;

/**
 * Doubles as longs of the same order, so that buckets can be cut out of the bits: the bucket of a value is a shift, any
 * range of values ends after at most 64 halvings, and equal values stay together.
 */
public final class OrderedKeys {
    private OrderedKeys() {}

    /** @param value not NaN; −0 counts as 0 */
    public static long of(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    public static double value(long key) {
        return Double.longBitsToDouble(key ^ ((key >> 63) & Long.MAX_VALUE));
    }
}
