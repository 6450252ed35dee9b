package io.jenkins.plugins.cd4ml.engine.data.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.drift.Drift;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableDialect;
import io.jenkins.plugins.cd4ml.engine.data.scan.Profile;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import io.jenkins.plugins.cd4ml.engine.data.stats.OrderedKeys;
import io.jenkins.plugins.cd4ml.engine.data.stats.QuantileRanks;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes a table where it is, in the words of {@link Profile}: one scan for counts, ranges, means and deviations, one
 * for all histograms, and one grouping per column for what is distinct, the quantiles and the frequent values.
 */
final class TableProfile {
    /** Squares of larger numbers do not fit; PostgreSQL then fails, others give an infinite deviation. */
    private static final String LARGE = "1e150";

    private static final int ITEMS = 11;

    private final Table table;
    private final Contract contract;
    private final TableSamples samples;
    private final Map<String, ColumnKind> kinds = new LinkedHashMap<>();
    private final Map<String, double[]> counted = new HashMap<>();
    private final Map<String, NumberSummary> summaries = new HashMap<>();
    private final List<String> notExact = new ArrayList<>();
    private long rows;

    private TableProfile(Table table, Contract contract) {
        this.table = table;
        this.contract = contract;
        table.types().forEach((column, type) -> {
            Contract.Column described = contract.column(column);
            kinds.put(column, described == null ? table.dialect().kind(type) : ColumnKind.of(described.type()));
        });
        this.samples = new TableSamples(table, this);
    }

    static TableProfile of(Table table, Contract contract) {
        TableProfile profile = new TableProfile(table, contract);
        TableDialect.parts(List.copyOf(table.types().keySet()), table.dialect().together())
                .forEach(profile::count);
        profile.summarize();
        return profile;
    }

    /** @return the contract's type of a column */
    String type(String column) {
        return contract.type(column);
    }

    TableSamples samples() {
        return samples;
    }

    /** @return how the column is read */
    ColumnKind kind(String column) {
        return kinds.get(column);
    }

    /** @return what was left out, each a sentence */
    List<String> notExact() {
        return notExact;
    }

    private void count(List<String> columns) {
        StringBuilder select = new StringBuilder("SELECT count(*)");
        for (String column : columns) {
            String id = Duck.id(column);
            boolean time = kinds.get(column) == ColumnKind.TIME;
            String x = time ? table.dialect().micros(id) : table.dialect().number(id);
            TableDialect dialect = table.dialect();
            String finite = "CASE WHEN " + dialect.finite(x) + " THEN " + x + " END";
            String small = "CASE WHEN abs(" + x + ") < " + LARGE + " THEN " + x + " END"; // neither infinite nor NaN
            select.append(", count(").append(id).append(')');
            if (kinds.get(column) == ColumnKind.TEXT) {
                Contract.Column described = contract.column(column);
                boolean told = described != null && "boolean".equals(described.type());
                String invalid = id + " IS NOT NULL AND " + dialect.notBoolean(id);
                select.append(told ? ", " + TableDialect.count(invalid) : ", 0");
                continue;
            }
            String whole = time ? "floor(" + x + " / 86400e6) * 86400e6" : "floor(" + x + ")";
            select.append(", count(" + dialect.notNan(x) + ")")
                    .append(", " + TableDialect.count(dialect.nan(x)))
                    .append(", " + TableDialect.count(x + " = " + dialect.real(Double.NEGATIVE_INFINITY)))
                    .append(", " + TableDialect.count(x + " = " + dialect.real(Double.POSITIVE_INFINITY)))
                    .append(", " + TableDialect.count(x + " = 0"))
                    .append(", " + TableDialect.count(dialect.finite(x) + " AND " + x + " <> " + whole))
                    .append(", min(" + finite + "), max(" + finite + "), avg(" + small + ")")
                    .append(", " + dialect.deviation(small));
        }
        table.query(select + " FROM " + table.rows().of(columns), row -> {
            rows = row.getLong(1);
            int at = 2;
            for (String column : columns) {
                double[] numbers = new double[ITEMS];
                int width = kinds.get(column) == ColumnKind.TEXT ? 2 : ITEMS;
                for (int i = 0; i < width; i++) {
                    numbers[i] = row.getDouble(at++);
                    if (row.wasNull()) {
                        numbers[i] = Double.NaN;
                    }
                }
                counted.put(column, numbers);
            }
        });
    }

    private void summarize() {
        Map<String, double[]> edges = new LinkedHashMap<>();
        kinds.forEach((column, kind) -> {
            if (kind != ColumnKind.TEXT) {
                double[] inner = inner(counted.get(column)[7], counted.get(column)[8]);
                if (inner != null) {
                    edges.put(column, inner);
                }
            }
        });
        Map<String, long[]> histograms = edges.isEmpty() ? Map.of() : samples.count(edges);
        kinds.forEach((column, kind) -> {
            if (kind != ColumnKind.TEXT) {
                summaries.put(column, summary(column, kind, histograms.get(column)));
            }
        });
    }

    /** @return numpy's bin edges without the first and the last, or null where there are none to count in */
    private static double[] inner(double min, double max) {
        double width = max - min;
        if (!(width > 0) || !Double.isFinite(width)) {
            return null;
        }
        double[] edges = new double[NumberSummary.BINS - 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = (i + 1) * (width / NumberSummary.BINS) + min;
        }
        return edges;
    }

    private NumberSummary summary(String column, ColumnKind kind, long[] counts) {
        double[] numbers = counted.get(column);
        long count = (long) numbers[1];
        long negative = (long) numbers[3];
        long positive = (long) numbers[4];
        long finite = count - negative - positive;
        long[] bins = numbers[7] == numbers[8] ? NumberSummary.histogram(numbers[7], finite) : new long[0];
        if (counts != null) {
            bins = counts;
            bins[0] -= negative;
            bins[bins.length - 1] -= positive;
        }
        boolean large = Math.max(Math.abs(numbers[7]), Math.abs(numbers[8])) >= 1e150;
        if (large) {
            notExact.add(column + ": mean and deviation are not computed, its numbers are too large for "
                    + table.database() + "'s sums");
        }
        QuantileRanks wanted = QuantileRanks.of(kind == ColumnKind.NUMBER ? finite : 0, negative);
        TableSamples.Ranked ranked =
                count == 0 ? new TableSamples.Ranked(0, new double[0]) : samples.ranked(column, wanted.fromOne());
        return new NumberSummary(
                count,
                negative,
                positive,
                (long) numbers[5],
                (long) numbers[6],
                numbers[7] + 0.0,
                numbers[8] + 0.0,
                large ? Double.NaN : numbers[9],
                large ? Double.NaN : numbers[10],
                ranked.distinct(),
                true,
                OrderedKeys.of(
                        negative > 0 ? Double.NEGATIVE_INFINITY : finite > 0 ? numbers[7] : Double.POSITIVE_INFINITY),
                OrderedKeys.of(
                        positive > 0 ? Double.POSITIVE_INFINITY : finite > 0 ? numbers[8] : Double.NEGATIVE_INFINITY),
                wanted.quantiles(ranked.values()),
                bins);
    }

    /** @return the side of a drift that this table is */
    Drift.Side side() {
        return new Drift.Side(
                rows,
                kinds.entrySet().stream()
                        .map(e -> new Drift.Column(
                                e.getKey(), e.getValue(), values(e.getKey()) == 0, rows - values(e.getKey())))
                        .toList());
    }

    /** @return how many values the column has, NaN not counted */
    long values(String column) {
        return (long) counted.get(column)[kinds.get(column) == ColumnKind.TEXT ? 0 : 1];
    }

    /** @return of a column of numbers or timestamps */
    NumberSummary summary(String column) {
        return summaries.get(column);
    }

    /** @return the document, as {@link Profile} writes it */
    ObjectNode document() {
        ObjectNode profile = Json.object().put("rows", rows);
        ArrayNode all = profile.putArray("columns");
        int most = Profile.most(
                kinds.values().stream().filter(k -> k == ColumnKind.TEXT).count());
        kinds.forEach((column, kind) -> {
            double[] numbers = counted.get(column);
            long there = (long) numbers[0];
            ObjectNode node = all.addObject()
                    .put("name", column)
                    .put("type", table.types().get(column));
            boolean text = kind == ColumnKind.TEXT;
            node.put("count", rows).put("missing", rows - there).put("invalid", invalid(column, numbers));
            node.put("numeric", kind == ColumnKind.NUMBER);
            if (text) {
                top(node, column, most);
            } else {
                Profile.numbers(node, kind, summaries.get(column), (long) numbers[2]);
            }
        });
        return profile;
    }

    /** @return how many values are not of the contract's type, or cannot be read as the kind that the column has */
    private long invalid(String column, double[] numbers) {
        Contract.Column described = contract.column(column);
        double kept = // though they are invalid
                switch (described == null ? "" : described.type()) {
                    case "integer" -> numbers[2] + numbers[3] + numbers[4] + numbers[6];
                    case "date" -> numbers[6];
                    default -> 0;
                };
        return (long) (kinds.get(column) == ColumnKind.TEXT ? numbers[1] : numbers[0] - numbers[1] - numbers[2] + kept);
    }

    /** Ties by the text's bytes: rows of a table have no order. */
    private void top(ObjectNode node, String column, int most) {
        node.put("distinct", 0L).put("distinctExact", true);
        ArrayNode top = node.putArray("top");
        String text = table.dialect().category(Duck.id(column), contract.type(column));
        table.query(
                table.dialect()
                        .limited(
                                "SELECT substr(x, 1, " + Violation.LENGTH + "), n, count(*) OVER () FROM "
                                        + grouped(column, text) + " AS v ORDER BY n DESC, "
                                        + table.dialect().bytewise("x"),
                                most),
                row -> {
                    node.put("distinct", row.getLong(3));
                    top.addObject().put("value", row.getString(1)).put("count", row.getLong(2));
                });
    }

    private String grouped(String column, String text) {
        return "(SELECT x, count(*) AS n FROM (SELECT " + text + " AS x FROM "
                + table.rows().of(List.of(column)) + " WHERE " + Duck.id(column) + " IS NOT NULL) AS s GROUP BY x)";
    }
}
