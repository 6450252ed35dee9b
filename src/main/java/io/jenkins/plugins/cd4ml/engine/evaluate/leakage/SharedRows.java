package io.jenkins.plugins.cd4ml.engine.evaluate.leakage;

import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Counts what two datasets share. Values are compared as what they mean: numbers as numbers, however they are spelt, to
 * the precision of a float where they have a fraction; others as text without blanks around it. Rows and
 * entities are compared by a hash of 64 bits, so that a million of them fit in memory.
 */
final class SharedRows {
    /**
     * How many rows are shared.
     *
     * @param rows     of the measured dataset
     * @param shared   of these, that the training data have too
     * @param expected share of rows that chance alone makes equal to a training row: of training rows, those that are
     *                 there twice; but no more than the measured rows' own repetitions make likely, so that training
     *                 rows that were copied on purpose hide nothing
     */
    record Count(long rows, long shared, double expected) {
        double share() {
            return rows == 0 ? 0 : (double) shared / rows;
        }

        /** @return the share beyond chance; 0 where the count is within what chance makes likely */
        double excess() {
            double sure = 4 * Math.sqrt(rows * expected * (1 - expected));
            return expected >= 1 || shared < 3 || shared - rows * expected <= sure
                    ? 0
                    : (share() - expected) / (1 - expected);
        }
    }

    private static final List<String> TIME_TYPES = List.of("DOUBLE", "TIMESTAMP");

    private final Duck duck;

    /**
     * Reads each dataset once.
     *
     * @param features columns that both have, at least one
     * @param whole    the features and, where both have it, the target
     * @param group    a column that both have, or null
     * @param time     a column that both have, or null
     */
    SharedRows(
            Duck duck,
            Dataset measured,
            Dataset training,
            List<String> features,
            List<String> whole,
            String group,
            String time)
            throws SQLException {
        this.duck = duck;
        List<String> values = new ArrayList<>(List.of(hash(features) + " AS features", hash(whole) + " AS whole"));
        if (group != null) {
            values.add(hash(List.of(group)) + " AS entity");
        }
        if (time != null) {
            TIME_TYPES.forEach(type -> values.add("TRY_CAST(" + Duck.id(time) + " AS " + type + ") AS t_" + type));
        }
        String select = " AS SELECT " + String.join(", ", values) + " FROM ";
        duck.execute("CREATE OR REPLACE TEMP TABLE cd4ml_measured" + select + measured.from());
        duck.execute("CREATE OR REPLACE TEMP TABLE cd4ml_training" + select + training.from());
    }

    /** @return rows of which all features are a training row's */
    Count byFeatures() throws SQLException {
        return rows("features");
    }

    /** @return rows of which all features and the target are a training row's */
    Count rows() throws SQLException {
        return rows("whole");
    }

    private Count rows(String hash) throws SQLException {
        String counted = "(SELECT count(*) AS n FROM %s GROUP BY " + hash + ")";
        String twice = "(SELECT coalesce(sum(n) FILTER (n > 1), 0) / greatest(1, sum(n)) FROM " + counted + ")";
        List<Double> n = numbers("SELECT (SELECT count(*) FROM cd4ml_measured), (SELECT count(*) FROM cd4ml_measured"
                + " WHERE " + hash + " IN (SELECT " + hash + " FROM cd4ml_training)), "
                + twice.formatted("cd4ml_training") + ", " + twice.formatted("cd4ml_measured")
                + ", (SELECT count(*) FROM cd4ml_training)");
        double own = n.get(3);
        double likely = own >= 1 ? 1 : 1 - Math.pow(1 - own, n.get(4) / Math.max(1, n.get(0)));
        return new Count(n.get(0).longValue(), n.get(1).longValue(), Math.min(n.get(2), likely));
    }

    /** @return the measured dataset's entities, and how many of them the training data have */
    Count groups() throws SQLException {
        List<Double> n = numbers("SELECT count(*), count(*) FILTER (entity IN (SELECT entity FROM cd4ml_training))"
                + " FROM (SELECT DISTINCT entity FROM cd4ml_measured)");
        return new Count(n.get(0).longValue(), n.get(1).longValue(), 0);
    }

    /** @return the measured rows, and how many of them are not later than the last training row; null for no times */
    Count notLater() throws SQLException {
        for (String type : TIME_TYPES) {
            String value = "t_" + type;
            List<Double> n = numbers("SELECT count(" + value + "), count(*), count(*) FILTER (" + value
                    + " <= (SELECT max(" + value + ") FROM cd4ml_training)) FROM cd4ml_measured");
            if (n.get(0) > 0) {
                return new Count(n.get(1).longValue(), n.get(2).longValue(), 0);
            }
        }
        return null;
    }

    private static String hash(List<String> columns) {
        return columns.stream().map(SharedRows::meaning).collect(Collectors.joining(", ", "hash(", ")"));
    }

    private static String meaning(String column) {
        String text = "trim(CAST(" + Duck.id(column) + " AS VARCHAR))";
        String number = "TRY_CAST(" + text + " AS DOUBLE)";
        return "CASE WHEN " + number + " IS NULL THEN coalesce(" + text + ", '') WHEN " + number + " = trunc(" + number
                + ") THEN CAST(" + number + " + 0.0 AS VARCHAR) ELSE coalesce(CAST(TRY_CAST(" + number
                + " AS FLOAT) AS VARCHAR), " + text + ") END";
    }

    private List<Double> numbers(String sql) throws SQLException {
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            List<Double> numbers = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                numbers.add(row.getDouble(i));
            }
            return numbers;
        }
    }
}
