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
        JsonNode arguments = yaml.mapping(rule, "arguments", at);
        yaml.only(arguments, ContractKeys.ARGUMENTS, at + "/arguments");
        Tolerance tolerance = Tolerance.ofArguments(yaml, arguments, at + "/arguments");
        boolean bounded = rule.properties().stream()
                .anyMatch(entry -> RuleBound.operators().contains(entry.getKey()));
        if (!bounded && tolerance.bound() == null) {
            yaml.unsupported(at, "a rule without a bound such as mustBe: 0");
            return;
        }
        if ("library".equals(type) && metric.isEmpty()) {
            yaml.left(at, "a rule without a metric");
            return;
        }
        if (!rule.path("unit").asText("rows").matches("rows|percent")) {
            yaml.unsupported(at + "/unit", "the unit '" + rule.path("unit").asText() + "'");
            return;
        }
        LibraryRules rules = new LibraryRules(
                contract,
                yaml,
                rule,
                at,
                tolerance.bound() == null ? bound(rule, at) : mostly(rule, tolerance, bounded, at),
                tolerance.where(),
                severity(yaml, rule, at));
        if ("sql".equals(type)) {
            rules.query(column);
        } else {
            rules.read(metric, column);
        }
    }

    private RuleBound bound(JsonNode rule, String at) {
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
        return bound;
    }

    private RuleBound mostly(JsonNode rule, Tolerance tolerance, boolean bounded, String at) {
        if (bounded || rule.has("unit")) {
            throw yaml.mistake(at, " has 'mostly', which is its bound; leave out the other one and 'unit'.");
        }
        return tolerance.bound();
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
            Tolerance tolerance = Tolerance.ofProperties(yaml, node, at);
            RuleBound bound = tolerance.or(RuleBound.NONE_BROKEN);
            contract.add(Kind.FOREIGN_KEY, List.of(column), to, bound, tolerance.where(), "error", null, at);
        }
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
}
