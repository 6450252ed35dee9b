package io.jenkins.plugins.cd4ml.engine.evaluate.repeat;

import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How likely two rows of a dataset are to be equal, were its columns independent of each other: the product of the columns'
 * own chances, on a sample of the rows and of the columns (fewer columns only make it larger).
 */
public final class EqualPairs {
    private static final int MOST_ROWS = 16_384;
    private static final int MOST_COLUMNS = 64;
    /** From this share of values with a fraction on, a column is a measurement: its values repeat by copying only. */
    private static final double MEASURED = 0.9;

    private EqualPairs() {}

    /**
     * @param columns that rows are told apart by
     * @param rows    of the dataset
     * @return 1, so that nothing is beyond chance, where the data cannot be read any more
     */
    public static double likely(Project project, String dataset, List<String> columns, int rows) {
        List<String> some = columns.subList(0, Math.min(MOST_COLUMNS, columns.size()));
        try (Duck duck = Duck.open()) {
            Dataset data = Dataset.open(duck, project, dataset);
            List<String> values = new ArrayList<>();
            for (int c = 0; c < some.size(); c++) {
                values.add(meaning(some.get(c)) + " AS v" + c);
            }
            String all = String.join(", ", some.stream().map(Duck::id).toList());
            int every = (rows + MOST_ROWS - 1) / MOST_ROWS;
            // by its hash a row is taken with all its copies, or not at all
            duck.execute("CREATE TEMP TABLE cd4ml_rows AS SELECT " + String.join(", ", values) + " FROM " + data.from()
                    + " WHERE hash(" + all + ") % " + every + " = 0");
            duck.execute("CREATE TEMP TABLE cd4ml_different AS SELECT DISTINCT * FROM cd4ml_rows");
            double likely = 1;
            for (int c = 0; c < some.size(); c++) {
                likely *= ofColumn(duck, "v" + c);
            }
            return likely;
        } catch (SQLException e) {
            return 1;
        }
    }

    /**
     * A key by another name: a column of whole numbers, words or times that differs in each of the first rows tells copies
     * apart and says nothing else.
     *
     * @return the columns without such; all where nothing would be left
     */
    public static List<String> withoutKeys(Project project, String dataset, List<String> columns) {
        List<String> some = columns.subList(0, Math.min(MOST_COLUMNS, columns.size()));
        List<String> rest = new ArrayList<>(columns);
        try (Duck duck = Duck.open()) {
            Dataset data = Dataset.open(duck, project, dataset);
            String all = String.join(", ", some.stream().map(Duck::id).toList());
            duck.execute("CREATE TEMP TABLE cd4ml_first AS SELECT " + all + " FROM " + data.from() + " LIMIT 2000");
            for (String column : some) {
                String id = Duck.id(column);
                String number = "TRY_CAST(" + id + " AS DOUBLE)";
                if (number(
                                duck,
                                "SELECT CASE WHEN count(*) > 9 AND count(DISTINCT " + id + ") = count(*) AND count(*)"
                                        + " FILTER (" + number + " <> trunc(" + number
                                        + ")) = 0 THEN 1 ELSE 0 END FROM cd4ml_first")
                        > 0) {
                    rest.remove(column);
                }
            }
        } catch (SQLException e) {
            return columns; // the reading that follows says what is wrong
        }
        return rest.isEmpty() ? columns : rest;
    }

    /** @return SQL of what a value means: numbers as such, however they are spelt; others as text without blanks around it */
    public static String meaning(String column) {
        String id = Duck.id(column);
        String number = "TRY_CAST(" + id + " AS DOUBLE)";
        return "{'n': " + number + ", 't': CASE WHEN " + number + " IS NULL OR abs(" + number
                + ") >= 9e15 THEN trim(CAST(" + id + " AS VARCHAR)) END}";
    }

    private static double ofColumn(Duck duck, String value) throws SQLException {
        double fractions = number(
                duck,
                "SELECT avg(CASE WHEN " + value + ".n <> trunc(" + value + ".n) THEN 1 ELSE 0 END) FROM cd4ml_rows");
        String from = fractions >= MEASURED ? "cd4ml_different" : "cd4ml_rows";
        return number(
                duck,
                "SELECT coalesce(sum(c * (c - 1.0)) / greatest(1, sum(c) * (sum(c) - 1.0)), 1) FROM (SELECT count(*)"
                        + " AS c FROM " + from + " GROUP BY " + value + ")");
    }

    private static double number(Duck duck, String sql) throws SQLException {
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }
}
