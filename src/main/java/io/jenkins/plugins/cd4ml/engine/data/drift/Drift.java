package io.jenkins.plugins.cd4ml.engine.data.drift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.stats.Distances;
import io.jenkins.plugins.cd4ml.engine.data.stats.Grid;
import io.jenkins.plugins.cd4ml.engine.data.stats.KolmogorovSmirnov;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How far a dataset is from a reference, by effect size, not by p-values, which only measure how many rows there are.
 *
 * <ul>
 *   <li>PSI, the population stability index, between the reference's deciles ({@link Distances#edges}) or over categories.
 *   <li>KS, the Kolmogorov–Smirnov statistic, exact, of numeric columns ({@link KolmogorovSmirnov}); from a
 *       {@link Baseline}, the most it can be ({@link Grid}).
 *   <li>JS, the Jensen–Shannon distance to base 2, over the same bins as PSI.
 *   <li>nulls, the change of the share of missing values; categories that are new or gone; columns that are.
 * </ul>
 *
 * Infinite values count as the outermost ones, NaN as none. Keys and timestamps always move and are left out.
 */
public final class Drift {
    /** Categories whose counts are kept for a drawing, most frequent first. */
    private static final int DRAWN = 12;

    /** How many columns have values to compare, but no distance; keys and timestamps are not meant. */
    static final String UNDEFINED = "undefined.columns";

    private final ObjectNode metrics = Json.object();
    private final TreeMap<String, Double> worst = new TreeMap<>();
    private final Side now;
    private final Side reference;
    private final Pairs pairs;
    private int undefined;

    private Drift(Side now, Side reference, Pairs pairs) {
        this.now = now;
        this.reference = reference;
        this.pairs = pairs;
    }

    /**
     * One column of a side.
     *
     * @param empty  whether it has no values
     * @param absent how many records have none, NaN and values of another type included
     */
    public record Column(String name, ColumnKind kind, boolean empty, long absent) {}

    /** One of the two datasets. */
    public record Side(long records, List<Column> all) {
        public Column column(String name) {
            return all.stream().filter(c -> c.name.equals(name)).findFirst().orElse(null);
        }

        static Side of(ColumnValues columns) {
            return new Side(
                    columns.records(),
                    columns.all().stream()
                            .map(c -> new Column(c.name, c.kind, c.empty(), c.nulls + c.nan))
                            .toList());
        }

        static Side of(Reference reference) {
            return new Side(
                    reference.records(),
                    reference.names().stream()
                            .map(name -> {
                                Reference.Column c = reference.column(name);
                                return new Column(name, c.kind(), c.empty(), c.absent());
                            })
                            .toList());
        }
    }

    /** What needs the values of both sides of a column; asked only for columns with values on both. */
    public interface Pairs {
        /** @return counts between the reference's edges, now in row 0 */
        long[][] bins(String column);

        Grid.Distance kolmogorovSmirnov(String column);

        /** Adds range, mean and histogram of the reference's numbers, for a drawing. */
        void describe(String column, ObjectNode node);

        /** @return counts by category, now in row 0; null where they are too many to be categories */
        long[][] categories(String column);
    }

    /** Data that was read here. */
    private record Read(ColumnValues now, Reference reference) implements Pairs {
        @Override
        public long[][] bins(String column) {
            Reference.Bins bins = reference.column(column).bins();
            return new long[][] {Distances.count(now.column(column).numbers, bins.edges()), bins.counts()};
        }

        @Override
        public Grid.Distance kolmogorovSmirnov(String column) {
            return reference.column(column).kolmogorovSmirnov(now.column(column));
        }

        @Override
        public void describe(String column, ObjectNode node) {
            reference.column(column).describe(node);
        }

        @Override
        public long[][] categories(String column) {
            return reference.column(column).categories(now.column(column).categories);
        }
    }

    /**
     * @param keys columns that name records
     * @return {@code {"metrics": {"psi.max": …, "<column>.psi": …}, "columns": […], "schema": {…}}}
     */
    static ObjectNode of(ColumnValues now, Reference reference, Set<String> keys) {
        return of(Side.of(now), Side.of(reference), new Read(now, reference), keys);
    }

    /** As above, for data that is somewhere else. */
    public static ObjectNode of(Side now, Side reference, Pairs pairs, Set<String> keys) {
        return new Drift(now, reference, pairs).measure(keys);
    }

    private ObjectNode measure(Set<String> keys) {
        ObjectNode drift = Json.object();
        ArrayNode columns = Json.MAPPER.createArrayNode();
        ObjectNode schema = Json.object();
        ArrayNode added = schema.putArray("added");
        ArrayNode removed = schema.putArray("removed");
        ArrayNode changed = schema.putArray("changed");
        reference.all.stream()
                .map(Column::name)
                .filter(name -> now.column(name) == null)
                .forEach(removed::add);
        for (Column column : now.all) {
            Column before = reference.column(column.name);
            if (before == null) {
                added.add(column.name);
            } else if (before.kind() != column.kind && !before.empty() && !column.empty()) {
                changed.add(column.name);
                lost(
                        columns.addObject().put("name", column.name),
                        "it was "
                                + before.kind().name().toLowerCase(java.util.Locale.ROOT) + " and is "
                                + column.kind.name().toLowerCase(java.util.Locale.ROOT));
            } else {
                ObjectNode node = columns.addObject().put("name", column.name);
                nulls(node, column, before);
                if (keys.contains(column.name) || column.kind == ColumnKind.TIME) {
                    node.put("undefined", keys.contains(column.name) ? "a key" : "a timestamp");
                } else if (column.empty() && before.empty()) {
                    node.put("undefined", "there are no values, as before");
                } else if (column.empty() || before.empty()) {
                    lost(node, column.empty() ? "there are no values any more" : "there were no values before");
                } else if (column.kind == ColumnKind.NUMBER) {
                    numbers(node, column.name);
                } else {
                    categories(node, column.name);
                }
            }
        }
        metrics.put("schema.changes", added.size() + removed.size() + changed.size());
        metrics.put(UNDEFINED, undefined);
        worst.forEach((metric, value) -> metrics.put(metric + ".max", value));
        drift.set("metrics", metrics);
        drift.set("columns", columns);
        drift.set("schema", schema);
        return drift;
    }

    private void lost(ObjectNode node, String why) {
        node.put("undefined", why).put("lost", true);
        undefined++;
    }

    private void nulls(ObjectNode node, Column column, Column before) {
        double share = share(column.absent, now.records) - share(before.absent, reference.records);
        node.put("nulls", share);
        metrics.put(column.name + ".nulls", share);
        worst.merge("nulls", Math.abs(share), Math::max);
    }

    private static double share(long absent, long records) {
        return records == 0 ? 0 : (double) absent / records;
    }

    private void numbers(ObjectNode node, String column) {
        long[][] counts = pairs.bins(column);
        put(node, column, "psi", Distances.psi(counts[0], counts[1]));
        put(node, column, "js", Distances.jensenShannon(counts[0], counts[1]));
        Grid.Distance ks = pairs.kolmogorovSmirnov(column);
        put(node, column, "ks", ks.atMost());
        if (ks.atLeast() < ks.atMost()) {
            node.put("ksAtLeast", ks.atLeast());
        }
        ObjectNode drawing = Json.object();
        pairs.describe(column, drawing);
        if (!drawing.isEmpty()) {
            node.set("reference", drawing);
        }
    }

    private void categories(ObjectNode node, String column) {
        long[][] counts = pairs.categories(column);
        if (counts == null) {
            lost(node, "too many different values to be categories");
            return;
        }
        put(node, column, "psi", Distances.psi(counts[0], counts[1]));
        put(node, column, "js", Distances.jensenShannon(counts[0], counts[1]));
        int[] frequent = IntStream.range(0, counts[0].length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> -counts[0][i] - counts[1][i]))
                .limit(DRAWN)
                .mapToInt(i -> i)
                .toArray();
        Arrays.stream(frequent).mapToLong(i -> counts[0][i]).forEach(node.putArray("counts")::add);
        Arrays.stream(frequent)
                .mapToLong(i -> counts[1][i])
                .forEach(node.putObject("reference").putArray("counts")::add);
        int added = 0;
        int gone = 0;
        long rows = 0;
        for (int i = 0; i < counts[0].length; i++) {
            added += counts[1][i] == 0 ? 1 : 0;
            gone += counts[0][i] == 0 ? 1 : 0;
            rows += counts[1][i] == 0 ? counts[0][i] : 0;
        }
        node.put("newCategories", added).put("missingCategories", gone);
        node.put("newShare", (double) rows / Arrays.stream(counts[0]).sum());
        metrics.put(column + ".newCategories", added).put(column + ".missingCategories", gone);
        worst.merge("newCategories", (double) added, Math::max);
        worst.merge("missingCategories", (double) gone, Math::max);
    }

    private void put(ObjectNode node, String column, String metric, double value) {
        node.put(metric, value);
        metrics.put(column + "." + metric, value);
        worst.merge(metric, value, Math::max);
    }
}
