package io.jenkins.plugins.cd4ml.engine.data.stats;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Which values of a sorted column its quantiles are made of, linear between neighbours as numpy's default.
 *
 * @param ranks from 0, ascending, infinite values included
 */
public record QuantileRanks(long finite, long negative, long[] ranks) {
    /** @param negative how many values are negatively infinite and come before the finite ones */
    public static QuantileRanks of(long finite, long negative) {
        return new QuantileRanks(
                finite,
                negative,
                finite == 0
                        ? new long[0]
                        : DoubleStream.of(NumberSummary.QUANTILES)
                                .mapToLong(q -> (long) Math.floor(q * (finite - 1)))
                                .flatMap(r -> LongStream.of(r, Math.min(r + 1, finite - 1)))
                                .map(r -> r + negative)
                                .distinct()
                                .sorted()
                                .toArray());
    }

    /** @return the ranks counted from 1 */
    public long[] fromOne() {
        return Arrays.stream(ranks).map(r -> r + 1).toArray();
    }

    /** @param values at the ranks; @return the quantiles at {@link NumberSummary#QUANTILES}, none without values */
    public double[] quantiles(double[] values) {
        double[] quantiles = new double[finite == 0 ? 0 : NumberSummary.QUANTILES.length];
        for (int i = 0; i < quantiles.length; i++) {
            double place = NumberSummary.QUANTILES[i] * (finite - 1);
            long rank = (long) Math.floor(place);
            double low = values[Arrays.binarySearch(ranks, negative + rank)];
            double high = values[Arrays.binarySearch(ranks, negative + Math.min(rank + 1, finite - 1))];
            double t = place - rank;
            quantiles[i] = t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
        }
        return quantiles;
    }
}
