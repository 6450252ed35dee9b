package io.jenkins.plugins.cd4ml.engine.data.drift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.scan.CellLookup;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Categories.Category;
import io.jenkins.plugins.cd4ml.engine.data.stats.Distances;
import io.jenkins.plugins.cd4ml.engine.data.stats.Grid;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What is kept of a dataset beside the model that was trained on it, so that later data can be held against it when the
 * data itself is long gone: of numbers the bins ({@link Distances#edges}) with their counts and the distribution function at a thousand
 * quantiles, of texts the categories with their counts. It is no copy of the data: no record can be put together again.
 * {@link BaselineReference} reads it.
 */
final class Baseline {
    static final String FILE = "baseline.json";
    /** The quantiles of a column; fewer where there are thousands of columns. */
    private static final int QUANTILES = 1000;

    private static final int LEAST_QUANTILES = 20;
    private static final int ALL_QUANTILES = 100_000;
    /** More different texts than these are no categories worth keeping. */
    private static final int CATEGORIES = 1000;

    private static final int ALL_CATEGORIES = 50_000;

    private Baseline() {}

    /** @param keys columns that name records: of these nothing is kept */
    static ObjectNode of(Duck duck, Dataset dataset, ColumnValues columns, Set<String> keys) throws SQLException {
        ObjectNode baseline = Json.object().put("format", 1).put("records", columns.records());
        ArrayNode all = baseline.putArray("columns");
        Map<ColumnValues.Column, Category[]> categories = categories(columns, keys);
        CellLookup texts = new CellLookup();
        categories.forEach((column, every) -> {
            for (Category category : every) {
                texts.want(column.name, category.first());
            }
        });
        texts.fetch(duck, dataset);
        long numeric =
                columns.all().stream().filter(c -> c.kind == ColumnKind.NUMBER).count();
        int quantiles = (int) Math.max(LEAST_QUANTILES, Math.min(QUANTILES, ALL_QUANTILES / Math.max(1, numeric)));
        for (ColumnValues.Column column : columns.all()) {
            ObjectNode node = all.addObject()
                    .put("name", column.name)
                    .put("kind", column.kind.name())
                    .put("absent", column.nulls + column.nan)
                    .put("empty", column.empty());
            if (column.empty() || keys.contains(column.name)) {
                continue;
            }
            if (column.kind == ColumnKind.NUMBER) {
                numbers(node, column, quantiles);
            } else if (categories.containsKey(column)) {
                categories(node, column, categories.get(column), texts);
            }
        }
        return baseline;
    }

    private static Map<ColumnValues.Column, Category[]> categories(ColumnValues columns, Set<String> keys) {
        Map<ColumnValues.Column, Category[]> kept = new LinkedHashMap<>();
        int room = ALL_CATEGORIES;
        for (ColumnValues.Column column : columns.all()) {
            if (column.kind == ColumnKind.TEXT && !keys.contains(column.name) && column.categories.complete()) {
                long different = column.categories.distinct();
                if (different <= Math.min(room, CATEGORIES)) {
                    kept.put(column, column.categories.top(CATEGORIES));
                    room -= (int) different;
                }
            }
        }
        return kept;
    }

    private static void numbers(ObjectNode node, ColumnValues.Column column, int quantiles) {
        Reference.Column scanned = new ScannedReference(new ColumnValues(0, List.of(column), null)).column(column.name);
        Reference.Bins bins = scanned.bins();
        node.set("deciles", array(bins.edges()));
        node.set("counts", array(bins.counts()));
        Grid grid = Grid.of(
                column.numbers, column.summary().lowKey(), column.summary().highKey(), quantiles);
        ObjectNode function = node.putObject("distribution").put("size", grid.size());
        function.set("keys", array(grid.keys()));
        function.set("below", array(grid.counts()));
        scanned.describe(node.putObject("described"));
    }

    private static void categories(
            ObjectNode node, ColumnValues.Column column, Category[] categories, CellLookup texts) {
        List<String> values = new ArrayList<>();
        for (Category category : categories) {
            String text = column.spelled(texts.text(column.name, category.first()));
            if (text == null || text.length() >= Violation.LENGTH) {
                return; // cut off: it could not be recognised again
            }
            values.add(text);
        }
        ArrayNode list = node.putArray("categories");
        for (int i = 0; i < categories.length; i++) {
            list.addObject().put("value", values.get(i)).put("count", categories[i].count());
        }
    }

    private static ArrayNode array(long[] numbers) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        LongStream.of(numbers).forEach(array::add);
        return array;
    }
}
