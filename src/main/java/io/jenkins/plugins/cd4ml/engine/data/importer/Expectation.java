package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One expectation by its name and arguments, as Great Expectations and dbt_expectations have them. */
final class Expectation {
    private static final Map<String, String> AGGREGATES = Map.of(
            "expect_column_min_to_be_between", "min(%s)",
            "expect_column_max_to_be_between", "max(%s)",
            "expect_column_mean_to_be_between", "avg(%s)",
            "expect_column_sum_to_be_between", "sum(%s)",
            "expect_column_stdev_to_be_between", "stddev_samp(%s)",
            "expect_column_unique_value_count_to_be_between", "count(DISTINCT %s)",
            "expect_column_proportion_of_unique_values_to_be_between",
                    "count(DISTINCT %1$s) * 1.0 / nullif(count(%1$s), 0)");

    private final ImportedTable table;
    private final String name;
    private final JsonNode arguments;
    private final String severity;
    private final boolean sql;
    private String where;

    /** @param sql whether a {@code row_condition} is SQL */
    Expectation(ImportedTable table, String name, JsonNode arguments, String severity, boolean sql) {
        this.table = table;
        this.name = name;
        this.arguments = arguments;
        this.severity = severity;
        this.sql = sql;
    }

    /** Adds the rule to the table, or names it as lost. */
    void read() {
        JsonNode condition = arguments.path("row_condition");
        if (!condition.isMissingNode() && !condition.isNull()) {
            where = sql ? condition.asText() : RowCondition.sql(condition, table::numbers);
            if (where == null) {
                lost("its row_condition is not understood: " + Json.line(condition));
                return;
            }
        }
        String column =
                arguments.path("column").asText(arguments.path("column_name").asText(""));
        if (column.isEmpty()) {
            ofTable();
        } else if (AGGREGATES.containsKey(name)) {
            aggregate(column);
        } else {
            ofColumn(column);
        }
    }

    private void lost(String why) {
        String column = arguments.path("column").asText("");
        table.lost(name + (column.isEmpty() ? "" : " of " + column), why);
    }

    private void add(String column, ImportedRule rule) {
        table.rule(
                column, rule.mostly(arguments.path("mostly")).severity(severity).with("where", where));
    }

    private void ofColumn(String column) {
        String id = ImportedTable.id(column);
        switch (name) {
            case "expect_column_to_exist" -> table.exists(column);
            case "expect_column_values_to_not_be_null" -> add(column, new ImportedRule("nullValues"));
            case "expect_column_values_to_be_null" -> condition(column, id + " IS NULL");
            case "expect_column_values_to_be_unique" -> add(column, new ImportedRule("duplicateValues"));
            case "expect_column_values_to_be_in_set" -> {
                JsonNode values = arguments.path("value_set");
                if (values.isEmpty()) {
                    lost("its set of values is empty");
                } else {
                    add(column, new ImportedRule("invalidValues").with("validValues", values));
                }
            }
            case "expect_column_values_to_not_be_in_set" ->
                condition(column, id + " NOT IN (" + list(arguments.path("value_set")) + ")");
            case "expect_column_values_to_be_between" ->
                between(column, "min_value", "max_value", strict("strict_min"), strict("strict_max"));
            case "expect_column_value_lengths_to_be_between" -> lengths(column, "min_value", "max_value");
            case "expect_column_value_lengths_to_equal" -> lengths(column, "value", "value");
            case "expect_column_values_to_match_regex" ->
                add(
                        column,
                        new ImportedRule("invalidValues")
                                .with(
                                        "pattern",
                                        Regexes.search(arguments.path("regex").asText())));
            case "expect_column_values_to_match_like_pattern" ->
                condition(
                        column,
                        id + " LIKE " + Duck.text(arguments.path("like_pattern").asText()));
            case "expect_column_values_to_not_match_like_pattern" ->
                condition(
                        column,
                        id + " NOT LIKE "
                                + Duck.text(arguments.path("like_pattern").asText()));
            default -> lost("no rule of a contract means this");
        }
    }

    private void ofTable() {
        switch (name) {
            case "expect_table_row_count_to_be_between" ->
                bounds(new ImportedRule("rowCount"), "min_value", "max_value");
            case "expect_table_row_count_to_equal" ->
                add(null, new ImportedRule("rowCount").bound("mustBe", arguments.path("value")));
            case "expect_compound_columns_to_be_unique" ->
                add(null, new ImportedRule("duplicateValues").columns(names("column_list")));
            case "expect_column_pair_values_a_to_be_greater_than_b" ->
                pair(arguments.path("or_equal").asBoolean() ? ">=" : ">");
            case "expect_column_pair_values_to_be_equal" -> pair("=");
            case "expect_multicolumn_sum_to_equal" -> {
                names("column_list").forEach(table::numbers);
                several(
                        "column_list",
                        names("column_list").stream().map(ImportedTable::id).collect(Collectors.joining(" + ")) + " = "
                                + arguments.path("sum_total").asText());
            }
            case "expect_select_column_values_to_be_unique_within_record" -> different(names("column_list"));
            case "expect_table_columns_to_match_set", "expect_table_columns_to_match_ordered_list" -> {
                names(arguments.has("column_set") ? "column_set" : "column_list")
                        .forEach(table::exists);
                lost("the columns must be there; their order, and that there are no others, is not checked");
            }
            case "unexpected_rows_expectation" ->
                table.query(
                                "SELECT count(*) FROM ("
                                        + arguments
                                                .path("unexpected_rows_query")
                                                .asText()
                                                .replace("{batch}", "{object}")
                                        + "\n) AS unexpected",
                                severity)
                        .put("mustBe", 0);
            default -> lost("no rule of a contract means this");
        }
    }

    private boolean strict(String key) {
        return arguments.path(key).asBoolean() || arguments.path("strictly").asBoolean();
    }

    private List<String> names(String key) {
        List<String> names = new ArrayList<>();
        arguments.path(key).forEach(column -> names.add(column.asText()));
        return names;
    }

    private void condition(String column, String condition) {
        add(null, ImportedRule.condition(List.of(column), condition));
    }

    private void several(String key, String condition) {
        add(null, ImportedRule.condition(names(key), condition));
    }

    private void pair(String operator) {
        String a = arguments.path("column_A").asText(arguments.path("column_a").asText());
        String b = arguments.path("column_B").asText(arguments.path("column_b").asText());
        if (a.isEmpty() || b.isEmpty()) {
            lost("it names no two columns");
        } else {
            if (!table.column(a).has("logicalType") || !table.column(b).has("logicalType")) {
                lost("the types of " + a + " and " + b
                        + " are not said; without their logicalType, CSV has texts to compare");
            }
            add(
                    null,
                    ImportedRule.condition(
                            List.of(a, b), ImportedTable.id(a) + " " + operator + " " + ImportedTable.id(b)));
        }
    }

    private void different(List<String> columns) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            for (int j = 0; j < i; j++) {
                pairs.add(ImportedTable.id(columns.get(j)) + " <> " + ImportedTable.id(columns.get(i)));
            }
        }
        if (pairs.isEmpty()) {
            lost("it names no two columns");
        } else {
            add(null, ImportedRule.condition(columns, String.join(" AND ", pairs)));
        }
    }

    private void between(String column, String low, String high, boolean above, boolean below) {
        Bounds bounds = new Bounds(arguments.path(low), above, arguments.path(high), below);
        String why = bounds.into(table, column, rule -> add(column, rule));
        if (why != null) {
            lost(why);
        }
    }

    private void lengths(String column, String low, String high) {
        ImportedRule rule = new ImportedRule("invalidValues");
        for (String[] key : new String[][] {{low, "minLength"}, {high, "maxLength"}}) {
            JsonNode length = arguments.path(key[0]);
            if (length.isNumber()) {
                rule.with(key[1], IntNode.valueOf(length.asInt()));
            }
        }
        if (!"string".equals(table.type(column)) || !(rule.has("minLength") || rule.has("maxLength"))) {
            lost("lengths are of texts, between numbers");
        } else {
            add(column, rule);
        }
    }

    private void aggregate(String column) {
        if (where != null) {
            lost("a query of a contract is over all rows");
        } else if (!name.contains("unique") && !numeric(column)) {
            lost("it is of a column of numbers, between numbers");
        } else {
            String query = "SELECT " + AGGREGATES.get(name).formatted(ImportedTable.id(column)) + " FROM {object}";
            table.column(column);
            bounds(table.query(query, severity), "min_value", "max_value");
        }
    }

    /** Makes the column one of numbers where nothing says otherwise. */
    private boolean numeric(String column) {
        for (String key : List.of("min_value", "max_value")) {
            if (arguments.hasNonNull(key) && !arguments.get(key).isNumber()) {
                return false;
            }
        }
        table.numbers(column);
        return table.type(column).matches("number|integer");
    }

    private void bounds(ImportedRule rule, String low, String high) {
        bounds(table.rule(null, rule.with("where", where).severity(severity)), low, high);
    }

    private void bounds(ObjectNode node, String low, String high) {
        JsonNode least = arguments.path(low);
        JsonNode most = arguments.path(high);
        node.remove("mustBe");
        boolean open = strict("strict_min") || strict("strict_max");
        if (least.isNumber() && most.isNumber() && !open) {
            if (least.decimalValue().compareTo(most.decimalValue()) == 0) {
                node.set("mustBe", least);
            } else {
                node.putArray("mustBeBetween").add(least).add(most);
            }
        } else if (least.isNumber()) {
            node.set(strict("strict_min") ? "mustBeGreaterThan" : "mustBeGreaterOrEqualTo", least);
            if (most.isNumber()) {
                lost("one bound of two that are not both included is lost: " + most);
            }
        } else if (most.isNumber()) {
            node.set(strict("strict_max") ? "mustBeLessThan" : "mustBeLessOrEqualTo", most);
        } else {
            node.put("mustBeGreaterOrEqualTo", -Double.MAX_VALUE); // it asks for a number, and no more
        }
    }

    private static String list(JsonNode values) {
        List<String> all = new ArrayList<>();
        values.forEach(value -> all.add(value.isNumber() ? value.asText() : Duck.text(value.asText())));
        return all.isEmpty() ? "NULL" : String.join(", ", all);
    }
}
