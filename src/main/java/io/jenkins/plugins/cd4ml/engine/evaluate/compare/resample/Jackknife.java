package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import java.util.Arrays;
import java.util.List;

/**
 * The acceleration of BCa: skewness of what the statistic is when a unit is left out, stratum by stratum as {@code
 * scipy.stats.bootstrap} has it for several samples. Above a thousand units a stratum is cut into a thousand groups, and
 * groups are left out.
 */
public final class Jackknife {
    private static final int MOST_GROUPS = 1_000;

    private Jackknife() {}

    public static double acceleration(Statistic statistic, List<int[]> strata) {
        PreparedMetric prepared = statistic.prepare();
        int[] counts = new int[statistic.units()];
        Arrays.fill(counts, 1);
        double cubes = 0;
        double squares = 0;
        for (int[] stratum : strata) {
            int groups = Math.min(MOST_GROUPS, stratum.length);
            double[] without = new double[groups];
            double mean = 0;
            for (int g = 0; g < groups; g++) {
                leave(counts, stratum, g, groups, 0);
                without[g] = prepared.value(counts);
                leave(counts, stratum, g, groups, 1);
                mean += without[g] / groups;
            }
            for (double value : without) {
                double u = (groups - 1.0) * (mean - value) / groups;
                squares += u * u;
                cubes += u * u * u;
            }
        }
        double acceleration = cubes / Math.pow(squares, 1.5) / 6;
        return Double.isFinite(acceleration) ? acceleration : 0; // no variation: nothing to correct
    }

    private static void leave(int[] counts, int[] stratum, int group, int groups, int count) {
        for (int k = group; k < stratum.length; k += groups) {
            counts[stratum[k]] = count;
        }
    }
}
