package io.jenkins.plugins.cd4ml.engine.train.tabular;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * How raw features become a network's inputs: numbers standardised, then categories one-hot. Fitted on the rows that are
 * learned from, and on no others: a category that only others have is all zeros.
 *
 * @param numbers    names of the numeric features
 * @param mean       of each numeric feature
 * @param std        of each numeric feature, 1 where it is constant
 * @param categories categorical features with the values that have a place, ascending
 */
public record Encoding(List<String> numbers, float[] mean, float[] std, List<Category> categories) {
    /** @param values in the order of their places */
    public record Category(String name, List<String> values) {}

    public static Encoding fit(TrainingTable table, int[] rows) {
        List<String> numbers = new ArrayList<>();
        List<float[]> columns = new ArrayList<>();
        List<Category> categories = new ArrayList<>();
        for (Feature feature : table.features()) {
            if (feature.category()) {
                TreeSet<String> values = new TreeSet<>();
                for (int row : rows) {
                    values.add(feature.values().get(feature.codes()[row]));
                }
                categories.add(new Category(feature.name(), List.copyOf(values)));
            } else {
                numbers.add(feature.name());
                columns.add(feature.numbers());
            }
        }
        float[] mean = new float[numbers.size()];
        float[] std = new float[mean.length];
        for (int f = 0; f < mean.length; f++) {
            double[] fitted = standardise(columns.get(f), rows);
            mean[f] = (float) fitted[0];
            std[f] = fitted[1] > 0 ? (float) fitted[1] : 1;
        }
        return new Encoding(List.copyOf(numbers), mean, std, List.copyOf(categories));
    }

    private static double[] standardise(float[] values, int[] rows) {
        double sum = 0;
        for (int row : rows) {
            sum += values[row];
        }
        double mean = sum / rows.length;
        double squares = 0;
        for (int row : rows) {
            squares += (values[row] - mean) * (values[row] - mean);
        }
        return new double[] {mean, Math.sqrt(squares / rows.length)};
    }

    /** @return inputs of the network */
    public int width() {
        return mean.length
                + categories.stream().mapToInt(c -> c.values().size()).sum();
    }
}
