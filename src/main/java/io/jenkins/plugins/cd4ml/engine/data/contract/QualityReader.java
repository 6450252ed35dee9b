package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the quality rules, relationships and service levels of a contract. */
final class QualityReader {
    private static final Set<String> RULE_KEYS = Set.of(
            "id",
            "name",
            "description",
            "type",
            "metric",
            "rule",
            "arguments",
            "unit",
            "severity",
            "dimension",
            "businessImpact",
            "tags",
            "query",
            "authoritativeDefinitions",
            "method");
    private static final Set<String> ARGUMENTS = Set.of("validValues", "pattern", "missingValues", "properties");
    private static final Set<String> SEVERITIES = Set.of("error", "warning", "info");
    private static final Map<String, Double> HOURS = Map.of(
            "h", 1.0, "hr", 1.0, "hours", 1.0, "d", 24.0, "day", 24.0, "days", 24.0, "m", 1 / 60.0, "min", 1 / 60.0,
            "minutes", 1 / 60.0, "w", 168.0);

    private final ContractReader contract;
    private final YamlDocument yaml;

    QualityReader(ContractReader contract, YamlDocument yaml) {
        this.contract = contract;
        this.yaml = yaml;
    }

    void table(JsonNode rules, String at) {
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), at + "/" + i, null);
        }
    }

    void column(JsonNode property, String at) {
        String name = property.path("name").asText();
        for (int i = 0; i < property.path("quality").size(); i++) {
            rule(property.path("quality").get(i), at + "/quality/" + i, name);
        }
        JsonNode relationships = property.path("relationships");
        for (int i = 0; i < relationships.size(); i++) {
            relationship(relationships.get(i), at + "/relationships/" + i, name);
        }
    }

    private void rule(JsonNode rule, String at, String column) {
        String type = rule.path("type").asText("library");
        String metric = rule.path("metric").asText(rule.path("rule").asText(""));
        if ("text".equals(type)) {
            return; // words for people: nothing to check
        }
        if (!"library".equals(type) && !"sql".equals(type)) {
            contract.unsupported(at, "a rule of type '" + type + "'");
            return;
        }
        Set<String> keys = new HashSet<>(RULE_KEYS);
        keys.addAll(Bound.operators());
        contract.only(rule, keys, at);
        contract.only(rule.path("arguments"), ARGUMENTS, at + "/arguments");
        Bound bound = Bound.of(rule);
        if (bound == null) {
            throw new InputException(yaml.place(at) + " needs one bound with its number, such as mustBe: 0.");
        }
        if (!rule.path("unit").asText("rows").matches("rows|percent")) {
            contract.unsupported(at + "/unit", "the unit '" + rule.path("unit").asText() + "'");
        }
        if ("sql".equals(type)) {
            String query = rule.path("query").asText("");
            if (query.isBlank()) {
                throw new InputException(yaml.place(at) + " is of type sql and has no query.");
            }
            add(rule, at, Kind.SQL, column, query, bound);
        } else {
            library(rule, metric, at, column, bound);
        }
    }

    private void library(JsonNode rule, String metric, String at, String column, Bound bound) {
        JsonNode arguments = rule.path("arguments");
        if ("rowCount".equals(metric)) {
            add(rule, at, Kind.ROW_COUNT, null, null, bound);
        } else if ("duplicateValues".equals(metric)
                && (column != null || arguments.path("properties").isArray())) {
            List<String> columns = column != null ? List.of(column) : texts(arguments.get("properties"));
            for (String each : columns) {
                if (!contract.has(each)) {
                    throw new InputException(
                            yaml.place(at) + " names '" + each + "', which is no column of the contract.");
                }
            }
            contract.add(Kind.UNIQUE, columns, null, bound, severity(rule, at), says(rule), at);
        } else if (column == null) {
            contract.unsupported(at, "the rule '" + metric + "' on a table");
        } else if ("nullValues".equals(metric)) {
            add(rule, at, Kind.NULL_VALUES, column, null, bound);
        } else if ("missingValues".equals(metric)) {
            add(rule, at, Kind.MISSING_VALUES, column, texts(arguments.path("missingValues")), bound);
        } else if ("invalidValues".equals(metric) && (arguments.has("validValues") || arguments.has("pattern"))) {
            if (arguments.has("validValues")) {
                add(rule, at, Kind.VALID_VALUES, column, texts(arguments.get("validValues")), bound);
            }
            if (arguments.has("pattern")) {
                String pattern = pattern(yaml, arguments.get("pattern"), at + "/arguments/pattern");
                add(rule, at, Kind.PATTERN, column, pattern, bound);
            }
        } else {
            contract.unsupported(at, "the rule '" + metric + "' with these arguments");
        }
    }

    private void add(JsonNode rule, String at, Kind kind, String column, Object argument, Bound bound) {
        List<String> columns = column == null ? List.of() : List.of(column);
        contract.add(kind, columns, argument, bound, severity(rule, at), says(rule), at);
    }

    void relationships(JsonNode list, String at) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode from = list.get(i).path("from");
            String column = from.isTextual() ? from.asText().replaceFirst("^.*\\.", "") : "";
            relationship(list.get(i), at + "/" + i, column);
        }
    }

    /** A foreign key {@code to: dataset.column}: another dataset of the project. */
    private void relationship(JsonNode node, String at, String column) {
        String to = node.path("to").asText("");
        if (!"foreignKey".equals(node.path("type").asText("foreignKey"))
                || !to.matches("[^.]+\\.[^.]+")
                || column.isEmpty()) {
            contract.unsupported(at, "a relationship other than a foreign key from one column to dataset.column");
        } else {
            contract.add(Kind.FOREIGN_KEY, List.of(column), to, Bound.NONE_BROKEN, "error", null, at);
        }
    }

    /** Freshness: {@code {property: freshness, value: 24, unit: h, element: table.column}}. */
    void service(JsonNode root, String table) {
        JsonNode properties = root.path("slaProperties");
        for (int i = 0; i < properties.size(); i++) {
            JsonNode each = properties.get(i);
            String at = "/slaProperties/" + i;
            String element =
                    each.path("element").asText(root.path("slaDefaultElement").asText(""));
            if (!element.startsWith(table + ".") && ofAnother(root, element)) {
                continue;
            }
            String column = element.startsWith(table + ".") ? element.substring(table.length() + 1) : element;
            Double hours = HOURS.get(each.path("unit").asText("d"));
            if (!each.path("property").asText().matches("freshness|latency")
                    || hours == null
                    || !each.path("value").isNumber()) {
                contract.unsupported(
                        at, "the service level '" + each.path("property").asText("?") + "'");
            } else if (!contract.has(column)) {
                throw new InputException(
                        yaml.place(at) + " names '" + element + "', which is no column of the contract.");
            } else {
                Bound bound = new Bound("mustBeLessOrEqualTo", each.get("value").asDouble() * hours, 0, false);
                contract.add(Kind.FRESHNESS, List.of(column), null, bound, severity(each, at), null, at);
            }
        }
    }

    private static boolean ofAnother(JsonNode root, String element) {
        for (JsonNode each : root.path("schema")) {
            if (element.startsWith(each.path("name").asText() + ".")) {
                return true;
            }
        }
        return false;
    }

    private String severity(JsonNode rule, String at) {
        String severity = rule.path("severity").asText("error");
        if (!SEVERITIES.contains(severity)) {
            throw new InputException(yaml.place(at) + ": severity is error, warning or info, not '" + severity + "'.");
        }
        return severity;
    }

    private static String says(JsonNode rule) {
        return rule.hasNonNull("description") ? rule.get("description").asText() : null;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(v -> texts.add(v.isNull() ? "" : v.asText()));
        return texts;
    }

    static String pattern(YamlDocument yaml, JsonNode value, String at) {
        try {
            return Pattern.compile(value.asText()).pattern();
        } catch (PatternSyntaxException e) {
            throw new InputException(yaml.place(at) + " is not a regular expression: " + e.getDescription() + ".", e);
        }
    }
}
