package io.jenkins.plugins.cd4ml.engine.data.rule;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.TextFormat;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Rules as SQL conditions that are true for a record that breaks them. A missing value breaks only the rules about
 * missing values; a value that is not of its column's type breaks the type and no other rule.
 */
public final class RuleSql {
    private static final Set<String> TRUE = Set.of("true", "t", "1", "yes", "y");
    private static final Set<String> FALSE = Set.of("false", "f", "0", "no", "n");
    private static final String TIME = "\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?Z?)?";

    private final Dialect dialect;
    private final Contract contract;
    private final BinaryOperator<String> keys;

    /** @param keys gives the sub-select with the values that a foreign key {@code dataset.column} of a logical type may have */
    public RuleSql(Dialect dialect, Contract contract, BinaryOperator<String> keys) {
        this.dialect = dialect;
        this.contract = contract;
        this.keys = keys;
    }

    /** @return the condition of a rule {@linkplain Rule.Kind#ofRecord of a record} */
    public String broken(Rule rule) {
        return where(rule, alone(rule));
    }

    /** @return the condition among the records that the rule is about */
    public String where(Rule rule, String condition) {
        return rule.where() == null ? condition : met(rule.where()) + " AND (" + condition + ")";
    }

    /** @return true for a record that the rule's {@code where} names */
    public String about(Rule rule) {
        return met(rule.where());
    }

    /** @return true where a condition of the contract is met, else false */
    private String met(String condition) {
        return "coalesce(" + dialect.condition(contract.conditions().indexOf(condition)) + ", false)";
    }

    /** @return true for a record that is none of those that the rule is about */
    public String outside(Rule rule) {
        List<String> any = new ArrayList<>();
        if (rule.where() != null) {
            any.add("NOT " + met(rule.where()));
        }
        if (rule.ofValues()) {
            rule.columns().forEach(c -> any.add(dialect.id(c) + " IS NULL"));
        }
        return any.isEmpty() ? "false" : String.join(" OR ", any);
    }

    private String alone(Rule rule) {
        String column = dialect.id(rule.columns().get(0));
        String text = dialect.text(column);
        return switch (rule.kind()) {
            case TYPE ->
                column + " IS NOT NULL AND "
                        + notOf(column, contract.type(rule.columns().get(0)));
            case REQUIRED, NULL_VALUES -> column + " IS NULL";
            case MISSING_VALUES -> column + " IS NULL OR NOT (" + outside(rule, column) + ")";
            case MINIMUM -> beyond(rule, column, ">=");
            case MAXIMUM -> beyond(rule, column, "<=");
            case EXCLUSIVE_MINIMUM -> beyond(rule, column, ">");
            case EXCLUSIVE_MAXIMUM -> beyond(rule, column, "<");
            case MULTIPLE_OF ->
                dialect.notMultiple(column, new BigDecimal(rule.argument().toString()));
            case MIN_LENGTH -> dialect.length(text) + " < " + rule.argument();
            case MAX_LENGTH -> dialect.length(text) + " > " + rule.argument();
            case FORMAT -> "NOT " + dialect.matches(text, Duck.text(TextFormat.pattern((String) rule.argument())));
            case PATTERN -> "NOT " + dialect.matches(text, Duck.text((String) rule.argument()));
            case CONDITION -> // a condition that nobody can tell, where a value is missing, is not broken
                "NOT coalesce(" + dialect.condition(contract.conditions().indexOf((String) rule.argument()))
                        + ", true)";
            case VALID_VALUES -> column + " IS NOT NULL AND " + outside(rule, column);
            case FOREIGN_KEY -> {
                String type = type(rule.columns().get(0));
                yield column + " IS NOT NULL AND " + dialect.value(column, type) + " NOT IN ("
                        + keys.apply((String) rule.argument(), type) + ")";
            }
            default -> throw new IllegalArgumentException(rule.kind().text());
        };
    }

    /** @return the type by which values are equal: the contract's, or where that says text the column's own */
    public String type(String column) {
        String declared = contract.type(column);
        return "string".equals(declared) ? dialect.logical(dialect.id(column)) : declared;
    }

    private String beyond(Rule rule, String column, String operator) {
        if ("time".equals(contract.type(rule.columns().get(0)))) {
            return "NOT (" + dialect.seconds(column) + " " + operator + " "
                    + TextFormat.seconds((String) rule.argument()) + ")";
        }
        if (time(contract.type(rule.columns().get(0)))) {
            return "NOT (" + dialect.timestamp(column) + " " + operator + " "
                    + dialect.timestamp(
                            Duck.text(String.valueOf(rule.argument()).replaceAll("Z$", "")))
                    + ")";
        }
        return dialect.beyond(column, operator, rule.argument()) + " OR " + dialect.nan(dialect.number(column));
    }

    private static boolean time(String type) {
        return "date".equals(type) || "timestamp".equals(type);
    }

    private String notOf(String column, String type) {
        String number = dialect.number(column);
        return switch (type) {
            case "integer" ->
                "NOT coalesce(" + dialect.finite(number) + " AND " + number + " = floor(" + number + "), false)";
            case "number" -> number + " IS NULL";
            case "boolean" -> dialect.notBoolean(column);
            case "date" -> dialect.notDate(column);
            case "time" -> dialect.seconds(column) + " IS NULL";
            default -> dialect.timestamp(column) + " IS NULL";
        };
    }

    /**
     * Values are compared as what they are: numbers with the numbers of the list, booleans and times likewise, so that 1.0
     * is one of [0, 1]. What in the list is of no such type is compared as text.
     *
     * @return true for a value that is not among those of the list
     */
    private String outside(Rule rule, String column) {
        String type = type(rule.columns().get(0));
        List<BigDecimal> numbers = new ArrayList<>();
        List<String> typed = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Object each : (List<?>) rule.argument()) {
            String text = each.toString();
            BigDecimal number = "integer".equals(type) || "number".equals(type) ? number(text) : null;
            String constant = number == null ? constant(text, type) : null;
            if (number != null) {
                numbers.add(number);
            } else if (constant != null) {
                typed.add(constant);
            }
            if (number == null && constant == null || rule.kind() == Rule.Kind.MISSING_VALUES) {
                texts.add(Duck.text(text));
            }
        }
        List<String> outside = new ArrayList<>();
        if (!numbers.isEmpty()) {
            outside.add(
                    texts.isEmpty()
                            ? dialect.notAmong(column, numbers)
                            : "coalesce(" + dialect.notAmong(column, numbers) + ", true)");
        }
        if (!typed.isEmpty()) {
            String value = "boolean".equals(type)
                    ? dialect.bool(column)
                    : "time".equals(type) ? dialect.seconds(column) : dialect.timestamp(column);
            outside.add("coalesce(" + value + " NOT IN (" + String.join(", ", typed) + "), " + !texts.isEmpty() + ")");
        }
        if (!texts.isEmpty()) {
            outside.add(dialect.text(column) + " NOT IN (" + String.join(", ", texts) + ")");
        }
        return outside.isEmpty() ? "true" : String.join(" AND ", outside);
    }

    private static BigDecimal number(String text) {
        return text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?") ? new BigDecimal(text) : null;
    }

    /** @return SQL of a boolean or a time, or null */
    private String constant(String text, String type) {
        if ("boolean".equals(type)) {
            String lower = text.toLowerCase(Locale.ROOT);
            return TRUE.contains(lower) ? "true" : FALSE.contains(lower) ? "false" : null;
        }
        if ("time".equals(type)) {
            return text.matches(TextFormat.TIME) ? TextFormat.seconds(text) : null;
        }
        return time(type) && text.matches(TIME) ? dialect.timestamp(Duck.text(text.replaceAll("Z$", ""))) : null;
    }

    /**
     * @return as {@link #identity(List)}, null where the rule is not about the record
     */
    public String identity(Rule rule) {
        String identity = identity(rule.columns());
        return rule.where() == null ? identity : "CASE WHEN " + met(rule.where()) + " THEN " + identity + " END";
    }

    /**
     * @return a BIGINT that is the same for two records exactly when these columns are (up to a collision of 63 bits),
     *     null where one is missing
     */
    public String identity(List<String> columns) {
        return dialect.identity(
                columns.stream().map(dialect::id).toList(),
                columns.stream().map(this::type).toList());
    }
}
