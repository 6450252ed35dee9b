package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A schema of pandera as {@code to_yaml} or {@code to_json} writes it. */
final class PanderaSchema implements ContractFormat {
    private static final Set<String> KEYS = Set.of(
            "dtype",
            "nullable",
            "unique",
            "required",
            "coerce",
            "regex",
            "title",
            "description",
            "checks",
            "name",
            "metadata",
            "default",
            "report_duplicates",
            "drop_invalid_rows",
            "parsers",
            "allow_duplicates");
    private static final Set<String> OF_SCHEMA = Set.of(
            "schema_type",
            "version",
            "api",
            "columns",
            "checks",
            "index",
            "dtype",
            "coerce",
            "strict",
            "name",
            "ordered",
            "unique",
            "report_duplicates",
            "unique_column_names",
            "add_missing_columns",
            "title",
            "description",
            "metadata",
            "drop_invalid_rows",
            "parsers");

    @Override
    public String name() {
        return "pandera";
    }

    @Override
    public String described() {
        return "a schema of pandera";
    }

    @Override
    public boolean suits(JsonNode document) {
        return "dataframe".equals(document.path("schema_type").asText())
                && document.path("columns").isObject();
    }

    @Override
    public void read(JsonNode document, ImportedContract contract) {
        contract.name(document.path("name").asText(""));
        ImportedTable table = contract.table("");
        document.path("columns").properties().forEach(e -> column(table, e.getKey(), e.getValue()));
        List<String> unique = new ArrayList<>();
        document.path("unique").forEach(c -> unique.add(c.asText()));
        if (document.path("unique").isTextual()) {
            unique.add(document.path("unique").asText());
        }
        if (!unique.isEmpty()) {
            table.rule(null, new ImportedRule("duplicateValues").columns(unique));
        }
        for (JsonNode index : document.path("index")) {
            String name = index.path("name").asText("");
            if (name.isEmpty()) {
                contract.lost("index", "it has no name");
            } else {
                column(table, name, index);
            }
        }
        if (document.path("strict").asBoolean()
                || "filter".equals(document.path("strict").asText())) {
            contract.lost("strict", "columns beyond the contract are listed and allowed");
        }
        if (document.path("ordered").asBoolean()) {
            contract.lost("ordered", "the order of columns is not checked");
        }
        for (Map.Entry<String, JsonNode> entry : document.properties()) {
            if (!OF_SCHEMA.contains(entry.getKey())
                    || "checks".equals(entry.getKey()) && !entry.getValue().isEmpty()) {
                contract.lost(entry.getKey(), "checks of the whole frame are Python");
            }
        }
    }

    private static void column(ImportedTable table, String name, JsonNode column) {
        if (column.path("regex").asBoolean()) {
            table.lost("columns '" + name + "'", "a pattern of names");
            return;
        }
        String dtype = column.path("dtype").asText("");
        String type = LogicalTypes.of(dtype);
        table.type(name, type);
        table.column(name);
        if (type == null && !dtype.isEmpty() && !dtype.matches("object|category")) {
            table.lost("dtype of " + name, "'" + dtype + "' has no logical type");
        }
        boolean wanted = column.path("required").asBoolean(true);
        if (!column.path("nullable").asBoolean()) {
            if (wanted) {
                table.required(name);
            } else {
                table.rule(name, new ImportedRule("nullValues"));
                table.lost("required of " + name, "data without it are invalid, because it may have no missing values");
            }
        } else if (wanted) {
            table.exists(name);
        }
        if (column.path("unique").asBoolean()) {
            table.column(name).put("unique", true);
        }
        if (column.hasNonNull("description")) {
            table.column(name).set("description", column.get("description"));
        }
        JsonNode checks = column.path("checks");
        checks.properties().forEach(check -> check(table, name, check.getKey(), check.getValue()));
        if (checks.isArray()) {
            for (JsonNode check : checks) {
                String kind = check.at("/options/check_name")
                        .asText(check.path("name").asText("a check"));
                check(table, name, kind, check);
            }
        }
        column.properties().stream()
                .filter(e -> !KEYS.contains(e.getKey()))
                .forEach(check -> check(table, name, check.getKey(), check.getValue()));
    }

    private static void check(ImportedTable table, String column, String kind, JsonNode value) {
        JsonNode options = value.path("options");
        JsonNode given = value.isObject() && value.has("value") ? value.get("value") : value;
        boolean warns = value.path("raise_warning").asBoolean()
                || options.path("raise_warning").asBoolean();
        String severity = warns ? "warning" : "";
        if (options.has("ignore_na") && !options.get("ignore_na").asBoolean()) {
            table.lost(kind + " of " + column, "missing values break only the rules about them");
        }
        JsonNode low = value.isObject() && value.has("min_value") ? value.get("min_value") : given;
        JsonNode high = value.isObject() && value.has("max_value") ? value.get("max_value") : given;
        JsonNode none = MissingNode.getInstance();
        String id = ImportedTable.id(column);
        switch (kind) {
            case "greater_than", "gt" -> bounds(table, column, kind, new Bounds(low, true, none, false), severity);
            case "greater_than_or_equal_to", "ge" ->
                bounds(table, column, kind, new Bounds(low, false, none, false), severity);
            case "less_than", "lt" -> bounds(table, column, kind, new Bounds(none, false, high, true), severity);
            case "less_than_or_equal_to", "le" ->
                bounds(table, column, kind, new Bounds(none, false, high, false), severity);
            case "in_range", "between" ->
                bounds(
                        table,
                        column,
                        kind,
                        new Bounds(
                                value.path("min_value"),
                                !value.path("include_min").asBoolean(true),
                                value.path("max_value"),
                                !value.path("include_max").asBoolean(true)),
                        severity);
            case "equal_to", "eq" ->
                values(table, column, Json.MAPPER.createArrayNode().add(given), severity);
            case "isin" ->
                values(table, column, value.has("allowed_values") ? value.get("allowed_values") : given, severity);
            case "not_equal_to", "ne" -> condition(table, column, id + " <> " + literal(given), severity);
            case "notin" -> {
                List<String> all = new ArrayList<>();
                (value.has("forbidden_values") ? value.get("forbidden_values") : given)
                        .forEach(v -> all.add(literal(v)));
                condition(table, column, id + " NOT IN (" + String.join(", ", all) + ")", severity);
            }
            case "str_matches" -> pattern(table, column, Regexes.match(text(value, given, "pattern")), severity);
            case "str_contains" -> pattern(table, column, Regexes.search(text(value, given, "pattern")), severity);
            case "str_startswith" ->
                condition(table, column, id + " LIKE " + like("", text(value, given, "string"), "%"), severity);
            case "str_endswith" ->
                condition(table, column, id + " LIKE " + like("%", text(value, given, "string"), ""), severity);
            case "str_length" -> length(table, column, value, severity);
            default -> table.lost(kind + " of " + column, "no rule of a contract means this");
        }
    }

    private static void bounds(ImportedTable table, String column, String kind, Bounds bounds, String severity) {
        String why = bounds.into(table, column, rule -> table.rule(column, rule.severity(severity)));
        if (why != null) {
            table.lost(kind + " of " + column, why);
        }
    }

    private static void values(ImportedTable table, String column, JsonNode values, String severity) {
        table.rule(
                column,
                new ImportedRule("invalidValues").with("validValues", values).severity(severity));
    }

    private static void pattern(ImportedTable table, String column, String pattern, String severity) {
        table.rule(
                column,
                new ImportedRule("invalidValues").with("pattern", pattern).severity(severity));
    }

    private static void condition(ImportedTable table, String column, String condition, String severity) {
        table.rule(null, ImportedRule.condition(List.of(column), condition).severity(severity));
    }

    private static void length(ImportedTable table, String column, JsonNode value, String severity) {
        ImportedRule rule = new ImportedRule("invalidValues").severity(severity);
        JsonNode exact = value.path("exact_value");
        for (String[] key : new String[][] {{"min_value", "minLength"}, {"max_value", "maxLength"}}) {
            JsonNode length = exact.isNumber() ? exact : value.path(key[0]);
            if (length.isNumber()) {
                rule.with(key[1], IntNode.valueOf(length.asInt()));
            }
        }
        table.rule(column, rule);
    }

    private static String text(JsonNode value, JsonNode given, String key) {
        return (value.has(key) ? value.get(key) : given).asText();
    }

    private static String literal(JsonNode value) {
        return value.isNumber() || value.isBoolean() ? value.asText() : Duck.text(value.asText());
    }

    /** {@code LIKE} has no standard way to escape its signs without naming one. */
    private static String like(String before, String text, String after) {
        return Duck.text(before + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + after)
                + " ESCAPE '!'";
    }
}
