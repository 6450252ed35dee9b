package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which rows an expectation is about, as SQL: pandas' query syntax, {@code col("x")}, or the tree of version 1. */
final class RowCondition {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<text>'[^'\\\\]*'|\"[^\"\\\\]*\")|(?<number>-?\\d+(?:\\.\\d+)?)"
                    + "|col\\(\\s*['\"](?<col>[^'\"]+)['\"]\\s*\\)|`(?<quoted>[^`]+)`|(?<null>\\.not[Nn]ull\\(\\)|\\.is[Nn]ull\\(\\)|\\.isna\\(\\)|\\.notna\\(\\))"
                    + "|(?<operator>==|!=|<=|>=|<>|[<>=()&|~])|(?<word>[A-Za-z_][A-Za-z0-9_]*))");
    private static final Map<String, String> SIGNS = Map.of("==", "=", "!=", "<>", "&", "AND", "|", "OR", "~", "NOT");
    private static final Map<String, String> WORDS = Map.of(
            "and", "AND", "or", "OR", "not", "NOT", "true", "TRUE", "false", "FALSE", "none", "NULL", "null", "NULL");

    private RowCondition() {}

    /**
     * @param numbers takes the columns that are compared with a number
     * @return SQL, or null where it is not understood
     */
    static String sql(JsonNode condition, Consumer<String> numbers) {
        if (condition.isTextual()) {
            return ofText(condition.asText(), numbers);
        }
        return switch (condition.path("type").asText()) {
            case "pass_through" -> ofText(condition.path("pass_through_filter").asText(), numbers);
            case "and", "or" -> {
                List<String> parts = new ArrayList<>();
                for (JsonNode part : condition.path("conditions")) {
                    String sql = sql(part, numbers);
                    if (sql == null) {
                        yield null;
                    }
                    parts.add("(" + sql + ")");
                }
                yield parts.isEmpty()
                        ? null
                        : String.join(" " + condition.path("type").asText().toUpperCase(Locale.ROOT) + " ", parts);
            }
            case "nullity" ->
                ImportedTable.id(condition.at("/column/name").asText())
                        + (condition.path("is_null").asBoolean() ? " IS NULL" : " IS NOT NULL");
            case "comparison" -> comparison(condition, numbers);
            default -> null;
        };
    }

    private static String comparison(JsonNode condition, Consumer<String> numbers) {
        String operator = condition.path("operator").asText();
        JsonNode value = condition.path("parameter");
        String column = condition.at("/column/name").asText();
        if (column.isEmpty()) {
            return null;
        }
        String id = ImportedTable.id(column);
        if (value.isNumber() || value.path(0).isNumber()) {
            numbers.accept(column);
        }
        if (value.isArray() && operator.matches("(?i)(not )?in")) {
            List<String> all = new ArrayList<>();
            value.forEach(each -> all.add(literal(each)));
            return all.isEmpty()
                    ? null
                    : id + " " + operator.toUpperCase(Locale.ROOT) + " (" + String.join(", ", all) + ")";
        }
        return operator.matches("==|!=|<|>|<=|>=") && value.isValueNode() && !value.isNull()
                ? id + " " + SIGNS.getOrDefault(operator, operator) + " " + literal(value)
                : null;
    }

    private static String literal(JsonNode value) {
        return value.isNumber() || value.isBoolean() ? value.asText() : Duck.text(value.asText());
    }

    private static String ofText(String text, Consumer<String> numbers) {
        StringBuilder sql = new StringBuilder();
        Matcher token = TOKEN.matcher(text.strip());
        String compared = null; // the column before a comparison
        String before = null;
        int at = 0;
        while (at < text.strip().length()) {
            if (!token.find(at) || token.start() != at) {
                return null;
            }
            at = token.end();
            boolean compares =
                    token.group("operator") != null && token.group("operator").matches("[=!<>]+");
            if (token.group("number") != null && compared != null) {
                numbers.accept(compared);
            }
            compared = compares ? before : null;
            before = name(token);
            String next;
            if (token.group("text") != null) {
                next = Duck.text(
                        token.group("text").substring(1, token.group("text").length() - 1));
            } else if (token.group("null") != null) {
                next = token.group("null").startsWith(".not") ? "IS NOT NULL" : "IS NULL";
            } else if (token.group("operator") != null) {
                next = SIGNS.getOrDefault(token.group("operator"), token.group("operator"));
            } else if (token.group("number") != null) {
                next = token.group("number");
            } else if (token.group("word") != null) {
                String word = token.group("word");
                next = WORDS.getOrDefault(word.toLowerCase(Locale.ROOT), ImportedTable.id(word));
            } else {
                next = ImportedTable.id(before);
            }
            sql.append(sql.isEmpty() ? "" : " ").append(next);
        }
        return sql.isEmpty() ? null : sql.toString();
    }

    /** @return the column that a token names, or null */
    private static String name(Matcher token) {
        String word = token.group("word");
        if (word != null) {
            return WORDS.containsKey(word.toLowerCase(Locale.ROOT)) ? null : word;
        }
        return token.group("col") != null ? token.group("col") : token.group("quoted");
    }
}
