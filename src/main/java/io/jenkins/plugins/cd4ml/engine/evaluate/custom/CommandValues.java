package io.jenkins.plugins.cd4ml.engine.evaluate.custom;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.HoldoutRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.StoredColumns;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a command wrote: {@code row} (from 1) or {@code key}, and {@code value}; each row once. */
final class CommandValues {
    private CommandValues() {}

    /** @throws InputException when a row is missing, is there twice or is none of the data's, or a value is no number */
    static double[] read(String what, Path file, HoldoutRows rows) throws InterruptedException {
        StoredColumns table = StoredColumns.read(file);
        String name = table.has("row") ? "row" : "key";
        if (!table.has("value") || !table.has(name)) {
            throw new InputException(what + ": the command wrote the columns " + String.join(", ", table.names())
                    + "; row (from 1) or key, and value, are wanted.");
        }
        if (name.equals("key") && rows.keys() == null) {
            throw new InputException(
                    what + ": the command names rows by key, but evaluate.key names no column; write row.");
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            places.put(name.equals("row") ? Integer.toString(i + 1) : rows.keys()[i], i);
        }
        double[] values = new double[rows.size()];
        boolean[] there = new boolean[values.length];
        String[] names = table.texts(name);
        String[] texts = table.texts("value");
        for (int i = 0; i < names.length; i++) {
            Integer place = names[i] == null ? null : places.get(names[i]);
            if (place == null || there[place]) {
                throw new InputException(what + ": the command wrote " + name + " '" + names[i] + "' "
                        + (place == null ? "which is no " + name + " of the data." : "twice."));
            }
            there[place] = true;
            values[place] = number(texts[i]);
        }
        if (names.length < values.length) {
            throw new InputException(what + ": the command wrote " + names.length + " values for " + values.length
                    + " rows; every row needs one.");
        }
        return values;
    }

    private static double number(String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
