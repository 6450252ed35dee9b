package io.jenkins.plugins.cd4ml.engine.data;

import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** The values of a table, counted by the database. */
final class TableSamples implements Samples {
    private static final int DECILES = 10;

    private final Table table;
    private final TableProfile profile;

    TableSamples(Table table, TableProfile profile) {
        this.table = table;
        this.profile = profile;
    }

    @Override
    public Drift.Side side() {
        return profile.side();
    }

    @Override
    public NumberSummary summary(String column) {
        return profile.summary(column);
    }

    /** @return SQL of the column's number, null for NaN */
    private String number(String column) {
        String id = Duck.id(column);
        return profile.kind(column) == Columns.Kind.TIME
                ? table.dialect().micros(id)
                : "nullif(" + table.dialect().number(id) + ", 'NaN'::float8)";
    }

    @Override
    public Map<String, long[]> count(Map<String, double[]> thresholds) {
        Map<String, long[]> counts = new HashMap<>();
        List<String> columns = new ArrayList<>(thresholds.keySet());
        columns.forEach(c -> counts.put(c, new long[thresholds.get(c).length + 1]));
        for (int first = 0; first < columns.size(); first += Table.TOGETHER) {
            List<String> part = columns.subList(first, Math.min(columns.size(), first + Table.TOGETHER));
            StringBuilder values = new StringBuilder();
            for (int i = 0; i < part.size(); i++) {
                double[] at = thresholds.get(part.get(i));
                String bucket = at.length == 0
                        ? "CASE WHEN " + number(part.get(i)) + " IS NULL THEN NULL ELSE 0 END"
                        : "width_bucket(" + number(part.get(i)) + ", " + array(at) + ")";
                values.append(i == 0 ? "(" : ", (")
                        .append(i)
                        .append(", ")
                        .append(bucket)
                        .append(')');
            }
            table.query(
                    "SELECT v.c, v.b, count(*) FROM " + table.rows() + " CROSS JOIN LATERAL (VALUES " + values
                            + ") AS v(c, b) WHERE v.b IS NOT NULL GROUP BY v.c, v.b",
                    row -> counts.get(part.get(row.getInt(1)))[row.getInt(2)] = row.getLong(3));
        }
        return counts;
    }

    private static String array(double[] values) {
        return DoubleStream.of(values)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(",", "'{", "}'::float8[]"));
    }

    @Override
    public double[][] gather(String column, double[] bounds) {
        boolean open = Double.isNaN(bounds[bounds.length - 1]);
        double[] ends = open ? Arrays.copyOf(bounds, bounds.length - 1) : bounds;
        List<double[]> found = new ArrayList<>();
        table.query(
                "SELECT x, count(*) FROM (SELECT " + number(column) + " AS x FROM " + table.rows()
                        + ") AS v WHERE width_bucket(x, " + array(ends) + ") % 2 = 1 GROUP BY x ORDER BY x",
                row -> found.add(new double[] {row.getDouble(1), row.getDouble(2)}));
        return found.toArray(double[][]::new);
    }

    @Override
    public double[] deciles(String column) {
        long n = profile.values(column);
        long[] ranks = LongStream.range(1, DECILES)
                .map(d -> (d * n + DECILES - 1) / DECILES)
                .distinct()
                .toArray();
        return DoubleStream.of(ranked(column, ranks).values()).distinct().toArray();
    }

    /** @param distinct how many different values there are; {@code values} those at the ranks, in their order */
    record Ranked(long distinct, double[] values) {}

    /** Groups equal values and numbers the groups: one pass and one sort. @param ranks from 1, ascending */
    Ranked ranked(String column, long[] ranks) {
        String wanted = ranks.length == 0
                ? "(SELECT 0 AS k)"
                : LongStream.of(ranks).mapToObj(r -> "(" + r + ")").collect(Collectors.joining(", ", "(VALUES ", ")"));
        double[] values = new double[ranks.length];
        long[] distinct = new long[1];
        table.query(
                "WITH v AS (SELECT x, count(*) AS n FROM (SELECT " + number(column) + " AS x FROM " + table.rows()
                        + ") AS s WHERE x IS NOT NULL GROUP BY x), c AS (SELECT x, n, sum(n) OVER (ORDER BY x) AS upto"
                        + " FROM v) SELECT r.k, c.x, (SELECT count(*) FROM v) FROM " + wanted
                        + " AS r(k) LEFT JOIN c ON r.k > c.upto - c.n AND r.k <= c.upto",
                row -> {
                    int at = Arrays.binarySearch(ranks, row.getLong(1));
                    if (at >= 0) {
                        values[at] = row.getDouble(2) + 0.0;
                    }
                    distinct[0] = row.getLong(3);
                });
        return new Ranked(distinct[0], values);
    }

    @Override
    public Map<String, Long> categories(String column) {
        Map<String, Long> counts = new HashMap<>();
        String text = table.dialect().text(Duck.id(column));
        table.query(
                "SELECT " + CATEGORY.formatted(text) + ", count(*) FROM " + table.rows() + " WHERE " + Duck.id(column)
                        + " IS NOT NULL GROUP BY 1 LIMIT " + (MOST + 1),
                row -> counts.put(row.getString(1), row.getLong(2)));
        return counts.size() > MOST ? null : counts;
    }
}
