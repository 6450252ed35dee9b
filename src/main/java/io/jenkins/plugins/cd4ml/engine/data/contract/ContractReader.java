package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the schema of a contract: columns, types and the rules that a column's own keys make. */
final class ContractReader {
    private static final Set<String> TOP_KEYS = Set.of(
            "apiVersion",
            "kind",
            "id",
            "name",
            "version",
            "status",
            "schema",
            "description",
            "tags",
            "domain",
            "tenant",
            "dataProduct",
            "contractCreatedTs",
            "authoritativeDefinitions",
            "team",
            "roles",
            "support",
            "price",
            "servers",
            "slaDefaultElement",
            "slaProperties");
    private static final Set<String> TABLE_KEYS = Set.of(
            "id",
            "name",
            "logicalType",
            "physicalName",
            "physicalType",
            "description",
            "businessName",
            "tags",
            "properties",
            "quality",
            "dataGranularityDescription",
            "authoritativeDefinitions",
            "relationships");
    private static final Set<String> COLUMN_KEYS = Set.of(
            "id",
            "name",
            "logicalType",
            "physicalType",
            "physicalName",
            "description",
            "businessName",
            "required",
            "unique",
            "primaryKey",
            "primaryKeyPosition",
            "logicalTypeOptions",
            "quality",
            "tags",
            "classification",
            "examples",
            "criticalDataElement",
            "authoritativeDefinitions",
            "relationships");
    private static final Map<String, Kind> NUMBERS = Map.of(
            "minimum",
            Kind.MINIMUM,
            "maximum",
            Kind.MAXIMUM,
            "exclusiveMinimum",
            Kind.EXCLUSIVE_MINIMUM,
            "exclusiveMaximum",
            Kind.EXCLUSIVE_MAXIMUM,
            "multipleOf",
            Kind.MULTIPLE_OF);
    private static final Map<String, Kind> TEXTS =
            Map.of("minLength", Kind.MIN_LENGTH, "maxLength", Kind.MAX_LENGTH, "pattern", Kind.PATTERN);

    private final YamlDocument yaml;
    private final List<Contract.Column> columns = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> unsupported = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    ContractReader(Path file) {
        yaml = YamlDocument.read(file);
    }

    Contract read() {
        JsonNode root = yaml.root();
        only(root, TOP_KEYS, "");
        JsonNode schemas = root.path("schema");
        if (!schemas.isArray() || schemas.size() != 1) {
            throw new InputException(yaml.place("/schema") + " must list exactly one table.");
        }
        JsonNode table = schemas.get(0);
        only(table, TABLE_KEYS, "/schema/0");
        if (!table.path("properties").isArray() || table.path("properties").isEmpty()) {
            throw new InputException(yaml.place("/schema/0") + " has no properties; name at least one column.");
        }
        Set<String> names = new HashSet<>();
        List<String> key = new ArrayList<>();
        for (int i = 0; i < table.path("properties").size(); i++) {
            JsonNode node = table.path("properties").get(i);
            String at = "/schema/0/properties/" + i;
            String name = node.path("name").asText("");
            if (name.isEmpty()) {
                throw new InputException(yaml.place(at) + " has no name.");
            }
            if (!names.add(name)) {
                throw new InputException(yaml.place(at) + " repeats the column '" + name + "'.");
            }
            column(node, name, at);
            if (node.path("primaryKey").asBoolean()) {
                key.add(name);
            }
        }
        if (!key.isEmpty()) {
            add(Kind.UNIQUE, key, null, Bound.NONE_BROKEN, "error", null, "/schema/0/properties");
        }
        QualityReader quality = new QualityReader(this, yaml);
        quality.table(table.path("quality"), "/schema/0/quality");
        for (int i = 0; i < table.path("properties").size(); i++) {
            JsonNode node = table.path("properties").get(i);
            quality.column(node, "/schema/0/properties/" + i);
        }
        quality.relationships(table.path("relationships"), "/schema/0/relationships");
        quality.service(root, table.path("name").asText(""));
        return new Contract(List.copyOf(columns), List.copyOf(rules), List.copyOf(unsupported));
    }

    private void column(JsonNode node, String name, String at) {
        only(node, COLUMN_KEYS, at);
        String type = node.path("logicalType").asText("string");
        if (Contract.sqlType(type) == null) {
            unsupported(at + "/logicalType", "the logical type '" + type + "'");
            type = "string";
        }
        boolean key = node.path("primaryKey").asBoolean();
        boolean required = key || node.path("required").asBoolean();
        columns.add(new Contract.Column(name, type, required, key));
        List<String> one = List.of(name);
        if (!"string".equals(type)) {
            add(Kind.TYPE, one, type, Bound.NONE_BROKEN, "error", null, at);
        }
        if (node.hasNonNull("physicalType")) {
            add(Kind.PHYSICAL_TYPE, one, node.get("physicalType").asText(), Bound.NONE_BROKEN, "error", null, at);
        }
        if (required) {
            add(Kind.REQUIRED, one, null, Bound.NONE_BROKEN, "error", null, at);
        }
        if (node.path("unique").asBoolean()) {
            add(Kind.UNIQUE, one, null, Bound.NONE_BROKEN, "error", null, at);
        }
        options(node.path("logicalTypeOptions"), type, one, at + "/logicalTypeOptions");
    }

    private void options(JsonNode options, String type, List<String> column, String at) {
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            String key = option.getKey();
            JsonNode value = option.getValue();
            String place = at + "/" + key;
            boolean text = "string".equals(type);
            Kind kind = text ? TEXTS.get(key) : NUMBERS.get(key);
            if (kind == null || "boolean".equals(type) || value.isBoolean() && !key.startsWith("exclusive")) {
                unsupported(place, "'" + key + "' of a " + type);
            } else if (value.isBoolean()) { // true makes the bound beside it exclusive
                JsonNode limit = options.path(key.endsWith("Minimum") ? "minimum" : "maximum");
                if (value.asBoolean() && !limit.isMissingNode()) {
                    add(kind, column, argument(limit, type, place), Bound.NONE_BROKEN, "error", null, place);
                }
            } else if (text && kind == Kind.PATTERN) {
                add(kind, column, QualityReader.pattern(yaml, value, place), Bound.NONE_BROKEN, "error", null, place);
            } else {
                add(
                        kind,
                        column,
                        argument(value, text ? "number" : type, place),
                        Bound.NONE_BROKEN,
                        "error",
                        null,
                        place);
            }
        }
    }

    private Object argument(JsonNode value, String type, String at) {
        if ("date".equals(type) || "timestamp".equals(type)) {
            if (!value.asText().matches("\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?Z?)?")) {
                throw new InputException(yaml.place(at) + " must be a date such as 2026-01-31 or 2026-01-31T08:00:00.");
            }
            return value.asText();
        }
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw new InputException(yaml.place(at) + " must be a number.");
        }
        return value.isIntegralNumber() ? (Object) value.bigIntegerValue() : (Object) value.asDouble();
    }

    void add(Kind kind, List<String> on, Object argument, Bound bound, String severity, String says, String at) {
        String id = on.isEmpty() ? kind.text() : String.join("+", on) + "/" + kind.text();
        int nth = ids.merge(id, 1, Integer::sum);
        rules.add(new Rule(
                nth == 1 ? id : id + "-" + nth,
                kind,
                List.copyOf(on),
                argument,
                bound,
                severity,
                says,
                yaml.place(at)));
    }

    void unsupported(String at, String what) {
        unsupported.add(yaml.place(at) + ": " + what);
    }

    void only(JsonNode node, Set<String> keys, String at) {
        node.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                unsupported(at + "/" + key, "'" + key + "'");
            }
        });
    }

    boolean has(String column) {
        return columns.stream().anyMatch(c -> c.name().equals(column));
    }
}
