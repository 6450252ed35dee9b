package io.jenkins.plugins.cd4ml.engine.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Some rows of the holdout.
 *
 * @param name {@code column=value}, or null for all rows
 */
record Slice(String name, String column, int[] rows) {
    /** A column with more values than this is not a slice but a key. */
    private static final int MOST_VALUES = 200;

    /** @return all rows first, then each value of each column, in alphabetical order */
    static List<Slice> all(Scores scores, List<String> columns) {
        List<Slice> slices = new ArrayList<>();
        int[] everything = new int[scores.labels().length];
        for (int i = 0; i < everything.length; i++) {
            everything[i] = i;
        }
        slices.add(new Slice(null, null, everything));
        for (String column : columns) {
            TreeMap<String, List<Integer>> values = new TreeMap<>();
            List<String> texts = scores.slices().get(column);
            for (int i = 0; i < texts.size(); i++) {
                values.computeIfAbsent(String.valueOf(texts.get(i)), k -> new ArrayList<>()).add(i);
            }
            if (values.size() > MOST_VALUES) {
                throw new io.jenkins.plugins.cd4ml.engine.InputException("The slice column '" + column + "' has "
                        + values.size() + " different values; at most " + MOST_VALUES + " can be measured one by one.");
            }
            values.forEach((value, rows) -> slices.add(new Slice(
                    column + "=" + value, column, rows.stream().mapToInt(Integer::intValue).toArray())));
        }
        return slices;
    }
}
