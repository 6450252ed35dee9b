package io.jenkins.plugins.cd4ml.engine.data.drift;

import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.stats.Distances;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import io.jenkins.plugins.cd4ml.engine.data.stats.OrderedKeys;
import io.jenkins.plugins.cd4ml.engine.data.stats.Spool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The values of a file that was read here, counted as a database counts the other side. */
public final class FileSamples implements Samples {
    private final Duck duck;
    private final Dataset dataset;
    private final ColumnValues columns;
    private final UnaryOperator<String> types;

    /** @param types gives the contract's type of a column */
    public FileSamples(Duck duck, Dataset dataset, ColumnValues columns, UnaryOperator<String> types) {
        this.types = types;
        this.duck = duck;
        this.dataset = dataset;
        this.columns = columns;
    }

    @Override
    public Drift.Side side() {
        return Drift.Side.of(columns);
    }

    @Override
    public NumberSummary summary(String column) {
        return columns.column(column).summary();
    }

    private Spool.Column numbers(String column) {
        return columns.column(column).numbers;
    }

    @Override
    public Map<String, long[]> count(Map<String, double[]> thresholds) {
        Map<String, long[]> all = new LinkedHashMap<>();
        thresholds.forEach((column, at) -> {
            long[] keys = Arrays.stream(at).mapToLong(OrderedKeys::of).toArray();
            long[] counts = new long[keys.length + 1];
            numbers(column).forEach((values, n) -> {
                for (int i = 0; i < n; i++) {
                    counts[below(keys, values[i])]++;
                }
            });
            all.put(column, counts);
        });
        return all;
    }

    /** @return how many keys are at most {@code value} */
    private static int below(long[] keys, long value) {
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public double[][] gather(String column, double[] bounds) {
        boolean open = Double.isNaN(bounds[bounds.length - 1]);
        long[] keys = Arrays.stream(open ? Arrays.copyOf(bounds, bounds.length - 1) : bounds)
                .mapToLong(OrderedKeys::of)
                .toArray();
        TreeMap<Long, Long> found = new TreeMap<>();
        numbers(column).forEach((values, n) -> {
            for (int i = 0; i < n; i++) {
                if (below(keys, values[i]) % 2 != 0) {
                    found.merge(values[i], 1L, Long::sum);
                }
            }
        });
        return found.entrySet().stream()
                .map(e -> new double[] {OrderedKeys.value(e.getKey()), e.getValue()})
                .toArray(double[][]::new);
    }

    @Override
    public double[] edges(String column) {
        NumberSummary summary = summary(column);
        return Arrays.stream(Distances.edges(numbers(column), summary.lowKey(), summary.highKey()))
                .mapToDouble(OrderedKeys::value)
                .toArray();
    }

    @Override
    public Map<String, Long> categories(String column) {
        if (!columns.column(column).categories.complete()) {
            return null;
        }
        String text = DuckDialect.of(dataset.types()).category(dataset.id(column), types.apply(column));
        Map<String, Long> counts = new HashMap<>();
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT " + Samples.category(Dialect.DUCKDB, text)
                        + ", count(*) FROM " + dataset.from() + " WHERE " + dataset.id(column)
                        + " IS NOT NULL GROUP BY 1")) {
            while (row.next()) {
                counts.put(row.getString(1), row.getLong(2));
            }
        } catch (SQLException e) {
            throw dataset.explainStreamed(duck, e);
        }
        return counts;
    }
}
