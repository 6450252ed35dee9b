package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Reads the schema of a contract: columns, types and the rules that a column's own keys make. */
final class ContractReader {
    private final ContractYaml yaml;
    private final String wanted;
    private final List<Contract.Column> columns = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private Tolerance tolerance = Tolerance.NONE;

    /** @param wanted the table to read where there are several; null for the only one */
    ContractReader(Path file, String wanted) {
        yaml = new ContractYaml(YamlDocument.read(file));
        this.wanted = wanted;
    }

    Contract read() {
        JsonNode root = yaml.root();
        standard(root);
        yaml.only(root, ContractKeys.TOP, "");
        JsonNode schemas = yaml.list(root, "schema", "");
        if (schemas.isEmpty() && wanted == null) {
            yaml.left("/schema", "data (no table is described)");
            return contract(root.path("schema"));
        }
        int chosen = table(schemas);
        String at = "/schema/" + chosen;
        JsonNode table = root.path("schema").get(chosen);
        yaml.only(table, ContractKeys.TABLE, at);
        if (!table.path("logicalType").asText("object").equals("object")) {
            yaml.unsupported(
                    at + "/logicalType",
                    "the logical type '" + table.path("logicalType").asText() + "' of a table");
        }
        JsonNode properties = yaml.list(table, "properties", at);
        if (properties.isEmpty() && table.path("quality").isEmpty()) {
            yaml.left(at, "columns (none is described)");
        }
        columns(properties, at + "/properties");
        QualityReader quality = new QualityReader(this, yaml);
        quality.table(table, at);
        for (int i = 0; i < properties.size(); i++) {
            quality.column(properties.get(i), at + "/properties/" + i);
        }
        new ServiceLevels(this, yaml).read(root, table.path("name").asText(""));
        return contract(table);
    }

    private Contract contract(JsonNode table) {
        List<String> names = Stream.of("name", "physicalName")
                .map(key -> table.path(key).asText(""))
                .filter(name -> !name.isBlank())
                .distinct()
                .toList();
        return new Contract(names, List.copyOf(columns), List.copyOf(rules), yaml.unsupported(), yaml.unchecked());
    }

    private void standard(JsonNode root) {
        if (!root.isObject()) {
            throw yaml.mistake("", " must be a mapping of keys and values.");
        }
        String version = root.path("apiVersion").asText("v3");
        if (!version.matches("v?3(\\..*)?")) {
            throw yaml.mistake("/apiVersion", " is " + version + "; contracts of the standard's version 3 are read.");
        }
        if (!"DataContract".equals(root.path("kind").asText("DataContract"))) {
            yaml.unsupported("/kind", "the kind '" + root.path("kind").asText() + "'");
        }
    }

    private void columns(JsonNode properties, String at) {
        Set<String> names = new HashSet<>();
        List<String> key = new ArrayList<>();
        for (int i = 0; i < properties.size(); i++) {
            JsonNode node = properties.get(i);
            String place = at + "/" + i;
            String name = node.path("name").asText("");
            if (name.isEmpty()) {
                throw yaml.mistake(place, " has no name.");
            }
            if (!names.add(name)) {
                throw yaml.mistake(place, " repeats the column '" + name + "'.");
            }
            column(node, name, place);
            if (node.path("primaryKey").asBoolean()) {
                key.add(name);
            }
        }
        if (!key.isEmpty()) {
            own(Kind.UNIQUE, key, null, at);
        }
    }

    private int table(JsonNode schemas) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : schemas) {
            names.add(each.path("name").asText("?"));
        }
        int chosen = wanted == null ? 0 : names.indexOf(wanted);
        if (names.isEmpty()) {
            throw yaml.mistake("/schema", " must list a table.");
        }
        if (chosen < 0 || wanted == null && names.size() > 1) {
            throw yaml.mistake(
                    "/schema",
                    " has " + (chosen < 0 ? "no table '" + wanted + "'; it has " : "") + String.join(", ", names)
                            + "; name one with 'contractTable' at the dataset.");
        }
        return chosen;
    }

    private void column(JsonNode node, String name, String at) {
        yaml.only(node, ContractKeys.COLUMN, at);
        String type = node.path("logicalType").asText("string");
        JsonNode options = yaml.mapping(node, "logicalTypeOptions", at);
        inside(node, options, type, at);
        if (!Contract.judged(type)) {
            options = options.path("none");
            type = "string";
        }
        boolean key = yaml.flag(node, "primaryKey", at);
        boolean nullable = !node.has("isNullable") || yaml.flag(node, "isNullable", at); // of the standard's version 2
        boolean required = yaml.flag(node, "required", at) || key || !nullable;
        columns.add(new Contract.Column(name, type, required, key, options.hasNonNull("defaultTimezone")));
        List<String> one = List.of(name);
        tolerance = Tolerance.ofProperties(yaml, node, at);
        if (!"string".equals(type)) {
            own(Kind.TYPE, one, type, at);
        }
        if (node.hasNonNull("physicalType")) {
            own(Kind.PHYSICAL_TYPE, one, node.get("physicalType").asText(), at);
        }
        if (required) {
            own(Kind.REQUIRED, one, null, at);
        }
        if (yaml.flag(node, "unique", at) || yaml.flag(node, "isUnique", at)) {
            own(Kind.UNIQUE, one, null, at);
        }
        new TypeOptions(yaml, (kind, argument, place) -> own(kind, one, argument, place))
                .read(options, type, at + "/logicalTypeOptions");
        tolerance = Tolerance.NONE;
    }

    /** A column of several values is there or not, and may be missing or not; its parts are not looked at. */
    private void inside(JsonNode node, JsonNode options, String type, String at) {
        BiConsumer<String, String> tell =
                "object".equals(type) || "array".equals(type) ? yaml::left : yaml::unsupported;
        if (!Contract.judged(type)) {
            tell.accept(at + "/logicalType", "the logical type '" + type + "'");
            options.fieldNames()
                    .forEachRemaining(option -> tell.accept(
                            at + "/logicalTypeOptions/" + option, "'" + option + "' of type '" + type + "'"));
        }
        for (String part : List.of("properties", "items")) {
            if (node.has(part)) {
                tell.accept(at + "/" + part, "'" + part + "' of type '" + type + "'");
            }
        }
    }

    /** Adds a rule that was asked for by itself. */
    void add(
            Kind kind,
            List<String> on,
            Object argument,
            RuleBound bound,
            String where,
            String severity,
            String says,
            String at) {
        add(kind, on, argument, bound, where, severity, says, at, true);
    }

    /** Adds what a key of a column's own description asks for. */
    void own(Kind kind, List<String> on, Object argument, String at) {
        boolean whole = kind == Kind.PHYSICAL_TYPE; // of no record
        add(
                kind,
                on,
                argument,
                whole ? RuleBound.NONE_BROKEN : tolerance.or(RuleBound.NONE_BROKEN),
                whole ? null : tolerance.where(),
                "error",
                null,
                at,
                false);
    }

    private void add(
            Kind kind,
            List<String> on,
            Object argument,
            RuleBound bound,
            String where,
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
                where,
                asked));
    }

    /** @return the logical type of a column that was read */
    String type(String column) {
        return columns.stream()
                .filter(c -> c.name().equals(column))
                .map(Contract.Column::type)
                .findFirst()
                .orElse("string");
    }

    boolean has(String column) {
        return columns.stream().anyMatch(c -> c.name().equals(column));
    }
}
