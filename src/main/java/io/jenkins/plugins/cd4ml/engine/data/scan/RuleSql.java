package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.source.Dialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Rules as SQL conditions that are true for a record that breaks them. A missing value breaks only the rules about
 * missing values; a value that is not of its column's type breaks the type and no other rule.
 */
public final class RuleSql {
    private final Dialect dialect;
    private final Contract contract;
    private final UnaryOperator<String> keys;

    /** @param keys gives the sub-select with the values that a foreign key {@code dataset.column} may have */
    public RuleSql(Dialect dialect, Contract contract, UnaryOperator<String> keys) {
        this.dialect = dialect;
        this.contract = contract;
        this.keys = keys;
    }

    /** @return the condition of a rule {@linkplain Rule.Kind#ofRecord of a record} */
    public String broken(Rule rule) {
        String column = Duck.id(rule.columns().get(0));
        String type = type(rule.columns().get(0));
        String text = dialect.text(column);
        boolean time = "date".equals(type) || "timestamp".equals(type);
        String typed = "string".equals(type) || "boolean".equals(type) ? dialect.number(column) : typed(column, type);
        String argument = time
                ? dialect.timestamp(Duck.text(String.valueOf(rule.argument()).replaceAll("Z$", "")))
                : rule.argument() instanceof Number
                        ? dialect.literal(rule.argument())
                        : String.valueOf(rule.argument());
        return switch (rule.kind()) {
            case TYPE -> column + " IS NOT NULL AND " + notOf(column, type);
            case REQUIRED, NULL_VALUES -> column + " IS NULL";
            case MISSING_VALUES -> column + " IS NULL OR " + text + " IN (" + list(rule.argument(), true) + ")";
            case MINIMUM -> "NOT (" + typed + " >= " + argument + ")" + nan(typed, time);
            case MAXIMUM -> "NOT (" + typed + " <= " + argument + ")" + nan(typed, time);
            case EXCLUSIVE_MINIMUM -> "NOT (" + typed + " > " + argument + ")" + nan(typed, time);
            case EXCLUSIVE_MAXIMUM -> "NOT (" + typed + " < " + argument + ")" + nan(typed, time);
            case MULTIPLE_OF -> dialect.notMultiple(column, argument);
            case MIN_LENGTH -> "length(" + text + ") < " + argument;
            case MAX_LENGTH -> "length(" + text + ") > " + argument;
            case PATTERN -> "NOT " + dialect.matches(text, Duck.text((String) rule.argument()));
            case VALID_VALUES -> column + " IS NOT NULL AND " + outside(column, text, type, rule.argument());
            case FOREIGN_KEY ->
                column + " IS NOT NULL AND " + text + " NOT IN (" + keys.apply((String) rule.argument()) + ")";
            default -> throw new IllegalArgumentException(rule.kind().text());
        };
    }

    private String type(String column) {
        Contract.Column described = contract.column(column);
        return described == null ? "string" : described.type();
    }

    /** @return the column as the logical type, null where it is not */
    String typed(String column, String type) {
        return switch (type) {
            case "integer", "number" -> dialect.number(column);
            case "date", "timestamp" -> dialect.timestamp(column);
            default -> dialect.text(column);
        };
    }

    private String notOf(String column, String type) {
        String number = dialect.number(column);
        return switch (type) {
            case "integer" ->
                "NOT coalesce(" + dialect.finite(number) + " AND " + number + " = floor(" + number + "), false)";
            case "number" -> number + " IS NULL";
            case "boolean" -> dialect.notBoolean(column);
            case "date" -> dialect.notDate(column);
            default -> dialect.timestamp(column) + " IS NULL";
        };
    }

    private String nan(String typed, boolean time) {
        return time ? "" : " OR " + dialect.nan(typed);
    }

    /** Numbers are compared as numbers, so that 1.0 is one of [0, 1]. */
    private String outside(String column, String text, String type, Object values) {
        if ("integer".equals(type) || "number".equals(type)) {
            List<?> numbers = (List<?>) values;
            if (numbers.stream().allMatch(v -> v.toString().matches("-?[0-9]+(\\.[0-9]+)?"))) {
                return dialect.number(column) + " NOT IN (" + list(values, false) + ")";
            }
        }
        return text + " NOT IN (" + list(values, true) + ")";
    }

    private String list(Object values, boolean quoted) {
        List<?> texts = (List<?>) values;
        return texts.isEmpty()
                ? "NULL"
                : texts.stream()
                        .map(v -> quoted ? Duck.text(v.toString()) : dialect.literal(v))
                        .collect(Collectors.joining(", "));
    }

    /**
     * @return a BIGINT that is the same for two records exactly when these columns are (up to a collision of 63 bits),
     *     null where one is missing
     */
    public String identity(List<String> columns) {
        String first = Duck.id(columns.get(0));
        if (columns.size() == 1 && "integer".equals(type(columns.get(0)))) {
            return dialect.integer(first);
        }
        return dialect.hash(columns.stream().map(Duck::id).toList());
    }
}
