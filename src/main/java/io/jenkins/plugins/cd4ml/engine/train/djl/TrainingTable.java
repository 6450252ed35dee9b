package io.jenkins.plugins.cd4ml.engine.train.djl;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.Duck;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A training dataset in memory.
 *
 * @param x       rows × features
 * @param y       index of each row's class in {@code classes}
 * @param classes the target's values, ascending
 */
record TrainingTable(List<String> features, float[][] x, int[] y, long[] classes) {
    /** A perceptron's training set of more than this many values is a mistake on a build agent. */
    private static final long MOST_VALUES = 500_000_000L;

    /** @throws InputException naming file and row when a value is missing or is no number, or the target is not whole */
    static TrainingTable read(Path file, String target, String key, List<String> wanted) throws SQLException {
        try (Duck duck = Duck.open()) {
            Dataset dataset = Dataset.open(duck, file);
            List<String> features = wanted.isEmpty() ? new ArrayList<>(dataset.columns()) : new ArrayList<>(wanted);
            features.remove(target);
            features.remove(key);
            for (String column : features) {
                requireColumn(file, dataset, column);
            }
            requireColumn(file, dataset, target);
            return read(duck, dataset, target, features);
        }
    }

    private static void requireColumn(Path file, Dataset dataset, String column) {
        if (!dataset.columns().contains(column)) {
            throw new InputException(
                    file + " has no column '" + column + "'; it has " + String.join(", ", dataset.columns()) + ".");
        }
    }

    private static TrainingTable read(Duck duck, Dataset dataset, String target, List<String> features)
            throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT TRY_CAST(" + Duck.id(target) + " AS BIGINT)");
        features.forEach(f -> sql.append(", TRY_CAST(").append(Duck.id(f)).append(" AS DOUBLE)"));
        List<float[]> x = new ArrayList<>();
        List<Long> labels = new ArrayList<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql + " FROM " + dataset.view())) {
            while (row.next()) {
                labels.add(value(row, 1, dataset, labels.size() + 1L, target).longValue());
                float[] values = new float[features.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(row, i + 2, dataset, labels.size(), features.get(i))
                            .floatValue();
                }
                x.add(values);
                if ((long) x.size() * values.length > MOST_VALUES) {
                    throw new InputException(dataset.file() + " has more than " + MOST_VALUES
                            + " values; train with a command instead of the built-in trainer.");
                }
            }
        } catch (SQLException e) {
            throw dataset.explain(e);
        }
        long[] classes =
                new TreeSet<>(labels).stream().mapToLong(Long::longValue).toArray();
        if (classes.length < 2 || classes.length > 1000) {
            throw new InputException(dataset.file() + ": the target '" + target + "' has " + classes.length
                    + " different values; classification needs 2 to 1000.");
        }
        int[] y = labels.stream()
                .mapToInt(label -> java.util.Arrays.binarySearch(classes, label))
                .toArray();
        return new TrainingTable(features, x.toArray(new float[0][]), y, classes);
    }

    private static Number value(ResultSet row, int column, Dataset dataset, long record, String name)
            throws SQLException {
        Number value = (Number) row.getObject(column);
        if (value == null || !Double.isFinite(value.doubleValue())) {
            throw new InputException(dataset.file() + " row " + record + ", " + name
                    + ": the built-in trainer needs a number in every cell; fill or drop such rows.");
        }
        return value;
    }
}
