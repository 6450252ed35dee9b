package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;

/**
 * A metric that is a smooth function of sums over its units, such as a mean. Resampling has shorter ways for these.
 *
 * @param terms   [term][unit]: what each unit adds to each sum
 * @param formula the metric, given the sums
 */
public record Additive(double[][] terms, Formula formula) implements PreparedMetric {
    /** The metric as a function of the sums. */
    @FunctionalInterface
    public interface Formula {
        /** @param units how many units were added up */
        double value(double[] sums, double units);
    }

    public int units() {
        return terms[0].length;
    }

    /** @return the same by groups of units: each adds what its units add, and their number */
    public Additive grouped(int[] groupOfUnit, int groups) {
        int last = terms.length;
        double[][] sums = new double[last + 1][groups];
        for (int i = 0; i < groupOfUnit.length; i++) {
            for (int t = 0; t < last; t++) {
                sums[t][groupOfUnit[i]] += terms[t][i];
            }
            sums[last][groupOfUnit[i]]++;
        }
        return new Additive(sums, (drawn, ignored) -> formula.value(Arrays.copyOf(drawn, last), drawn[last]));
    }

    @Override
    public double value(int[] counts) {
        double[] sums = new double[terms.length];
        long units = 0;
        for (int t = 0; t < sums.length; t++) {
            double[] term = terms[t];
            double sum = 0;
            for (int i = 0; i < term.length; i++) {
                sum += counts[i] * term[i];
            }
            sums[t] = sum;
        }
        for (int count : counts) {
            units += count;
        }
        return formula.value(sums, units);
    }
}
