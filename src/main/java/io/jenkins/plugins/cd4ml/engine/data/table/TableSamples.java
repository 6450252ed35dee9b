package io.jenkins.plugins.cd4ml.engine.data.table;

import io.jenkins.plugins.cd4ml.engine.data.drift.Drift;
import io.jenkins.plugins.cd4ml.engine.data.drift.Samples;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Distances;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import io.jenkins.plugins.cd4ml.engine.data.stats.OrderedKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The values of a table, counted by the database. */
final class TableSamples implements Samples {
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
        return profile.kind(column) == ColumnKind.TIME
                ? table.dialect().micros(id)
                : table.dialect().notNan(table.dialect().number(id));
    }

    @Override
    public Map<String, long[]> count(Map<String, double[]> thresholds) {
        Map<String, long[]> counts = new HashMap<>();
        List<String> columns = new ArrayList<>(thresholds.keySet());
        columns.forEach(c -> counts.put(c, new long[thresholds.get(c).length + 1]));
        List<String> part = new ArrayList<>();
        List<String> buckets = new ArrayList<>();
        long length = 0;
        for (String column : columns) {
            String bucket = table.dialect().bucket(number(column), thresholds.get(column));
            long more = bucket.length() + table.rows().weight(column);
            if (part.size() == table.dialect().together()
                    || length + more > table.source().database().longestQuery() * 0.9) {
                count(part, buckets, counts);
                length = 0;
            }
            part.add(column);
            buckets.add(bucket);
            length += more;
        }
        count(part, buckets, counts);
        return counts;
    }

    /** Counts these columns in one scan, and empties the lists. */
    private void count(List<String> part, List<String> buckets, Map<String, long[]> counts) {
        if (!part.isEmpty()) {
            table.query(
                    table.dialect().counted(table.rows().of(part), buckets),
                    row -> counts.get(part.get(row.getInt(1)))[row.getInt(2)] = row.getLong(3));
        }
        part.clear();
        buckets.clear();
    }

    @Override
    public double[][] gather(String column, double[] bounds) {
        boolean open = Double.isNaN(bounds[bounds.length - 1]);
        double[] ends = open ? Arrays.copyOf(bounds, bounds.length - 1) : bounds;
        List<double[]> found = new ArrayList<>();
        table.query(
                "SELECT x, count(*) FROM (SELECT " + number(column) + " AS x FROM " + rows(column) + ") AS v WHERE "
                        + table.dialect().bucket("x", ends) + " % 2 = 1 GROUP BY x ORDER BY x",
                row -> found.add(new double[] {read(row, 1), row.getDouble(2)}));
        return found.toArray(double[][]::new);
    }

    @Override
    public double[] edges(String column) {
        long[] ranks = Distances.decileRanks(profile.values(column));
        long[] wanted = LongStream.of(ranks).distinct().map(rank -> rank + 1).toArray();
        double[] values = ranked(column, wanted).values();
        NumberSummary summary = profile.summary(column);
        long[] deciles = LongStream.of(ranks)
                .map(rank -> OrderedKeys.of(values[Arrays.binarySearch(wanted, rank + 1)]))
                .toArray();
        return LongStream.of(Distances.edges(deciles, summary.lowKey(), summary.highKey()))
                .mapToDouble(OrderedKeys::value)
                .toArray();
    }

    /** @param distinct how many different values there are; {@code values} those at the ranks, in their order */
    record Ranked(long distinct, double[] values) {}

    /** Groups equal values and numbers the groups: one pass and one sort. @param ranks from 1, ascending */
    Ranked ranked(String column, long[] ranks) {
        String wanted = LongStream.concat(LongStream.of(1), LongStream.of(ranks)) // the first is there if any is
                .distinct()
                .mapToObj(r -> "SELECT " + r + " AS k")
                .collect(Collectors.joining(" UNION ALL "));
        double[] values = new double[ranks.length];
        long[] distinct = new long[1];
        table.query(
                "WITH v AS (SELECT x, count(*) AS n FROM (SELECT " + number(column) + " AS x FROM " + rows(column)
                        + ") AS s WHERE x IS NOT NULL GROUP BY x), c AS (SELECT x, n, sum(n) OVER (ORDER BY x) AS upto,"
                        + " count(*) OVER () AS total FROM v) SELECT r.k, c.x, c.total FROM (" + wanted
                        + ") AS r JOIN c ON r.k > c.upto - c.n AND r.k <= c.upto",
                row -> {
                    int at = Arrays.binarySearch(ranks, row.getLong(1));
                    if (at >= 0) {
                        values[at] = read(row, 2) + 0.0;
                    }
                    distinct[0] = row.getLong(3);
                });
        return new Ranked(distinct[0], values);
    }

    /** @return a number of a result; infinite where the database has another one for that */
    private double read(ResultSet row, int at) throws SQLException {
        return table.dialect().read(row.getDouble(at));
    }

    private String rows(String column) {
        return table.rows().of(List.of(column));
    }

    @Override
    public Map<String, Long> categories(String column) {
        Map<String, Long> counts = new HashMap<>();
        String text = table.dialect().category(Duck.id(column), profile.type(column));
        table.query(
                table.dialect()
                        .limited(
                                "SELECT x, count(*) FROM (SELECT " + Samples.category(table.dialect(), text)
                                        + " AS x FROM " + rows(column) + " WHERE " + Duck.id(column)
                                        + " IS NOT NULL) AS s GROUP BY x",
                                MOST + 1),
                row -> counts.put(row.getString(1), row.getLong(2)));
        return counts.size() > MOST ? null : counts;
    }
}
