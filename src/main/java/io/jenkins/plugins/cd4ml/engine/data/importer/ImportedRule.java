package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;

/** A quality rule in the making: metric, arguments, bound. Without a bound it is {@code mustBe: 0}. */
final class ImportedRule {
    private final ObjectNode node = Json.object();
    private final ObjectNode arguments = Json.object();
    private final List<String> columns = new ArrayList<>();
    private boolean several;
    private boolean bounded;

    ImportedRule(String metric) {
        node.put("metric", metric);
    }

    /** A rule that each record must keep. @param sql true for one that does */
    static ImportedRule condition(List<String> columns, String sql) {
        ImportedRule rule = new ImportedRule("invalidValues");
        rule.columns(columns);
        rule.arguments.put("condition", sql);
        return rule;
    }

    ImportedRule with(String key, JsonNode value) {
        if (value != null && !value.isNull() && !value.isMissingNode()) {
            arguments.set(key, value);
        }
        return this;
    }

    ImportedRule with(String key, String value) {
        if (value != null) {
            arguments.put(key, value);
        }
        return this;
    }

    /** @return whether it has anything to hold values against */
    boolean has(String key) {
        return arguments.has(key);
    }

    ImportedRule columns(List<String> all) {
        columns.clear();
        columns.addAll(all);
        several = true;
        return this;
    }

    List<String> columns() {
        return columns;
    }

    boolean ofSeveral() {
        return several;
    }

    /** @param share null or 1 where none may break it */
    ImportedRule mostly(JsonNode share) {
        if (share != null && share.isNumber() && share.asDouble() < 1) {
            arguments.set("mostly", share);
            bounded = true;
        }
        return this;
    }

    ImportedRule bound(String operator, JsonNode value) {
        node.set(operator, value);
        bounded = true;
        return this;
    }

    ImportedRule percent() {
        node.put("unit", "percent");
        return this;
    }

    /** @param word of any tool; an error where it says nothing */
    ImportedRule severity(String word) {
        severity(node, word);
        return this;
    }

    static void severity(ObjectNode node, String word) {
        if ("warning".equals(word) || "warn".equals(word)) {
            node.put("severity", "warning");
        } else if ("info".equals(word)) {
            node.put("severity", "info");
        }
    }

    ObjectNode node() {
        if (several) {
            ArrayNode names = Json.MAPPER.createArrayNode();
            columns.forEach(names::add);
            arguments.set("properties", names);
        }
        if (!arguments.isEmpty()) {
            node.set("arguments", arguments);
        }
        if (!bounded) {
            node.put("mustBe", 0);
            bounded = true;
        }
        return node;
    }
}
