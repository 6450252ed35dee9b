package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's step-down correction for several tests (Scandinavian Journal of Statistics 6 (1979) 65–70). */
public final class Holm {
    private Holm() {}

    /**
     * @param p p-values of one family; NaN for a test without a result, which still counts in the family, as the largest
     * @return adjusted p-values in the same order: below α exactly where Holm rejects at α; NaN stays NaN
     */
    public static double[] adjust(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i])) // NaN is last
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        double least = 0;
        for (int k = 0; k < order.length && !Double.isNaN(p[order[k]]); k++) {
            least = Math.max(least, Math.min(1, (p.length - k) * p[order[k]]));
            adjusted[order[k]] = least;
        }
        return adjusted;
    }
}
