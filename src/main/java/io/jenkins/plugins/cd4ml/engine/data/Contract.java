package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dataset must look like: the documented subset of the Open Data Contract Standard 3.1 (docs/contract.md). What
 * the subset lacks is refused with its place, never ignored.
 *
 * @param rules in the order of the file
 */
public record Contract(List<Column> columns, List<Rule> rules) {
    /** @param type integer, number, string, boolean, date or timestamp */
    public record Column(String name, String type, boolean required, boolean key) {}

    /**
     * A rule of one column, or of the table where {@code column} is null.
     *
     * @param kind     type, required, unique, minimum, maximum, minLength, maxLength, pattern, validValues, rowCount
     * @param argument what {@code kind} compares with
     * @param severity error or warning
     */
    public record Rule(String column, String kind, Object argument, String severity) {}

    private static final Map<String, String> TYPES = Map.of(
            "integer", "BIGINT", "number", "DOUBLE", "string", "VARCHAR", "boolean", "BOOLEAN", "date", "DATE",
            "timestamp", "TIMESTAMP");
    private static final Set<String> COLUMN_KEYS = Set.of(
            "name", "logicalType", "physicalType", "description", "businessName", "required", "unique", "primaryKey",
            "primaryKeyPosition", "logicalTypeOptions", "quality", "tags", "classification", "examples");
    private static final Set<String> OPTIONS = Set.of("minimum", "maximum", "minLength", "maxLength", "pattern");

    /** @return the SQL type of a logical type */
    static String sqlType(String type) {
        return TYPES.get(type);
    }

    /** @throws InputException naming file, line and key of what it cannot take */
    public static Contract read(Path file) {
        YamlDocument yaml = YamlDocument.read(file);
        JsonNode schemas = yaml.root().path("schema");
        if (!schemas.isArray() || schemas.size() != 1) {
            throw new InputException(yaml.place("/schema") + " must list exactly one table.");
        }
        List<Column> columns = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        JsonNode table = schemas.get(0);
        tableRules(yaml, table, rules);
        for (int i = 0; i < table.path("properties").size(); i++) {
            column(yaml, table.path("properties").get(i), "/schema/0/properties/" + i, columns, rules);
        }
        if (columns.isEmpty()) {
            throw new InputException(yaml.place("/schema/0") + " has no properties; name at least one column.");
        }
        return new Contract(List.copyOf(columns), List.copyOf(rules));
    }

    private static void tableRules(YamlDocument yaml, JsonNode table, List<Rule> rules) {
        for (int i = 0; i < table.path("quality").size(); i++) {
            JsonNode rule = table.path("quality").get(i);
            String at = "/schema/0/quality/" + i;
            if (!"rowCount".equals(rule.path("metric").asText())) {
                throw unsupported(yaml, at, "the rule '" + rule.path("metric").asText("?") + "' on a table");
            }
            rules.add(new Rule(null, "rowCount", bounds(yaml, rule, at), severity(rule)));
        }
    }

    private static double[] bounds(YamlDocument yaml, JsonNode rule, String at) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        boolean any = false;
        for (Map.Entry<String, JsonNode> entry : rule.properties()) {
            double value = entry.getValue().asDouble();
            switch (entry.getKey()) {
                case "mustBeGreaterOrEqualTo" -> low = value;
                case "mustBeGreaterThan" -> low = Math.nextUp(value);
                case "mustBeLessOrEqualTo" -> high = value;
                case "mustBeLessThan" -> high = Math.nextDown(value);
                case "mustBe" -> {
                    low = value;
                    high = value;
                }
                case "metric", "type", "severity", "description", "name", "dimension" -> {
                    continue;
                }
                default -> throw unsupported(yaml, at + "/" + entry.getKey(), "'" + entry.getKey() + "'");
            }
            any = true;
        }
        if (!any) {
            throw new InputException(yaml.place(at) + " has no bound; add mustBeGreaterOrEqualTo or another one.");
        }
        return new double[] {low, high};
    }

    private static void column(
            YamlDocument yaml, JsonNode node, String at, List<Column> columns, List<Rule> rules) {
        node.fieldNames().forEachRemaining(key -> {
            if (!COLUMN_KEYS.contains(key)) {
                throw unsupported(yaml, at + "/" + key, "'" + key + "' on a column");
            }
        });
        String name = node.path("name").asText("");
        if (name.isEmpty()) {
            throw new InputException(yaml.place(at) + " has no name.");
        }
        String type = node.path("logicalType").asText("string");
        if (!TYPES.containsKey(type)) {
            throw unsupported(yaml, at + "/logicalType", "the logical type '" + type + "'");
        }
        boolean key = node.path("primaryKey").asBoolean();
        boolean required = key || node.path("required").asBoolean();
        columns.add(new Column(name, type, required, key));
        if (!"string".equals(type)) {
            rules.add(new Rule(name, "type", type, "error"));
        }
        if (required) {
            rules.add(new Rule(name, "required", null, "error"));
        }
        if (key || node.path("unique").asBoolean()) {
            rules.add(new Rule(name, "unique", null, "error"));
        }
        for (Map.Entry<String, JsonNode> option : node.path("logicalTypeOptions").properties()) {
            if (!OPTIONS.contains(option.getKey())) {
                throw unsupported(yaml, at + "/logicalTypeOptions/" + option.getKey(), "'" + option.getKey() + "'");
            }
            Object argument = option.getValue().isNumber() ? option.getValue().asDouble() : option.getValue().asText();
            rules.add(new Rule(name, option.getKey(), argument, "error"));
        }
        for (int i = 0; i < node.path("quality").size(); i++) {
            quality(yaml, name, node.path("quality").get(i), at + "/quality/" + i, rules);
        }
    }

    private static void quality(YamlDocument yaml, String column, JsonNode rule, String at, List<Rule> rules) {
        JsonNode valid = rule.path("arguments").path("validValues");
        if (!"invalidValues".equals(rule.path("metric").asText())
                || !valid.isArray()
                || rule.path("mustBe").asInt(-1) != 0) {
            throw unsupported(yaml, at, "this rule; a column takes invalidValues with validValues and mustBe: 0");
        }
        List<String> values = new ArrayList<>();
        valid.forEach(v -> values.add(v.asText()));
        rules.add(new Rule(column, "validValues", values, severity(rule)));
    }

    private static String severity(JsonNode rule) {
        return "warning".equals(rule.path("severity").asText()) ? "warning" : "error";
    }

    private static InputException unsupported(YamlDocument yaml, String at, String what) {
        return new InputException(yaml.place(at) + ": " + what + " is not supported; docs/contract.md lists what is.");
    }
}
