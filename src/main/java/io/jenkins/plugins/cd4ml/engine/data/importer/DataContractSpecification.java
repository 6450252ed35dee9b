package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A contract in the Data Contract Specification (datacontract.com), which the Open Data Contract Standard replaces. */
final class DataContractSpecification implements ContractFormat {
    private static final Set<String> OPTIONS = Set.of(
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "format",
            "multipleOf");
    private static final Set<String> DOCUMENTS = Set.of("description", "tags", "classification", "examples");
    private static final Set<String> READ = Set.of(
            "type",
            "required",
            "unique",
            "primaryKey",
            "primary",
            "enum",
            "references",
            "quality",
            "title",
            "pii",
            "links",
            "precision",
            "scale",
            "config",
            "lineage",
            "$ref",
            "example",
            "primaryKeyPosition",
            "definition");
    private static final Set<String> OF_RULE = Set.of(
            "type",
            "name",
            "description",
            "metric",
            "rule",
            "arguments",
            "unit",
            "severity",
            "query",
            "engine",
            "implementation",
            "dimension",
            "mustBe",
            "mustNotBe",
            "mustBeGreaterThan",
            "mustBeGreaterOrEqualTo",
            "mustBeLessThan",
            "mustBeLessOrEqualTo",
            "mustBeBetween",
            "mustNotBeBetween");

    @Override
    public String name() {
        return "datacontract";
    }

    @Override
    public String described() {
        return "a contract in the Data Contract Specification";
    }

    @Override
    public boolean suits(JsonNode document) {
        return document.has("dataContractSpecification")
                && document.path("models").isObject();
    }

    @Override
    public void read(JsonNode document, ImportedContract contract) {
        contract.name(document.path("id").asText(""));
        for (Map.Entry<String, JsonNode> model : document.path("models").properties()) {
            model(contract.table(model.getKey()), document, model.getValue());
        }
        levels(contract, document.path("servicelevels"));
        if (document.has("quality")) {
            contract.lost(
                    "quality",
                    "checks in the language of " + document.at("/quality/type").asText("another tool"));
        }
    }

    private static void model(ImportedTable table, JsonNode document, JsonNode model) {
        model.path("fields").properties().forEach(f -> field(table, document, f.getKey(), f.getValue()));
        quality(table, null, model.path("quality"));
        JsonNode key = model.path("primaryKey");
        if (key.isTextual()) {
            table.column(key.asText()).put("primaryKey", true);
        }
        key.forEach(column -> table.column(column.asText()).put("primaryKey", true));
    }

    private static void field(ImportedTable table, JsonNode document, String name, JsonNode given) {
        ObjectNode field = Json.object();
        String reference = given.path("$ref").asText("");
        if (reference.startsWith("#/")) {
            JsonNode definition = document.at(reference.substring(1));
            if (definition.isObject()) {
                field.setAll((ObjectNode) definition);
            } else {
                table.lost("$ref of " + name, "the file does not have " + reference);
            }
        }
        given.properties().forEach(e -> field.set(e.getKey(), e.getValue()));
        type(table, name, field.path("type").asText(""));
        for (Map.Entry<String, JsonNode> entry : field.properties()) {
            option(table, name, entry.getKey(), entry.getValue());
        }
        quality(table, name, field.path("quality"));
    }

    private static void type(ImportedTable table, String name, String type) {
        String logical = type.matches("array|list")
                ? "array"
                : type.matches("object|record|struct|map|json|variant") ? "object" : LogicalTypes.of(type);
        table.column(name);
        table.type(name, logical);
        if (logical == null && !type.isEmpty()) {
            table.lost("type of " + name, "'" + type + "' has no logical type");
        }
    }

    private static void option(ImportedTable table, String name, String key, JsonNode value) {
        ObjectNode column = table.column(name);
        String type = table.type(name);
        boolean text = key.matches("pattern|minLength|maxLength|format");
        if (key.matches("required|unique") && value.asBoolean()) {
            column.put(key, true);
        } else if (key.matches("primaryKey|primary") && value.asBoolean()) {
            column.put("primaryKey", true);
        } else if ("enum".equals(key) && !value.isEmpty()) {
            table.rule(name, new ImportedRule("invalidValues").with("validValues", value));
        } else if ("references".equals(key)) {
            column.withArray("/relationships").addObject().put("to", value.asText());
        } else if (OPTIONS.contains(key)) {
            if (text ? "string".equals(type) : type.matches("integer|number|date|timestamp")) {
                table.option(name, key, value);
            } else {
                table.lost(key + " of " + name, "it is none of a " + type);
            }
        } else if (DOCUMENTS.contains(key)) {
            if (!"tags".equals(key) && !"examples".equals(key) || value.isArray()) {
                column.set(key, value);
            }
        } else if (key.matches("fields|items|keys|values")) {
            table.lost(key + " of " + name, "the inside of a column is not looked at");
        } else if (!READ.contains(key)) {
            table.lost(key + " of " + name, "no rule of a contract means this");
        }
    }

    private static void quality(ImportedTable table, String column, JsonNode rules) {
        for (JsonNode rule : rules) {
            ObjectNode kept = Json.object();
            String shown = rule.path("name")
                    .asText(rule.path("description").asText(rule.path("type").asText("a rule")));
            if ("sql".equals(rule.path("type").asText()) && !rule.hasNonNull("query")) {
                table.lost(shown, "a rule of type sql without a query");
                continue;
            }
            for (Map.Entry<String, JsonNode> entry : rule.properties()) {
                String key = entry.getKey()
                        .replace("GreaterThanOrEqualTo", "GreaterOrEqualTo")
                        .replace("LessThanOrEqualTo", "LessOrEqualTo");
                if (OF_RULE.contains(key)) {
                    kept.set(key, entry.getValue());
                } else if (!"dialect".equals(key)) {
                    table.lost(key + " of " + shown, "a rule has no such key");
                }
            }
            if (column == null) {
                table.raw(kept);
            } else {
                table.column(column).withArray("/quality").add(kept);
            }
        }
    }

    private static void levels(ImportedContract contract, JsonNode levels) {
        for (Map.Entry<String, JsonNode> level : levels.properties()) {
            JsonNode value = level.getValue();
            double hours = hours(value.path("threshold").asText(""));
            String element = value.path("timestampField").asText("");
            if ("freshness".equals(level.getKey()) && hours > 0 && element.contains(".")) {
                contract.freshness(element, hours);
            } else if (List.of("freshness", "latency").contains(level.getKey())) {
                contract.lost("servicelevels." + level.getKey(), "it names no threshold and column");
            }
        }
    }

    /** @param text such as {@code 25h}, {@code PT1H} or {@code 2 days}; @return 0 for anything else */
    private static double hours(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replaceFirst("^pt?", "");
        if (!plain.matches("\\d{1,6}\\s*(m|min|minutes?|h|hours?|d|days?)")) {
            return 0;
        }
        double number = Integer.parseInt(plain.replaceAll("\\D", ""));
        char unit = plain.replaceAll("[\\d\\s]", "").charAt(0);
        return unit == 'm' ? number / 60 : unit == 'h' ? number : number * 24;
    }
}
