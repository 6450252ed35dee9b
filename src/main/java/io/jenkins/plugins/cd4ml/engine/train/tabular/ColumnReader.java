package io.jenkins.plugins.cd4ml.engine.train.tabular;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One column as it is read. */
final class ColumnReader {
    private static final int MOST_CATEGORIES = 1000;

    private final Dataset dataset;
    private final String name;
    private final boolean words;
    private final boolean missing;
    private final double[] numbers;
    private final int[] codes;
    private final Map<String, Integer> seen = new HashMap<>();

    /** @param missing whether a missing number is allowed; a missing word always is */
    ColumnReader(Dataset dataset, String name, boolean words, boolean missing, int rows) {
        this.dataset = dataset;
        this.name = name;
        this.words = words;
        this.missing = missing;
        numbers = words ? null : new double[rows];
        codes = words ? new int[rows] : null;
    }

    String sql() {
        String id = dataset.id(name);
        return words ? "coalesce(CAST(" + id + " AS VARCHAR), '')" : "TRY_CAST(" + id + " AS DOUBLE)";
    }

    void read(ResultSet row, int column, int index) throws SQLException {
        if (words) {
            codes[index] = seen.computeIfAbsent(row.getString(column), s -> seen.size());
            if (seen.size() > MOST_CATEGORIES) {
                throw new InputException(dataset.file() + ", " + name + ": more than " + MOST_CATEGORIES
                        + " different values, which is too many for a category; list the columns to learn from in"
                        + " 'features'.");
            }
            return;
        }
        Number value = (Number) row.getObject(column);
        double number = value == null ? Double.NaN : value.doubleValue();
        if (!missing && !Double.isFinite(number) || Double.isInfinite(number)) {
            throw new InputException(dataset.file() + " row " + (index + 1) + ", " + name
                    + ": the built-in trainer needs a number in every cell; fill or drop such rows.");
        }
        numbers[index] = number;
    }

    double[] numbers() {
        return numbers;
    }

    Feature feature() {
        if (words) {
            List<String> values = sorted(Comparator.naturalOrder());
            return new Feature(name, null, recoded(values), values);
        }
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return new Feature(name, floats, null, List.of());
    }

    Target target() {
        boolean numeric = seen.keySet().stream().allMatch(ColumnReader::number);
        List<String> values =
                sorted(numeric ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder());
        return new Target(name, null, recoded(values), values);
    }

    private List<String> sorted(Comparator<String> order) {
        List<String> values = new ArrayList<>(seen.keySet());
        values.sort(order);
        return List.copyOf(values);
    }

    private int[] recoded(List<String> values) {
        int[] to = new int[values.size()];
        for (int i = 0; i < to.length; i++) {
            to[seen.get(values.get(i))] = i;
        }
        int[] recoded = new int[codes.length];
        for (int i = 0; i < recoded.length; i++) {
            recoded[i] = to[codes[i]];
        }
        return recoded;
    }

    private static boolean number(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
