package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How far a dataset is from a reference, by effect size, not by p-values, which only measure how many rows there are.
 *
 * <ul>
 *   <li>PSI, the population stability index: Σ (p−q)·ln(p/q) over the reference's deciles (values of the reference, numpy's {@code inverted_cdf}; equal ones merge)
 *       or over categories; an empty bin counts as half a row.
 *   <li>KS, the Kolmogorov–Smirnov statistic: the largest distance of the two empirical distribution functions, exact,
 *       ties included, as {@code scipy.stats.ks_2samp} defines it. Numeric columns only.
 *   <li>JS, the Jensen–Shannon distance, base 2, over the same bins, as {@code scipy.spatial.distance.jensenshannon}.
 * </ul>
 */
final class Drift {
    private static final int MAX_CATEGORIES = 10_000;

    private Drift() {}

    /** @return {@code {"metrics": {"psi.max": …}, "columns": […]}} over the columns that both have */
    static ObjectNode of(Duck duck, Dataset now, Dataset reference, JsonNode profile) throws SQLException {
        ObjectNode drift = Json.object();
        ObjectNode metrics = drift.putObject("metrics");
        ArrayNode columns = drift.putArray("columns");
        TreeMap<String, Double> worst = new TreeMap<>();
        for (JsonNode column : profile.path("columns")) {
            String name = column.path("name").asText();
            if (!reference.columns().contains(name) || column.path("distinct").asLong() > MAX_CATEGORIES
                    && !column.path("numeric").asBoolean()) {
                continue;
            }
            ObjectNode node = columns.addObject().put("name", name);
            double[][] counts = column.path("numeric").asBoolean()
                    ? deciles(duck, now, reference, name)
                    : categories(duck, now, reference, name);
            if (counts == null) {
                node.put("undefined", "one side has no values");
                continue;
            }
            put(node, metrics, worst, name, "psi", psi(counts[0], counts[1]));
            put(node, metrics, worst, name, "js", js(counts[0], counts[1]));
            if (column.path("numeric").asBoolean()) {
                put(node, metrics, worst, name, "ks", ks(duck, now, reference, name));
            }
        }
        worst.forEach((metric, value) -> metrics.put(metric + ".max", value));
        return drift;
    }

    private static void put(
            ObjectNode node, ObjectNode metrics, TreeMap<String, Double> worst, String name, String metric, double value) {
        node.put(metric, value);
        metrics.put(name + "." + metric, value);
        worst.merge(metric, value, Math::max);
    }

    private static String values(Dataset dataset, String column) {
        return "(SELECT TRY_CAST(" + Duck.id(column) + " AS DOUBLE) AS x FROM " + dataset.view()
                + " WHERE isfinite(TRY_CAST(" + Duck.id(column) + " AS DOUBLE)))";
    }

    private static double[][] deciles(Duck duck, Dataset now, Dataset reference, String column) throws SQLException {
        List<Double> edges = new ArrayList<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(
                        "SELECT quantile_disc(x, [0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9]) FROM " + values(reference, column))) {
            row.next();
            if (row.getArray(1) == null) {
                return null;
            }
            for (Object edge : (Object[]) row.getArray(1).getArray()) {
                if (edges.isEmpty() || (Double) edge > edges.get(edges.size() - 1)) {
                    edges.add((Double) edge);
                }
            }
        }
        double[][] counts = new double[2][edges.size() + 1];
        Dataset[] sides = {now, reference};
        StringBuilder bin = new StringBuilder("0");
        edges.forEach(edge -> bin.append(" + CAST(x > ").append(edge).append(" AS INTEGER)"));
        for (int side = 0; side < 2; side++) {
            try (Statement statement = duck.statement();
                    ResultSet row = statement.executeQuery(
                            "SELECT " + bin + ", count(*) FROM " + values(sides[side], column) + " GROUP BY 1")) {
                while (row.next()) {
                    counts[side][row.getInt(1)] = row.getLong(2);
                }
            }
        }
        return sum(counts[0]) == 0 ? null : counts;
    }

    private static double[][] categories(Duck duck, Dataset now, Dataset reference, String column) throws SQLException {
        String c = Duck.id(column);
        String sql = "SELECT coalesce(n.k, 0), coalesce(r.k, 0) FROM (SELECT " + c + " AS v, count(*) AS k FROM "
                + now.view() + " WHERE " + c + " IS NOT NULL GROUP BY 1) n FULL JOIN (SELECT " + c
                + " AS v, count(*) AS k FROM " + reference.view() + " WHERE " + c
                + " IS NOT NULL GROUP BY 1) r ON n.v = r.v ORDER BY coalesce(n.v, r.v)";
        List<double[]> pairs = new ArrayList<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                pairs.add(new double[] {row.getLong(1), row.getLong(2)});
            }
        }
        double[][] counts = new double[2][pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            counts[0][i] = pairs.get(i)[0];
            counts[1][i] = pairs.get(i)[1];
        }
        return sum(counts[0]) == 0 || sum(counts[1]) == 0 ? null : counts;
    }

    private static double ks(Duck duck, Dataset now, Dataset reference, String column) throws SQLException {
        String sql = "WITH v AS (SELECT x, count(*) AS a, 0 AS b FROM " + values(now, column)
                + " GROUP BY x UNION ALL SELECT x, 0, count(*) FROM " + values(reference, column)
                + " GROUP BY x), g AS (SELECT x, sum(a) AS a, sum(b) AS b FROM v GROUP BY x),"
                + " c AS (SELECT sum(a) OVER (ORDER BY x) AS a, sum(b) OVER (ORDER BY x) AS b FROM g)"
                + " SELECT max(abs(CAST(a AS DOUBLE) / (SELECT sum(a) FROM g) - CAST(b AS DOUBLE) / (SELECT sum(b) FROM g)))"
                + " FROM c";
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    static double psi(double[] now, double[] reference) {
        double total = 0;
        double n = sum(now);
        double r = sum(reference);
        for (int i = 0; i < now.length; i++) {
            double p = Math.max(now[i], 0.5) / n;
            double q = Math.max(reference[i], 0.5) / r;
            total += (p - q) * Math.log(p / q);
        }
        return total;
    }

    static double js(double[] now, double[] reference) {
        double n = sum(now);
        double r = sum(reference);
        double total = 0;
        for (int i = 0; i < now.length; i++) {
            double p = now[i] / n;
            double q = reference[i] / r;
            double m = (p + q) / 2;
            total += (p > 0 ? p * Math.log(p / m) : 0) + (q > 0 ? q * Math.log(q / m) : 0);
        }
        return Math.sqrt(Math.max(0, total / 2 / Math.log(2)));
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
