package io.jenkins.plugins.cd4ml.engine.evaluate.repeat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows that are equal in all that matters: features, target and answer. They are no news of each other where they are
 * copies; where features have few values, chance repeats rows that are independent all the same.
 *
 * @param rows      all of them
 * @param different how many differ from each other
 * @param expected  share of rows that chance makes equal to an earlier one
 * @param effect    by how much copies make a variance larger: Σm²/n with m equal rows of a kind (Kish's design effect)
 * @param beyond    whether there are more than chance makes, and enough to matter
 * @param queries   whether what repeats are queries of a ranking and not rows
 * @param units     of each row the number of its kind; null where {@code beyond} is false, or for queries
 */
public record RepeatedRows(
        int rows, int different, double expected, double effect, boolean beyond, boolean queries, int[] units) {
    /** The value of {@code evaluate.repeatedRows} that takes equal rows for independent ones. */
    public static final String INDEPENDENT = "independent";

    /**
     * @param groups what each row belongs to besides; null without
     * @return of each row a unit: rows of a group, and copies of any of them, are of one
     */
    public int[] within(int[] groups) {
        if (groups == null) {
            return units;
        }
        int[] unit = new int[rows];
        Map<Integer, Integer> firstOfGroup = new HashMap<>();
        Map<Integer, Integer> firstOfKind = new HashMap<>();
        for (int i = 0; i < rows; i++) {
            unit[i] = i;
            join(unit, i, firstOfGroup.putIfAbsent(groups[i], i));
            join(unit, i, firstOfKind.putIfAbsent(units[i], i));
        }
        for (int i = 0; i < rows; i++) {
            unit[i] = root(unit, i);
        }
        return unit;
    }

    private static void join(int[] unit, int row, Integer other) {
        if (other != null) {
            unit[root(unit, row)] = root(unit, other);
        }
    }

    private static int root(int[] unit, int row) {
        int at = row;
        while (unit[at] != at) {
            unit[at] = unit[unit[at]];
            at = unit[at];
        }
        return at;
    }

    /** @return share of rows that are equal to an earlier one */
    double share() {
        return rows == 0 ? 0 : 1 - (double) different / rows;
    }

    /**
     * @param dataset its name
     * @param handled {@value #INDEPENDENT} or null: {@code evaluate.repeatedRows}
     * @return the section {@code repeats} of {@code evaluation.json}; gates name its {@code metrics}
     */
    public ObjectNode json(String dataset, String handled) {
        ObjectNode section = Json.object();
        section.putObject("metrics")
                .put("count", rows - different)
                .put("share", share())
                .put("expected", expected)
                .put("effect", effect);
        boolean independent = INDEPENDENT.equals(handled);
        section.put("counted", !beyond ? "each" : independent ? INDEPENDENT : queries ? "never" : "once");
        return beyond ? section.put("finding", finding(dataset, independent)) : section;
    }

    private String finding(String dataset, boolean independent) {
        String what = queries ? "queries" : "rows";
        String counts = (rows - different) + " of " + rows + " " + what + " of " + dataset
                + " repeat another one but for the key, where chance would make about " + Math.round(expected * rows);
        return counts
                + (independent
                        ? "; evaluate.repeatedRows takes them for independent"
                        : queries
                                ? "; no interval of a ranking is right on them"
                                : "; intervals count each of the " + different + " different rows once");
    }
}
