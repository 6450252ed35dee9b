package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON Schema of one record, or of a list of records. */
final class JsonSchemaDocument implements ContractFormat {
    private static final Set<String> PLAIN = Set.of(
            "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength");
    private static final Set<String> WORDS = Set.of(
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions",
            "title",
            "description",
            "default",
            "examples",
            "type",
            "properties",
            "required",
            "items",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$ref",
            "additionalProperties");
    private static final Set<String> FORMATS =
            Set.of("email", "uuid", "uri", "hostname", "ipv4", "ipv6", "date", "date-time", "time");
    private static final int DEEPEST = 20; // references

    @Override
    public String name() {
        return "jsonschema";
    }

    @Override
    public String described() {
        return "a JSON Schema of a record";
    }

    @Override
    public boolean suits(JsonNode document) {
        JsonNode record = record(document);
        return record.path("properties").isObject();
    }

    private static JsonNode record(JsonNode document) {
        JsonNode root = resolved(document, document);
        return root.path("items").isObject() ? resolved(document, root.get("items")) : root;
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        JsonNode found = node;
        for (int i = 0; i < DEEPEST && found.path("$ref").asText("").startsWith("#/"); i++) {
            found = document.at(found.get("$ref").asText().substring(1));
        }
        return found;
    }

    @Override
    public void read(JsonNode document, ImportedContract contract) {
        JsonNode record = record(document);
        contract.name(
                record.path("title").asText(document.path("title").asText("")).replaceAll("\\s+", "_"));
        ImportedTable table = contract.table("");
        List<String> required = new ArrayList<>();
        record.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : record.path("properties").properties()) {
            column(table, document, property.getKey(), resolved(document, property.getValue()), required);
        }
        required.stream().filter(name -> !record.path("properties").has(name)).forEach(table::exists);
        if (record.has("additionalProperties")
                && !record.get("additionalProperties").asBoolean(true)) {
            contract.lost("additionalProperties", "columns beyond the contract are listed and allowed");
        }
        for (Map.Entry<String, JsonNode> entry : record.properties()) {
            if (!WORDS.contains(entry.getKey())) {
                contract.lost(entry.getKey(), "no rule of a contract means this");
            }
        }
    }

    private static void column(
            ImportedTable table, JsonNode document, String name, JsonNode given, List<String> required) {
        Set<String> types = new HashSet<>();
        JsonNode schema = given;
        JsonNode either = given.has("anyOf") ? given.get("anyOf") : given.path("oneOf");
        boolean nullable = given.path("nullable").asBoolean();
        if (either.size() == 2) { // a value or null
            for (int i = 0; i < 2; i++) {
                if ("null".equals(either.get(i).path("type").asText())) {
                    schema = resolved(document, either.get(1 - i));
                    nullable = true;
                }
            }
        }
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            types.add(type.asText());
        }
        type.forEach(each -> types.add(each.asText()));
        nullable |= types.remove("null");
        table.column(name);
        if (types.size() == 1) {
            type(table, name, types.iterator().next(), schema);
        } else if (!types.isEmpty()) {
            table.lost("type of " + name, "a column has one type, and not " + String.join(", ", types));
        }
        if (required.contains(name)) {
            if (nullable) {
                table.exists(name);
            } else {
                table.required(name);
            }
        }
        for (Map.Entry<String, JsonNode> option : schema.properties()) {
            option(table, name, option.getKey(), option.getValue());
        }
    }

    private static void type(ImportedTable table, String name, String type, JsonNode schema) {
        String format = schema.path("format").asText("");
        String logical =
                switch (type) {
                    case "string" ->
                        switch (format) {
                            case "date" -> "date";
                            case "date-time" -> "timestamp";
                            case "time" -> "time";
                            default -> "string";
                        };
                    case "integer", "number", "boolean", "array", "object" -> type;
                    default -> null;
                };
        table.type(name, logical);
        if (logical == null) {
            table.lost("type of " + name, "'" + type + "' is no type");
        }
    }

    private static void option(ImportedTable table, String name, String key, JsonNode value) {
        String type = table.type(name);
        boolean number = type.matches("integer|number");
        if (PLAIN.contains(key) && value.isNumber() && (key.endsWith("Length") ? "string".equals(type) : number)) {
            table.option(name, key, value);
        } else if ("pattern".equals(key) && "string".equals(type)) {
            table.option(name, key, TextNode.valueOf(Regexes.search(value.asText())));
        } else if ("format".equals(key)) {
            if ("string".equals(type) && FORMATS.contains(value.asText())) {
                table.option(name, key, value);
            } else if (!type.matches("date|timestamp|time")) {
                table.lost("format " + value.asText() + " of " + name, "the standard has no such format");
            }
        } else if ("enum".equals(key) && value.isArray()) {
            table.rule(name, new ImportedRule("invalidValues").with("validValues", value));
        } else if ("const".equals(key)) {
            table.rule(
                    name,
                    new ImportedRule("invalidValues")
                            .with("validValues", Json.MAPPER.createArrayNode().add(value)));
        } else if ("description".equals(key) && value.isTextual()) {
            table.column(name).set("description", value);
        } else if (("items".equals(key) || "properties".equals(key) || "required".equals(key))
                || !WORDS.contains(key) && !key.matches("anyOf|oneOf|nullable")) {
            table.lost(key + " of " + name, "no rule of a contract means this");
        }
    }
}
