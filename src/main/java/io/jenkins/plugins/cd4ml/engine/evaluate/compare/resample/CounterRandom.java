package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Random numbers by counting: the k-th number of stream r under a seed is mix(key(seed, r) + k·γ), with the finaliser
 * and γ of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014). A stream
 * depends on seed and r only, so that resample r is the same whichever thread draws it. Not thread-safe; one a thread,
 * moved with {@link #to}.
 */
public final class CounterRandom {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private final long seed;
    private long state;
    private long spare;
    private boolean spared;

    public CounterRandom(long seed) {
        this.seed = mix(seed + GAMMA);
    }

    /** Goes to the start of stream {@code r}. */
    public CounterRandom to(long r) {
        state = mix(seed ^ mix((r + 1) * GAMMA));
        spared = false;
        return this;
    }

    long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** @return one of 0 … n−1, each equally likely (Lemire 2019: multiply, and reject the few that would favour some) */
    public int nextInt(int n) {
        while (true) {
            long product = next32() * n;
            long low = product & 0xFFFFFFFFL;
            if (low >= n || low >= (1L << 32) % n) {
                return (int) (product >>> 32);
            }
        }
    }

    private long next32() {
        if (spared) {
            spared = false;
            return spare;
        }
        long both = nextLong();
        spare = both >>> 32;
        spared = true;
        return both & 0xFFFFFFFFL;
    }

    /** @return uniform over the multiples of 2⁻⁵³ in [0, 1) */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    double nextGaussian() {
        return NORMAL.inverseCumulativeProbability(((nextLong() >>> 12) + 0.5) * 0x1p-52);
    }

    /** @return how many of {@code n} fall on one of two equal sides: Binomial(n, ½), one random bit each */
    public int half(int n) {
        int left = 0;
        int rest = n;
        for (; rest >= 64; rest -= 64) {
            left += Long.bitCount(nextLong());
        }
        return rest == 0 ? left : left + Long.bitCount(nextLong() >>> (64 - rest));
    }

    private static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }
}
