package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table of items: CSV, JSON lines ({@code .jsonl}) or a JSON array of records. Some columns name the item, {@code judge}
 * says who judged, the others are metrics where they hold numbers or booleans; an empty cell of a metric is a missing value.
 *
 * @param names    columns that name the item, those of them that are there
 * @param texts    columns that are neither
 */
record RecordTable(List<String> names, Set<String> texts) implements ItemReader {
    /** What {@code result.to_pandas()} of ragas has, written as CSV or JSON. */
    static RecordTable ragas() {
        return new RecordTable(
                List.of("user_input", "question", "reference", "ground_truth", "reference_contexts", "rubrics"),
                Set.of("response", "answer", "retrieved_contexts", "contexts", "retrieved_context_ids", "judge"));
    }

    /** One's own measure: {@code item} names what was measured, such as the key of a row. */
    static RecordTable values() {
        return new RecordTable(List.of("item"), Set.of("judge", "repeat"));
    }

    @Override
    public List<ItemResult> read(Path path, JsonNode options) {
        List<JsonNode> rows = rows(path);
        if (rows.isEmpty() || names.stream().noneMatch(rows.get(0)::has)) {
            throw new InputException(path + " must have rows with a column "
                    + String.join(" or ", names.subList(0, Math.min(2, names.size()))) + ".");
        }
        List<String> metrics = new ArrayList<>();
        rows.get(0).fieldNames().forEachRemaining(column -> {
            boolean number =
                    rows.stream().map(row -> row.path(column)).anyMatch(v -> Double.isFinite(ItemFiles.number(v)));
            if (number && !names.contains(column) && !texts.contains(column)) {
                metrics.add(column);
            }
        });
        if (metrics.isEmpty()) {
            throw new InputException(path + " has no column of numbers beside those that name the items.");
        }
        List<ItemResult> items = new ArrayList<>();
        for (JsonNode row : rows) {
            Map<String, Double> values = new TreeMap<>();
            metrics.forEach(metric -> values.put(metric, ItemFiles.number(row.path(metric))));
            JsonNode[] id = names.stream().map(row::path).toArray(JsonNode[]::new);
            items.add(new ItemResult("", ItemFiles.digest(id), ItemFiles.digest(row.path("judge")), values));
        }
        return items;
    }

    private static List<JsonNode> rows(Path path) {
        if (path.toString().endsWith(".jsonl")) {
            return ItemFiles.lines(path);
        }
        if (path.toString().endsWith(".json")) {
            List<JsonNode> rows = new ArrayList<>();
            ItemFiles.json(path).forEach(rows::add);
            return rows;
        }
        List<JsonNode> rows = new ArrayList<>();
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet table = statement.executeQuery("SELECT * FROM read_csv(" + Duck.file(path)
                        + ", header = true, all_varchar = true, null_padding = false)")) {
            int columns = table.getMetaData().getColumnCount();
            while (table.next()) {
                ObjectNode row = Json.object();
                for (int i = 1; i <= columns; i++) {
                    row.put(table.getMetaData().getColumnName(i), table.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new InputException(path + " cannot be read as CSV with a header.", e);
        }
    }
}
