package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The strata that units are drawn from. */
public final class ResamplingUnits {
    private ResamplingUnits() {}

    /** @return the units of each stratum: one for each class, or one of all */
    public static List<int[]> of(Statistic statistic, ComparisonOptions.Strata strata) {
        int units = statistic.units();
        if (!statistic.stratified(strata)) {
            return List.of(IntStream.range(0, units).toArray());
        }
        TreeMap<Double, List<Integer>> classes = new TreeMap<>();
        double[] labels = statistic.fresh().labels();
        for (int i = 0; i < units; i++) {
            classes.computeIfAbsent(labels[i], k -> new ArrayList<>()).add(i);
        }
        return classes.values().stream()
                .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }
}
