package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One table of an import: its columns and rules as the standard writes them. */
final class ImportedTable {
    private final String name;
    private final ImportedContract contract;
    private final Map<String, ObjectNode> columns = new LinkedHashMap<>();
    private final ArrayNode quality = Json.MAPPER.createArrayNode();

    ImportedTable(String name, ImportedContract contract) {
        this.name = name;
        this.contract = contract;
    }

    String name() {
        return name;
    }

    void lost(String what, String why) {
        contract.lost(what, why);
    }

    /** @return the column's description, to be added to */
    ObjectNode column(String column) {
        return columns.computeIfAbsent(column, c -> Json.object().put("name", c));
    }

    /** @param type a logical type; null says nothing */
    void type(String column, String type) {
        if (type != null) {
            column(column).put("logicalType", type);
        }
    }

    /** @return the column's logical type, {@code string} where nothing is known */
    String type(String column) {
        return column(column).path("logicalType").asText("string");
    }

    /** A column that is compared with numbers, where nothing else says its type. */
    void numbers(String column) {
        if (!column(column).has("logicalType")) {
            type(column, "number");
        }
    }

    /** Data without the column are invalid, whatever it holds. */
    void exists(String column) {
        rule(column, new ImportedRule("nullValues").bound("mustBeGreaterOrEqualTo", IntNode.valueOf(0)));
    }

    void required(String column) {
        column(column).put("required", true);
    }

    /** Adds an option such as {@code minimum} to the column itself. */
    void option(String column, String key, JsonNode value) {
        column(column).withObject("/logicalTypeOptions").set(key, value);
    }

    /** @return the rule's node */
    ObjectNode rule(String column, ImportedRule rule) {
        ObjectNode node = rule.node();
        if (column != null && !rule.ofSeveral()) {
            column(column).withArray("/quality").add(node);
        } else {
            if (column != null) {
                rule.columns(List.of(column));
            }
            rule.columns().forEach(this::column);
            quality.add(node);
        }
        return node;
    }

    /** Adds a rule of the table that is written as the standard writes it. */
    void raw(ObjectNode rule) {
        quality.add(rule);
    }

    /** Adds a rule whose query gives one number; @return its node, for the bound */
    ObjectNode query(String sql, String severity) {
        ObjectNode node = Json.object().put("type", "sql").put("query", sql);
        ImportedRule.severity(node, severity);
        quality.add(node);
        return node;
    }

    /** @return a column as an SQL identifier */
    static String id(String column) {
        return Duck.id(column);
    }

    int rules() {
        int rules = quality.size();
        for (ObjectNode column : columns.values()) {
            rules += column.path("quality").size()
                    + column.path("logicalTypeOptions").size()
                    + column.path("relationships").size();
            for (String key : List.of("required", "unique", "primaryKey", "logicalType")) {
                rules += column.has(key) ? 1 : 0;
            }
        }
        return rules;
    }

    JsonNode document() {
        ObjectNode table = Json.object().put("name", name);
        if (!quality.isEmpty()) {
            table.set("quality", quality);
        }
        ArrayNode properties = table.putArray("properties");
        columns.values().forEach(properties::add);
        return table;
    }
}
