package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the quality rules and relationships of a contract. */
final class QualityReader {
    /** The standard leaves the words open; of others nobody knows whether they stop a build, so they do. */
    private static final Map<String, String> SEVERITIES = Map.of(
            "error", "error",
            "warning", "warning",
            "warn", "warning",
            "info", "info",
            "information", "info",
            "informational", "info");

    private final ContractReader contract;
    private final ContractYaml yaml;

    QualityReader(ContractReader contract, ContractYaml yaml) {
        this.contract = contract;
        this.yaml = yaml;
    }

    void table(JsonNode table, String at) {
        rules(table, at, null);
        JsonNode list = yaml.list(table, "relationships", at);
        for (int i = 0; i < list.size(); i++) {
            JsonNode from = list.get(i).path("from");
            String column = from.isTextual() ? from.asText().replaceFirst("^.*\\.", "") : "";
            relationship(list.get(i), at + "/relationships/" + i, column);
        }
    }

    void column(JsonNode property, String at) {
        String name = property.path("name").asText();
        rules(property, at, name);
        JsonNode list = yaml.list(property, "relationships", at);
        for (int i = 0; i < list.size(); i++) {
            relationship(list.get(i), at + "/relationships/" + i, name);
        }
    }

    private void rules(JsonNode node, String at, String column) {
        JsonNode rules = yaml.list(node, "quality", at);
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), at + "/quality/" + i, column);
        }
    }

    private void rule(JsonNode rule, String at, String column) {
        String type = rule.path("type").asText("library");
        String metric = rule.path("metric").asText(rule.path("rule").asText(""));
        if ("text".equals(type)) {
            yaml.unchecked(at, "quality of type text"); // words for people
            return;
        }
        if ("custom".equals(type)) {
            yaml.left(at, "a rule of type 'custom' for '" + rule.path("engine").asText("?") + "'");
            return;
        }
        if (!"library".equals(type) && !"sql".equals(type)) {
            yaml.unsupported(at, "a rule of type '" + type + "'");
            return;
        }
        yaml.only(rule, ContractKeys.RULE, at);
        yaml.only(yaml.mapping(rule, "arguments", at), ContractKeys.ARGUMENTS, at + "/arguments");
        if (rule.properties().stream().noneMatch(entry -> RuleBound.operators().contains(entry.getKey()))) {
            yaml.unsupported(at, "a rule without a bound such as mustBe: 0");
            return;
        }
        if ("library".equals(type) && metric.isEmpty()) {
            yaml.left(at, "a rule without a metric");
            return;
        }
        RuleBound bound = RuleBound.of(rule);
        if (bound == null) {
            throw yaml.mistake(at, " needs one bound with its number, such as mustBe: 0.");
        }
        if (RuleBound.inexact(rule)) {
            throw yaml.mistake(at, ": a bound must have at most 15 digits; compare larger numbers in a query.");
        }
        if (bound.never() != null) {
            throw yaml.mistake(at, ": " + bound.never() + ".");
        }
        if (!rule.path("unit").asText("rows").matches("rows|percent")) {
            yaml.unsupported(at + "/unit", "the unit '" + rule.path("unit").asText() + "'");
            return;
        }
        if ("sql".equals(type)) {
            String query = rule.path("query").asText("");
            if (query.isBlank()) {
                throw yaml.mistake(at, " is of type sql and has no query.");
            }
            add(rule, at, Kind.SQL, column, query, bound);
        } else {
            library(rule, metric, at, column, bound);
        }
    }

    private void library(JsonNode rule, String metric, String at, String column, RuleBound bound) {
        JsonNode arguments = rule.path("arguments");
        if ("rowCount".equals(metric)) {
            if (bound.percent()) {
                throw yaml.mistake(at, ": the number of rows has no percentage; leave out 'unit'.");
            }
            add(rule, at, Kind.ROW_COUNT, null, null, bound);
        } else if ("duplicateValues".equals(metric)
                && (column != null || arguments.path("properties").isArray())) {
            List<String> columns = column != null ? List.of(column) : yaml.texts(arguments, "properties", at);
            for (String each : columns) {
                if (!contract.has(each)) {
                    throw yaml.mistake(at, " names '" + each + "', which is no column of the contract.");
                }
            }
            contract.add(Kind.UNIQUE, columns, null, bound, severity(rule, at), says(rule), at);
        } else if (column == null) {
            yaml.unsupported(at, "the rule '" + metric + "' on a table");
        } else if ("nullValues".equals(metric)) {
            add(rule, at, Kind.NULL_VALUES, column, null, bound);
        } else if ("missingValues".equals(metric)) {
            add(rule, at, Kind.MISSING_VALUES, column, yaml.texts(arguments, "missingValues", at), bound);
        } else if ("invalidValues".equals(metric) && (arguments.has("validValues") || arguments.has("pattern"))) {
            if (arguments.has("validValues")) {
                add(rule, at, Kind.VALID_VALUES, column, yaml.values(arguments, "validValues", at), bound);
            }
            if (arguments.has("pattern")) {
                String pattern = yaml.pattern(arguments.get("pattern"), at + "/arguments/pattern");
                add(rule, at, Kind.PATTERN, column, pattern, bound);
            }
        } else {
            yaml.unsupported(at, "the rule '" + metric + "' with these arguments");
        }
    }

    private void add(JsonNode rule, String at, Kind kind, String column, Object argument, RuleBound bound) {
        List<String> columns = column == null ? List.of() : List.of(column);
        contract.add(kind, columns, argument, bound, severity(rule, at), says(rule), at);
    }

    /** A foreign key {@code to: dataset.column}: another dataset of the project. */
    private void relationship(JsonNode node, String at, String column) {
        yaml.only(node, ContractKeys.RELATIONSHIP, at);
        String to = node.path("to").asText("");
        if (!"foreignKey".equals(node.path("type").asText("foreignKey"))
                || !to.matches("[^.]+\\.[^.]+")
                || column.isEmpty()) {
            yaml.left(at, "a relationship other than a foreign key from one column to dataset.column");
        } else {
            contract.add(Kind.FOREIGN_KEY, List.of(column), to, RuleBound.NONE_BROKEN, "error", null, at);
        }
    }

    private String severity(JsonNode rule, String at) {
        return severity(yaml, rule, at);
    }

    static String severity(ContractYaml yaml, JsonNode rule, String at) {
        String word = rule.path("severity").asText("error");
        String severity = SEVERITIES.get(word.toLowerCase(Locale.ROOT));
        if (severity == null) {
            yaml.unchecked(at + "/severity", "severity '" + word + "', which counts as error");
            return "error";
        }
        return severity;
    }

    private static String says(JsonNode rule) {
        return rule.hasNonNull("description") ? rule.get("description").asText() : null;
    }
}
