package io.jenkins.plugins.cd4ml.engine.data.propose;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Logical types that a profile does not tell: it takes {@code 007} for a number, a day for a time and {@code true} for a text.
 * What people mean by them is a code, a date and a boolean.
 */
final class ProposedTypes {
    private static final int TOGETHER = 100; // columns of one query

    private final Duck duck;
    private final Dataset dataset;
    private final DuckDialect dialect;
    private final Map<String, String> types = new HashMap<>();

    private ProposedTypes(Duck duck, Dataset dataset) {
        this.duck = duck;
        this.dataset = dataset;
        this.dialect = DuckDialect.of(dataset.types());
    }

    /** @return the logical type of every column by name */
    static Map<String, String> of(Duck duck, Dataset dataset, JsonNode profile) throws SQLException {
        ProposedTypes proposed = new ProposedTypes(duck, dataset);
        List<String> open = new ArrayList<>();
        for (JsonNode column : profile.path("columns")) {
            String name = column.path("name").asText();
            proposed.types.put(name, seen(column));
            String own = dataset.types().get(name);
            if (dataset.typed() && own.matches("DATE|BOOLEAN")) {
                proposed.types.put(name, own.equals("DATE") ? "date" : "boolean");
            } else if (!dataset.typed()) {
                open.add(name);
            }
        }
        for (int first = 0; first < open.size(); first += TOGETHER) {
            proposed.look(open.subList(first, Math.min(open.size(), first + TOGETHER)));
        }
        return proposed.types;
    }

    private static String seen(JsonNode column) {
        boolean none = column.has("positiveInfinite") || column.has("nan"); // are not whole
        if (column.path("min").isTextual() && column.path("min").asText().contains("T")) {
            return "timestamp";
        }
        return column.path("numeric").asBoolean() && column.path("min").isNumber()
                ? column.path("whole").asBoolean() && !none ? "integer" : "number"
                : "string";
    }

    private void look(List<String> columns) throws SQLException {
        List<String> select = new ArrayList<>();
        for (String column : columns) {
            String id = dataset.id(column);
            boolean time = "timestamp".equals(types.get(column));
            select.add(share(id, "regexp_matches(" + id + ", '^\\s*[+-]?0[0-9]')"));
            select.add(time ? share(id, "contains(" + id + ", ':') OR " + dialect.notDate(id)) : "0");
            select.add(share(id, "lower(" + id + ") NOT IN ('true', 'false', 't', 'f')"));
            select.add(
                    time ? "(" + share(id, dialect.zoned(id)) + ") % 1" : "0"); // between 0 and 1: some are, some not
        }
        try (Statement statement = duck.statement();
                ResultSet row =
                        statement.executeQuery("SELECT " + String.join(", ", select) + " FROM " + dataset.from())) {
            row.next();
            for (int i = 0; i < columns.size(); i++) {
                String column = columns.get(i);
                String type = types.get(column);
                boolean number = "integer".equals(type) || "number".equals(type);
                if (number && row.getDouble(4 * i + 1) > 0 || row.getDouble(4 * i + 4) > 0) {
                    types.put(column, "string");
                } else if ("timestamp".equals(type) && row.getDouble(4 * i + 2) == 0) {
                    types.put(column, "date");
                } else if ("string".equals(type) && row.getDouble(4 * i + 3) == 0) {
                    types.put(column, "boolean");
                }
            }
        } catch (SQLException e) {
            throw dataset.explainStreamed(duck, e);
        }
    }

    /** @return SQL of the share of a column's values for which the condition is true; 2 of no values */
    private static String share(String id, String condition) {
        return "coalesce(count(*) FILTER (WHERE " + id + " IS NOT NULL AND (" + condition + ")) / nullif(count(" + id
                + "), 0), 2)";
    }
}
