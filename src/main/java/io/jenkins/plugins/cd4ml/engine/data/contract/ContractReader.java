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

    private static final String OFFSET = "\\d{4}-\\d{2}-\\d{2}[ T][0-9:.]+ ?[+-]\\d{2}(:?\\d{2})?";

    private final YamlDocument yaml;
    private final String wanted;
    private final List<Contract.Column> columns = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> unsupported = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    /** @param wanted the table to read where there are several; null for the only one */
    ContractReader(Path file, String wanted) {
        yaml = YamlDocument.read(file);
        this.wanted = wanted;
    }

    Contract read() {
        JsonNode root = yaml.root();
        only(root, TOP_KEYS, "");
        int chosen = table(root.path("schema"));
        String at = "/schema/" + chosen;
        JsonNode table = root.path("schema").get(chosen);
        only(table, TABLE_KEYS, at);
        if (!table.path("properties").isArray() || table.path("properties").isEmpty()) {
            throw new InputException(yaml.place(at) + " has no properties; name at least one column.");
        }
        Set<String> names = new HashSet<>();
        List<String> key = new ArrayList<>();
        for (int i = 0; i < table.path("properties").size(); i++) {
            JsonNode node = table.path("properties").get(i);
            String place = at + "/properties/" + i;
            String name = node.path("name").asText("");
            if (name.isEmpty()) {
                throw new InputException(yaml.place(place) + " has no name.");
            }
            if (!names.add(name)) {
                throw new InputException(yaml.place(place) + " repeats the column '" + name + "'.");
            }
            column(node, name, place);
            if (node.path("primaryKey").asBoolean()) {
                key.add(name);
            }
        }
        if (!key.isEmpty()) {
            own(Kind.UNIQUE, key, null, at + "/properties");
        }
        QualityReader quality = new QualityReader(this, yaml);
        quality.table(table.path("quality"), at + "/quality");
        for (int i = 0; i < table.path("properties").size(); i++) {
            JsonNode node = table.path("properties").get(i);
            quality.column(node, at + "/properties/" + i);
        }
        quality.relationships(table.path("relationships"), at + "/relationships");
        quality.service(root, table.path("name").asText(""));
        return new Contract(List.copyOf(columns), List.copyOf(rules), List.copyOf(unsupported));
    }

    private int table(JsonNode schemas) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : schemas) {
            names.add(each.path("name").asText("?"));
        }
        int chosen = wanted == null ? 0 : names.indexOf(wanted);
        if (names.isEmpty()) {
            throw new InputException(yaml.place("/schema") + " must list a table.");
        }
        if (chosen < 0 || wanted == null && names.size() > 1) {
            throw new InputException(
                    yaml.place("/schema") + " has " + (chosen < 0 ? "no table '" + wanted + "'; it has " : "")
                            + String.join(", ", names) + "; name one with 'contractTable' at the dataset.");
        }
        return chosen;
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
            own(Kind.TYPE, one, type, at);
        }
        if (node.hasNonNull("physicalType")) {
            own(Kind.PHYSICAL_TYPE, one, node.get("physicalType").asText(), at);
        }
        if (required) {
            own(Kind.REQUIRED, one, null, at);
        }
        if (node.path("unique").asBoolean()) {
            own(Kind.UNIQUE, one, null, at);
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
                    own(kind, column, argument(limit, type, place), place);
                }
            } else if (text && kind == Kind.PATTERN) {
                own(kind, column, QualityReader.pattern(yaml, value, place), place);
            } else if (!text && value.asText().matches(OFFSET)) {
                unsupported(place, "a time with an offset");
            } else {
                own(kind, column, argument(value, text ? "number" : type, place), place);
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

    /** Adds a rule that was asked for by itself. */
    void add(Kind kind, List<String> on, Object argument, Bound bound, String severity, String says, String at) {
        add(kind, on, argument, bound, severity, says, at, true);
    }

    /** Adds what a key of a column's own description asks for. */
    private void own(Kind kind, List<String> on, Object argument, String at) {
        add(kind, on, argument, Bound.NONE_BROKEN, "error", null, at, false);
    }

    private void add(
            Kind kind,
            List<String> on,
            Object argument,
            Bound bound,
            String severity,
            String says,
            String at,
            boolean asked) {
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
                yaml.place(at),
                asked));
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
