package io.jenkins.plugins.cd4ml.engine.evaluate.leakage;

import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what two datasets share. Values are compared as what they mean: numbers as numbers, however they are spelt, to
 * the precision of a float where they have a fraction; others as text without blanks around it. Rows are compared by a
 * hash of 64 bits, so that a million of them fit in memory.
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

    private final Duck duck;
    private final Dataset measured;
    private final Dataset training;

    SharedRows(Duck duck, Dataset measured, Dataset training) {
        this.duck = duck;
        this.measured = measured;
        this.training = training;
    }

    /** @param columns that both have, at least one */
    Count rows(List<String> columns) throws SQLException {
        String hash = "hash("
                + String.join(", ", columns.stream().map(SharedRows::meaning).toList()) + ")";
        duck.execute("CREATE OR REPLACE TEMP TABLE cd4ml_measured AS SELECT " + hash + " AS h FROM " + measured.from());
        duck.execute("CREATE OR REPLACE TEMP TABLE cd4ml_training AS SELECT h, count(*) AS n FROM (SELECT " + hash
                + " AS h FROM " + training.from() + ") GROUP BY h");
        String twice = "coalesce(sum(n) FILTER (n > 1), 0) / greatest(1, sum(n))";
        List<Double> n = numbers("SELECT (SELECT count(*) FROM cd4ml_measured), (SELECT count(*) FROM cd4ml_measured"
                + " WHERE h IN (SELECT h FROM cd4ml_training)), (SELECT " + twice + " FROM cd4ml_training), (SELECT "
                + twice + " FROM (SELECT count(*) AS n FROM cd4ml_measured GROUP BY h)), (SELECT sum(n) FROM"
                + " cd4ml_training)");
        double own = n.get(3);
        double likely = own >= 1 ? 1 : 1 - Math.pow(1 - own, n.get(4) / Math.max(1, n.get(0)));
        return new Count(n.get(0).longValue(), n.get(1).longValue(), Math.min(n.get(2), likely));
    }

    /** @return the measured dataset's entities, and how many of them the training data have */
    Count groups(String column) throws SQLException {
        String value = meaning(column);
        List<Double> n = numbers("SELECT count(*), count(*) FILTER (v IN (SELECT " + value + " FROM " + training.from()
                + ")) FROM (SELECT DISTINCT " + value + " AS v FROM " + measured.from() + ")");
        return new Count(n.get(0).longValue(), n.get(1).longValue(), 0);
    }

    /** @return the measured rows, and how many of them are not later than the last training row; null for no times */
    Count notLater(String column) throws SQLException {
        for (String type : List.of("DOUBLE", "TIMESTAMP")) {
            String value = "TRY_CAST(" + Duck.id(column) + " AS " + type + ")";
            List<Double> n = numbers("SELECT count(" + value + "), count(*), count(*) FILTER (" + value
                    + " <= (SELECT max(" + value + ") FROM " + training.from() + ")) FROM " + measured.from());
            if (n.get(0) > 0) {
                return new Count(n.get(1).longValue(), n.get(2).longValue(), 0);
            }
        }
        return null;
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
