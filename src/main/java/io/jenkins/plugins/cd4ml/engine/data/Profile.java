package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Describes a dataset column by column. A column is numeric when all its values are numbers. Quantiles are exact
 * (linear interpolation, as numpy's default); the histogram has 20 bins of equal width from minimum to maximum.
 */
final class Profile {
    static final int BINS = 20;
    private static final double[] QUANTILES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    private static final int TOP = 10;

    private Profile() {}

    static ObjectNode of(Duck duck, Dataset dataset) throws SQLException {
        ObjectNode profile = Json.object();
        ArrayNode columns = profile.putArray("columns");
        try {
            for (String column : dataset.columns()) {
                columns.add(column(duck, dataset.view(), column));
            }
        } catch (SQLException e) {
            throw dataset.explain(e);
        }
        return profile;
    }

    private static ObjectNode column(Duck duck, String view, String column) throws SQLException {
        String text = Duck.id(column);
        String number = "TRY_CAST(" + text + " AS DOUBLE)";
        ObjectNode node = Json.object().put("name", column);
        String sql = "SELECT count(*), count(" + text + "), count(DISTINCT " + text + "), count(x) FILTER (isfinite(x)),"
                + " min(x) FILTER (isfinite(x)), max(x) FILTER (isfinite(x)), avg(x) FILTER (isfinite(x)),"
                + " stddev_samp(x) FILTER (isfinite(x)), quantile_cont(x, " + List.of(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
                + ") FILTER (isfinite(x)) FROM (SELECT " + text + ", " + number + " AS x FROM " + view + ")";
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            long values = row.getLong(2);
            node.put("count", row.getLong(1));
            node.put("missing", row.getLong(1) - values);
            node.put("distinct", row.getLong(3));
            boolean numeric = values > 0 && row.getLong(4) == values;
            node.put("numeric", numeric);
            if (numeric) {
                double low = row.getDouble(5);
                double high = row.getDouble(6);
                node.put("min", low).put("max", high).put("mean", row.getDouble(7)).put("std", row.getDouble(8));
                Object[] quantiles = (Object[]) row.getArray(9).getArray();
                ObjectNode named = node.putObject("quantiles");
                for (int i = 0; i < QUANTILES.length; i++) {
                    named.put(Double.toString(QUANTILES[i]), (Double) quantiles[i]);
                }
                histogram(duck, view, number, low, high, node.putArray("histogram"));
            } else {
                top(duck, view, text, node.putArray("top"));
            }
        }
        return node;
    }

    private static void histogram(Duck duck, String view, String number, double low, double high, ArrayNode histogram)
            throws SQLException {
        long[] counts = new long[BINS];
        String bin = high > low
                ? "least(" + (BINS - 1) + ", CAST(floor((" + number + " - (" + low + ")) / ((" + high + ") - (" + low
                        + ")) * " + BINS + ") AS INTEGER))"
                : "0";
        String sql = "SELECT " + bin + " AS bin, count(*) FROM " + view + " WHERE " + number + " IS NOT NULL GROUP BY 1";
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                counts[row.getInt(1)] = row.getLong(2);
            }
        }
        for (long count : counts) {
            histogram.add(count);
        }
    }

    private static void top(Duck duck, String view, String text, ArrayNode top) throws SQLException {
        String sql = "SELECT left(" + text + ", 120), count(*) FROM " + view + " WHERE " + text
                + " IS NOT NULL GROUP BY " + text + " ORDER BY 2 DESC, " + text + " LIMIT " + TOP;
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                top.addObject().put("value", row.getString(1)).put("count", row.getLong(2));
            }
        }
    }
}
