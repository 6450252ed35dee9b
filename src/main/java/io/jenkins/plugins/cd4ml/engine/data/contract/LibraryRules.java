package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import java.util.List;

/** Reads one quality rule by its metric and arguments, or its query: it may make several rules with one bound. */
final class LibraryRules {
    private final ContractReader contract;
    private final ContractYaml yaml;
    private final JsonNode rule;
    private final JsonNode arguments;
    private final String at;
    private final RuleBound bound;
    private final String where;
    private final String severity;

    /** @param where the records that it is about; null for all */
    LibraryRules(
            ContractReader contract,
            ContractYaml yaml,
            JsonNode rule,
            String at,
            RuleBound bound,
            String where,
            String severity) {
        this.contract = contract;
        this.yaml = yaml;
        this.rule = rule;
        this.arguments = rule.path("arguments");
        this.at = at;
        this.bound = bound;
        this.where = where;
        this.severity = severity;
    }

    /** @param column null for a rule of the table */
    void query(String column) {
        String query = rule.path("query").asText("");
        if (query.isBlank()) {
            throw yaml.mistake(at, " is of type sql and has no query.");
        }
        if (where != null) {
            throw yaml.mistake(at, " is of type sql; write its 'where' into the query.");
        }
        add(Kind.SQL, column == null ? List.of() : List.of(column), query);
    }

    /** @param column null for a rule of the table */
    void read(String metric, String column) {
        if ("rowCount".equals(metric)) {
            if (bound.percent() || bound.mostly()) {
                throw yaml.mistake(at, ": the number of rows has no percentage; leave out 'unit' and 'mostly'.");
            }
            add(Kind.ROW_COUNT, List.of(), null);
            return;
        }
        if (column == null && !arguments.path("properties").isArray()) {
            yaml.unsupported(at, "the rule '" + metric + "' on a table");
            return;
        }
        List<String> columns = column != null ? List.of(column) : yaml.texts(arguments, "properties", at);
        for (String each : columns) {
            if (!contract.has(each)) {
                throw yaml.mistake(at, " names '" + each + "', which is no column of the contract.");
            }
        }
        if ("duplicateValues".equals(metric)) {
            add(Kind.UNIQUE, columns, null);
        } else if ("invalidValues".equals(metric) && arguments.has("condition")) {
            add(
                    Kind.CONDITION,
                    columns,
                    Tolerance.condition(yaml, arguments.get("condition"), at + "/arguments/condition"));
        } else {
            columns.forEach(each -> value(metric, each));
        }
    }

    /** Adds rules on the values of one column. */
    private void value(String metric, String column) {
        List<String> one = List.of(column);
        switch (metric) {
            case "nullValues" -> add(Kind.NULL_VALUES, one, null);
            case "missingValues" -> add(Kind.MISSING_VALUES, one, yaml.texts(arguments, "missingValues", at));
            case "invalidValues" -> invalid(column, one);
            default -> yaml.unsupported(at, "the rule '" + metric + "' with these arguments");
        }
    }

    private void invalid(String column, List<String> one) {
        ObjectNode options = arguments.isObject() ? arguments.deepCopy() : JsonNodeFactory.instance.objectNode();
        options.retain(TypeOptions.names());
        if (options.isEmpty() && !arguments.has("validValues") && !arguments.has("foreignKey")) {
            yaml.unsupported(at, "the rule 'invalidValues' with these arguments");
        }
        if (arguments.has("validValues")) {
            add(Kind.VALID_VALUES, one, yaml.values(arguments, "validValues", at));
        }
        if (arguments.has("foreignKey")) {
            String to = arguments.get("foreignKey").asText();
            if (!to.matches("[^.]+\\.[^.]+")) {
                throw yaml.mistake(at + "/arguments/foreignKey", " must be dataset.column.");
            }
            add(Kind.FOREIGN_KEY, one, to);
        }
        new TypeOptions(yaml, (kind, argument, place) -> add(kind, one, argument))
                .read(options, contract.type(column), at + "/arguments");
    }

    private void add(Kind kind, List<String> columns, Object argument) {
        String says = rule.hasNonNull("description") ? rule.get("description").asText() : null;
        contract.add(kind, columns, argument, bound, where, severity, says, at);
    }
}
