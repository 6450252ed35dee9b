package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Some rows of the holdout.
 *
 * @param name {@code column=value}, for a cross {@code column=value, other=value}; null for all rows
 * @param by   the column, for a cross {@code column*other}; null for all rows
 */
public record Slice(String name, String by, int[] rows) {
    /** A column with more values than this is not a slice but a key. */
    private static final int MOST_VALUES = 200;

    public static Slice everything(int rows) {
        return new Slice(null, null, IntStream.range(0, rows).toArray());
    }

    /**
     * @return all rows first, then the slices in the order of the specs, each in alphabetical order
     * @throws InputException when a column has more different values than can be measured one by one, or two slices the
     *     same name
     */
    public static List<Slice> all(HoldoutRows rows, List<SliceSpec> specs) {
        List<Slice> slices = new ArrayList<>();
        slices.add(everything(rows.size()));
        Map<String, String> by = new HashMap<>();
        for (SliceSpec spec : specs) {
            List<String[]> names = spec.cuts().stream()
                    .map(c -> c.names(rows.slices().get(c.column())))
                    .toList();
            TreeMap<String, List<Integer>> parts = new TreeMap<>();
            for (int i = 0; i < rows.size(); i++) {
                StringBuilder name = new StringBuilder();
                for (int c = 0; c < names.size(); c++) {
                    name.append(c == 0 ? "" : ", ")
                            .append(spec.columns().get(c))
                            .append('=')
                            .append(names.get(c)[i]);
                }
                parts.computeIfAbsent(name.toString(), k -> new ArrayList<>()).add(i);
                if (parts.size() > MOST_VALUES) {
                    throw new InputException("The slices by " + spec.name() + " are more than " + MOST_VALUES
                            + "; cut into bins, or take a column with fewer values.");
                }
            }
            parts.forEach((name, at) -> {
                String other = by.put(name, spec.name());
                if (other != null) { // a gate would be shown the numbers of other rows
                    throw new InputException("The slices by " + other + " and by " + spec.name() + " have one '" + name
                            + "' each; list a slice once, and values that look like a cross under another name.");
                }
                slices.add(new Slice(
                        name,
                        spec.name(),
                        at.stream().mapToInt(Integer::intValue).toArray()));
            });
        }
        return slices;
    }
}
