package io.jenkins.plugins.cd4ml.engine.data.scan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Categories.Category;
import io.jenkins.plugins.cd4ml.engine.data.stats.NumberSummary;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Describes a dataset column by column: counts, missing and different values; of numbers the range, mean, deviation,
 * exact quantiles and a histogram ({@link NumberSummary}); of texts the most frequent values. The same bytes give the
 * same profile, with any number of threads.
 */
public final class Profile {
    private static final double CONSECUTIVE =
            0x1p53; // from there on, one 64-bit floating-point number is several integers
    private static final int TOP = 10;
    private static final int TOP_CELLS = 2000; // in a table of thousands of text columns, fewer of each

    private Profile() {}

    public static ObjectNode of(Duck duck, Dataset dataset, ColumnValues columns) throws SQLException {
        ObjectNode profile = Json.object().put("rows", columns.records());
        ArrayNode all = profile.putArray("columns");
        Map<ColumnValues.Column, Category[]> tops = tops(columns);
        CellLookup cells = new CellLookup();
        tops.forEach((column, top) -> {
            for (Category category : top) {
                cells.want(column.name, category.first());
            }
        });
        cells.fetch(duck, dataset);
        for (ColumnValues.Column column : columns.all()) {
            ObjectNode node = all.addObject().put("name", column.name);
            node.put("type", dataset.typed() ? dataset.types().get(column.name) : "text");
            node.put("count", columns.records())
                    .put("missing", column.missing())
                    .put("invalid", column.invalid);
            node.put("numeric", column.kind == ColumnKind.NUMBER);
            if (column.kind == ColumnKind.TEXT) {
                node.put("distinct", column.categories.distinct()).put("distinctExact", column.categories.complete());
                ArrayNode top = node.putArray("top");
                for (Category category : tops.get(column)) {
                    top.addObject()
                            .put("value", cells.text(column.name, category.first()))
                            .put("count", category.count());
                }
            } else {
                numbers(node, column.kind, column.summary(), column.nan);
            }
        }
        return profile;
    }

    /** @return how many frequent values to show of each of so many columns of text */
    public static int most(long texts) {
        return (int) Math.max(1, Math.min(TOP, TOP_CELLS / Math.max(1, texts)));
    }

    private static Map<ColumnValues.Column, Category[]> tops(ColumnValues columns) {
        long texts =
                columns.all().stream().filter(c -> c.kind == ColumnKind.TEXT).count();
        int most = most(texts);
        Map<ColumnValues.Column, Category[]> tops = new LinkedHashMap<>();
        for (ColumnValues.Column column : columns.all()) {
            if (column.kind == ColumnKind.TEXT) {
                tops.put(column, column.categories.top(most));
            }
        }
        return tops;
    }

    /** Describes a column of numbers or timestamps. @param nan how many values are not a number */
    public static void numbers(ObjectNode node, ColumnKind kind, NumberSummary summary, long nan) {
        boolean shared = Math.max(Math.abs(summary.min()), Math.abs(summary.max())) >= CONSECUTIVE;
        node.put("distinct", summary.distinct()).put("distinctExact", summary.distinctExact() && !shared);
        if (nan > 0) {
            node.put("nan", nan);
        }
        if (summary.finite() < summary.count()) {
            node.put("negativeInfinite", summary.negativeInfinite())
                    .put("positiveInfinite", summary.positiveInfinite());
        }
        if (summary.finite() == 0) {
            return;
        }
        if (kind == ColumnKind.TIME) {
            node.put("min", time(summary.min())).put("max", time(summary.max()));
        } else {
            put(node, "min", summary.min());
            put(node, "max", summary.max());
            put(node, "mean", summary.mean());
            put(node, "std", summary.std());
            node.put("zeros", summary.zeros()).put("whole", summary.whole());
            ObjectNode quantiles = node.putObject("quantiles");
            for (int i = 0; i < NumberSummary.QUANTILES.length; i++) {
                put(quantiles, Double.toString(NumberSummary.QUANTILES[i]), summary.quantiles()[i]);
            }
        }
        ArrayNode histogram = node.putArray("histogram");
        for (long count : summary.histogram()) {
            histogram.add(count);
        }
    }

    /** JSON has no infinities: they are texts, as everywhere in the project's documents. */
    public static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, Double.toString(value));
        }
    }

    private static String time(double micros) {
        return Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS).toString();
    }
}
