package io.jenkins.plugins.cd4ml.engine.data.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.stats.Categories;
import io.jenkins.plugins.cd4ml.engine.data.stats.Grid;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link Baseline} read again. Texts are hashed anew, as the data at hand is, for hashes differ between versions. */
final class BaselineReference implements Reference {
    private final JsonNode baseline;
    private final Map<String, Kept> columns = new LinkedHashMap<>();

    /**
     * @param name what sentences call the document
     * @throws InputException where the document is none, or damaged
     */
    BaselineReference(Duck duck, JsonNode baseline, String name) throws SQLException {
        this.baseline = baseline;
        if (baseline.path("format").asInt() != 1 || !baseline.path("columns").isArray()) {
            throw new InputException(name + " is no baseline of format 1; promote a model again to renew it.");
        }
        for (JsonNode column : baseline.get("columns")) {
            try {
                columns.put(column.path("name").asText(), new Kept(column, categories(duck, column)));
            } catch (IllegalArgumentException e) {
                throw new InputException(
                        name + " is damaged at column '" + column.path("name").asText()
                                + "'; promote a model again to renew it.",
                        e);
            }
        }
    }

    private static Categories categories(Duck duck, JsonNode column) throws SQLException {
        if (column.path("categories").isEmpty()) {
            return null;
        }
        List<String> values = new ArrayList<>();
        column.get("categories")
                .forEach(c -> values.add(
                        "(" + values.size() + ", " + Duck.text(c.path("value").asText()) + ")"));
        Categories categories = new Categories(Integer.MAX_VALUE);
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT place, " + Dialect.DUCKDB.hash("value")
                        + " FROM (VALUES " + String.join(", ", values) + ") AS kept(place, value)")) {
            while (row.next()) {
                int place = row.getInt(1);
                long count = column.get("categories").get(place).path("count").asLong();
                if (count < 1) {
                    throw new IllegalArgumentException("a category without a count");
                }
                categories.add(row.getLong(2), place, count);
            }
        }
        return categories;
    }

    @Override
    public long records() {
        return baseline.path("records").asLong();
    }

    @Override
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    @Override
    public Reference.Column column(String name) {
        return columns.get(name);
    }

    private static final class Kept implements Reference.Column {
        private final JsonNode column;
        private final ColumnKind kind;
        private final Categories categories;
        private final Bins bins;
        private final Grid grid;

        Kept(JsonNode column, Categories categories) {
            this.column = column;
            this.kind = ColumnKind.valueOf(column.path("kind").asText());
            this.categories = categories;
            boolean numbers = column.has("distribution");
            JsonNode function = column.path("distribution");
            this.bins = numbers ? new Bins(longs(column, "deciles"), longs(column, "counts")) : null;
            this.grid = numbers
                    ? new Grid(
                            longs(function, "keys"),
                            longs(function, "below"),
                            function.path("size").asLong())
                    : null;
            if (numbers
                    && (bins.counts().length != bins.edges().length + 1
                            || grid.keys().length != grid.counts().length
                            || grid.size() < 1)) {
                throw new IllegalArgumentException("counts that do not fit");
            }
        }

        private static long[] longs(JsonNode node, String name) {
            long[] longs = Json.MAPPER.convertValue(node.path(name), long[].class);
            if (longs == null) {
                throw new IllegalArgumentException("no " + name);
            }
            return longs;
        }

        @Override
        public ColumnKind kind() {
            return kind;
        }

        /** @return also true where nothing was kept of it */
        @Override
        public boolean empty() {
            return column.path("empty").asBoolean() || kind == ColumnKind.NUMBER && grid == null;
        }

        @Override
        public long absent() {
            return column.path("absent").asLong();
        }

        @Override
        public Bins bins() {
            return bins;
        }

        @Override
        public Grid.Distance kolmogorovSmirnov(ColumnValues.Column now) {
            return grid.kolmogorovSmirnov(now.numbers);
        }

        @Override
        public void describe(ObjectNode node) {
            if (column.path("described") instanceof ObjectNode described) {
                node.setAll(described);
            }
        }

        @Override
        public long[][] categories(Categories now) {
            return categories == null || !now.complete() ? null : now.with(categories);
        }
    }
}
