package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Models, sources and seeds of dbt with their tests: a properties file ({@code schema.yml}). */
final class DbtSchema implements ContractFormat {
    @Override
    public String name() {
        return "dbt";
    }

    @Override
    public String described() {
        return "a properties file of dbt (schema.yml)";
    }

    @Override
    public boolean suits(JsonNode document) {
        return document.path("models").isArray()
                || document.path("sources").isArray()
                || document.path("seeds").isArray()
                || document.path("snapshots").isArray();
    }

    @Override
    public void read(JsonNode document, ImportedContract contract) {
        for (String kind : List.of("models", "seeds", "snapshots")) {
            document.path(kind).forEach(model -> table(contract, model));
        }
        for (JsonNode source : document.path("sources")) {
            source.path("tables").forEach(table -> table(contract, table));
        }
    }

    private static void table(ImportedContract contract, JsonNode model) {
        ImportedTable table = contract.table(model.path("name").asText(""));
        for (JsonNode column : model.path("columns")) { // types first
            String name = column.path("name").asText();
            table.column(name);
            String type = column.path("data_type").asText("");
            if (!type.isEmpty()) {
                table.type(name, LogicalTypes.of(type));
                if (LogicalTypes.of(type) == null) {
                    table.lost("data_type of " + name, "'" + type + "' has no logical type");
                }
            }
            if (column.hasNonNull("description")
                    && !column.get("description").asText().isBlank()) {
                table.column(name).set("description", column.get("description"));
            }
        }
        for (JsonNode column : model.path("columns")) {
            tests(contract, table, column, column.path("name").asText());
        }
        tests(contract, table, model, null);
        freshness(contract, table, model);
    }

    private static void tests(ImportedContract contract, ImportedTable table, JsonNode node, String column) {
        for (String key : List.of("tests", "data_tests")) {
            for (JsonNode test : node.path(key)) {
                if (test.isTextual()) {
                    test(table, column, test.asText(), Json.object());
                } else if (test.has("test_name")) {
                    test(table, column, test.get("test_name").asText(), test);
                } else {
                    test.properties().forEach(e -> test(table, column, e.getKey(), e.getValue()));
                }
            }
        }
        for (JsonNode constraint : node.path("constraints")) {
            constraint(contract, table, constraint, column);
        }
    }

    private static void constraint(ImportedContract contract, ImportedTable table, JsonNode node, String column) {
        List<String> columns = new ArrayList<>();
        node.path("columns").forEach(c -> columns.add(c.asText()));
        if (column != null) {
            columns.add(column);
        }
        String type = node.path("type").asText();
        switch (type) {
            case "not_null" -> columns.forEach(table::required);
            case "primary_key" -> columns.forEach(c -> table.column(c).put("primaryKey", true));
            case "unique" -> table.rule(null, new ImportedRule("duplicateValues").columns(columns));
            case "check" -> {
                if (columns.isEmpty()) {
                    contract.lost("the check " + node.path("expression").asText(), "it names no columns");
                } else {
                    table.rule(
                            null,
                            ImportedRule.condition(
                                    columns, node.path("expression").asText()));
                }
            }
            default -> contract.lost("the constraint " + type, "no rule of a contract means this");
        }
    }

    private static void test(ImportedTable table, String column, String test, JsonNode given) {
        ObjectNode all = Json.object();
        for (JsonNode part : List.of(given, given.path("arguments"), given.path("config"))) {
            part.properties().forEach(e -> all.set(e.getKey(), e.getValue()));
        }
        String shown = test + (column == null ? "" : " of " + column);
        String severity = all.path("severity").asText("").toLowerCase(Locale.ROOT);
        String where = all.path("where").asText(null);
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            if (entry.getKey().matches("error_if|warn_if|limit|fail_calc|enabled")) {
                table.lost(entry.getKey() + " of " + shown, "no rule of a contract means this");
            }
        }
        String name = test.replaceFirst("^.*\\.", "");
        if (name.startsWith("expect_")) {
            if (column != null) {
                all.put("column", column);
            }
            if (where != null && !all.has("row_condition")) {
                all.put("row_condition", where);
            }
            new Expectation(table, name, all, severity, true).read();
            return;
        }
        ImportedRule rule = column == null ? ofTable(name, all) : ofColumn(table, name, column, all, shown);
        if (rule != null) {
            table.rule(column, rule.with("where", where).severity(severity));
        } else {
            table.lost(shown, "no rule of a contract means this");
        }
    }

    private static ImportedRule ofColumn(
            ImportedTable table, String name, String column, JsonNode arguments, String shown) {
        String id = ImportedTable.id(column);
        return switch (name) {
            case "not_null" -> new ImportedRule("nullValues");
            case "unique" -> new ImportedRule("duplicateValues");
            case "accepted_values" ->
                arguments.path("values").isEmpty()
                        ? null
                        : new ImportedRule("invalidValues").with("validValues", arguments.get("values"));
            case "relationships" -> {
                String to = arguments.path("to").asText().replaceFirst("^.*['\"]([^'\"]+)['\"]\\s*\\)$", "$1");
                String field = arguments.path("field").asText("");
                yield to.matches("[^.]+") && field.matches("[^.]+")
                        ? new ImportedRule("invalidValues").with("foreignKey", to + "." + field)
                        : null;
            }
            case "not_null_proportion" -> new ImportedRule("nullValues").mostly(arguments.path("at_least"));
            case "accepted_range" -> {
                boolean open = !arguments.path("inclusive").asBoolean(true);
                ImportedRule[] found = new ImportedRule[1];
                String why = new Bounds(arguments.path("min_value"), open, arguments.path("max_value"), open)
                        .into(table, column, rule -> found[0] = rule);
                if (why != null) {
                    table.lost(shown, why);
                }
                yield found[0];
            }
            case "expression_is_true" ->
                ImportedRule.condition(
                        List.of(column), id + " " + arguments.path("expression").asText());
            case "not_empty_string" -> ImportedRule.condition(List.of(column), "trim(" + id + ") <> ''");
            default -> null;
        };
    }

    private static ImportedRule ofTable(String name, JsonNode arguments) {
        List<String> columns = new ArrayList<>();
        arguments.path("combination_of_columns").forEach(c -> columns.add(c.asText()));
        return "unique_combination_of_columns".equals(name) && !columns.isEmpty()
                ? new ImportedRule("duplicateValues").columns(columns)
                : null;
    }

    private static void freshness(ImportedContract contract, ImportedTable table, JsonNode model) {
        JsonNode after = model.at("/freshness/error_after").isObject()
                ? model.at("/freshness/error_after")
                : model.at("/freshness/warn_after");
        String column = model.path("loaded_at_field").asText("");
        Map<String, Double> hours = Map.of("minute", 1 / 60.0, "hour", 1.0, "day", 24.0);
        if (after.path("count").isNumber()
                && hours.containsKey(after.path("period").asText())
                && column.matches("\\w+")) {
            table.type(column, "timestamp");
            contract.freshness(
                    table.name() + "." + column,
                    after.get("count").asDouble()
                            * hours.get(after.get("period").asText()));
        } else if (model.path("freshness").isObject()) {
            contract.lost("freshness of " + table.name(), "it names no age and column");
        }
    }
}
