package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holm's step-down correction (Scandinavian Journal of Statistics 6 (1979) 65–70) over tests that share a
 * confidence and a family: the more of them ask, the more each has to show, so that the chance that any of them passes wrongly stays
 * below the level. A test is a comparison together with the side on which it passes.
 */
public final class Holm {
    private record Test(JsonNode comparison, boolean atLeast) {}

    private final Map<Double, List<Test>> families = new TreeMap<>();
    private final Map<Double, double[]> adjusted = new TreeMap<>();

    /** Adds a test once. Must not be called any more after the first {@link #p}. */
    public void add(JsonNode comparison, double confidence, boolean atLeast) {
        List<Test> family = families.computeIfAbsent(confidence, k -> new ArrayList<>());
        if (index(family, comparison, atLeast) < 0) {
            family.add(new Test(comparison, atLeast));
        }
    }

    /** @return how many tests share that confidence */
    int size(double confidence) {
        return families.getOrDefault(confidence, List.of()).size();
    }

    /** @return the corrected p-value against "the limit is not kept", uncorrected outside the family; NaN without one */
    double p(JsonNode comparison, double confidence, boolean atLeast) {
        List<Test> family = families.getOrDefault(confidence, List.of());
        int index = index(family, comparison, atLeast);
        return index < 0
                ? raw(new Test(comparison, atLeast))
                : adjusted.computeIfAbsent(confidence, k -> adjust(raw(family)))[index];
    }

    /** @return the p-value of the comparison alone */
    static double alone(JsonNode comparison, boolean atLeast) {
        return raw(new Test(comparison, atLeast));
    }

    /** @return by how many tests this one's p-value is multiplied: those that are not smaller; 1 outside the family */
    int multiplier(JsonNode comparison, double confidence, boolean atLeast) {
        List<Test> family = families.getOrDefault(confidence, List.of());
        int index = index(family, comparison, atLeast);
        double own = alone(comparison, atLeast);
        int smaller = 0;
        for (int i = 0; i < family.size(); i++) {
            int order = Double.compare(raw(family.get(i)), own);
            smaller += order < 0 || order == 0 && i < index ? 1 : 0;
        }
        return index < 0 ? 1 : family.size() - smaller;
    }

    private static double[] raw(List<Test> family) {
        return family.stream().mapToDouble(Holm::raw).toArray();
    }

    private static double raw(Test test) {
        double p = MetricSource.number(test.comparison().path(test.atLeast() ? "pBelow" : "pAbove"));
        return p >= 0 && p <= 1 ? p : Double.NaN;
    }

    private static int index(List<Test> family, JsonNode comparison, boolean atLeast) {
        for (int i = 0; i < family.size(); i++) {
            if (family.get(i).comparison() == comparison && family.get(i).atLeast() == atLeast) {
                return i;
            }
        }
        return -1;
    }

    /** @return adjusted p-values in the given order; a NaN counts as a test and makes all larger ones NaN */
    static double[] adjust(double[] p) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> p[i]));
        double[] adjusted = new double[p.length];
        double highest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            int i = order.get(rank);
            highest = Double.isNaN(p[i]) ? Double.NaN : Math.max(highest, Math.min(1, (p.length - rank) * p[i]));
            adjusted[i] = highest;
        }
        return adjusted;
    }
}
