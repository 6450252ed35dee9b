package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the warehouses of the clouds have in common: casts that fail softly, floating-point numbers that may be infinite or
 * none, regular expressions. Numbers are exact as decimals of 38 digits where they are whole, else as 64-bit floating-point
 * numbers.
 */
abstract class CastDialect extends TableDialect {
    private static final int TOGETHER = 25;
    private static final int LONGEST_TIME = 40;

    private final String floating;
    private final String decimal;
    private final String text;

    /** @param floating, decimal, text this database's names of the SQL types */
    CastDialect(Map<String, String> types, String floating, String decimal, String text) {
        super(types);
        this.floating = floating;
        this.decimal = decimal;
        this.text = text;
    }

    /** @return a cast that gives null where the value is none of the type */
    abstract String soft(String value, String type);

    /** @return whether a text has a part that a pattern in quotes describes */
    abstract String found(String text, String pattern);

    /** @return a time in UTC, of a text in ISO 8601 with or without an offset; null where it is none */
    abstract String instant(String text);

    /** @return a column of a time as a time in UTC */
    abstract String utc(String column, String type);

    /** @return the first group of a pattern in the text's replacement */
    abstract String group(int number);

    /** @return the text with its parts that the pattern describes replaced */
    abstract String replaced(String text, String pattern, String by);

    /** @return a whole number of 60 bits or more, of a text's MD5 */
    abstract String bits(String text, int half);

    final String hard(String value) {
        return "CAST(" + value + " AS " + floating + ")";
    }

    /** @return a pattern of the whole text, in quotes */
    String whole(String pattern) {
        return Duck.text("\\A(?:" + pattern + ")\\z");
    }

    @Override
    public String prepared(String column, String type) {
        return ", " + numberOf(column, type) + " AS " + number(column) + ", " + timeOf(column, type) + " AS "
                + timestamp(column);
    }

    private String numberOf(String column, String type) {
        return switch (kind(type)) {
            case NUMBER -> hard(column);
            case TIME -> hard("NULL");
            case TEXT ->
                told(type)
                        ? "CASE WHEN " + column + " THEN 1E0 WHEN NOT " + column + " THEN 0E0 END"
                        : numberOf(text(column));
        };
    }

    private String numberOf(String text) {
        return "CASE WHEN " + length(text) + " > " + LONGEST + " THEN NULL WHEN " + found(text, whole(DIGITS))
                + " THEN "
                + soft("trim(" + text + ")", floating) + " WHEN "
                + found("lower(" + text + ")", whole(BLANK + SPECIAL + BLANK))
                + " THEN CASE WHEN lower(" + text + ") LIKE '%nan%' THEN " + hard("'nan'") + " WHEN " + text
                + " LIKE '%-%' THEN " + real(Double.NEGATIVE_INFINITY) + " ELSE " + real(Double.POSITIVE_INFINITY)
                + " END END";
    }

    private String timeOf(String column, String type) {
        return switch (kind(type)) {
            case NUMBER -> instant(nothing());
            case TIME -> utc(column, type);
            case TEXT -> told(type) ? instant(nothing()) : timeOf(text(column));
        };
    }

    private String nothing() {
        return "CAST(NULL AS " + text + ")";
    }

    private String timeOf(String text) {
        String zone = "(:[0-9.]+[+-][0-9]{2})";
        String plain = replaced(
                replaced("replace(" + text + ", '/', '-')", zone + "([0-9]{2})$", group(1) + ":" + group(2)),
                zone + "$",
                group(1) + ":00");
        return "CASE WHEN " + length(text) + " <= " + LONGEST_TIME + " AND " + found(text, whole(TIME)) + " AND " + text
                + " NOT LIKE '0000%' THEN " + instant(plain) + " END";
    }

    @Override
    public String timestamp(String column) {
        return column.startsWith("'") ? instant(column) : beside(column, "t");
    }

    @Override
    public String text(String column) {
        return "CAST(" + column + " AS " + text + ")";
    }

    @Override
    public String finite(String number) {
        return "abs(" + number + ") < " + real(Double.POSITIVE_INFINITY);
    }

    @Override
    public String literal(Object number) {
        return real(new BigDecimal(number.toString()).doubleValue());
    }

    @Override
    public String real(double value) {
        if (Double.isInfinite(value)) {
            return hard(value > 0 ? "'inf'" : "'-inf'");
        }
        String text = Double.toString(value);
        return text.contains("E") ? text : text + "E0";
    }

    @Override
    public String beyond(String column, String operator, Object argument) {
        return "NOT (" + number(column) + " " + operator + " " + literal(argument) + ")";
    }

    @Override
    public String notAmong(String column, List<BigDecimal> numbers) {
        return number(column) + " NOT IN ("
                + list(numbers.stream().map(this::literal).toList()) + ")";
    }

    @Override
    public String notMultiple(String column, BigDecimal divisor) {
        String number = number(column);
        String exact = soft(text(column), decimal);
        return "CASE WHEN " + number + " IS NULL THEN NULL WHEN NOT (" + finite(number) + ") THEN true WHEN "
                + few(number, divisor) + " THEN " + far(number, divisor) + " ELSE coalesce(mod(" + exact + ", CAST('"
                + divisor.toPlainString() + "' AS " + decimal + ")) <> 0, true) END";
    }

    @Override
    String decimal(String column, boolean whole) {
        return whole
                ? "CASE WHEN " + number(column) + " = floor(" + number(column) + ") THEN "
                        + whole(column, typeOf(column)) + " END"
                : number(column);
    }

    @Override
    String decimalConstant(String number, boolean whole) {
        return whole ? soft(Duck.text(number), decimal) : literal(number);
    }

    @Override
    public String whole(String column, String type) {
        return "CASE WHEN abs(" + number(column) + ") < 1E29 THEN round(" + soft(text(column), decimal) + ") END";
    }

    @Override
    public String among(List<String> constants) {
        return list(constants);
    }

    @Override
    String like(String text, String pattern) {
        return found(text, Duck.text(pattern));
    }

    @Override
    public String pattern(String pattern) {
        return PatternTranslator.TRINO.of(pattern);
    }

    @Override
    public String matches(String text, String pattern) {
        return found(text, Duck.text(pattern(plain(pattern))));
    }

    @Override
    protected String clock(String text) {
        return "(" + hard("substr(" + text + ", 1, 2)") + " * 3600 + " + hard("substr(" + text + ", 4, 2)")
                + " * 60 + CASE WHEN "
                + found(text, "'^..:..:'") + " THEN " + hard(replaced("substr(" + text + ", 7)", "[^0-9.].*$", ""))
                + " ELSE 0 END)";
    }

    @Override
    public String checksum(Collection<String> columns, int half) {
        String row = columns.stream()
                .map(Duck::id)
                .map(this::text)
                .map(t -> "coalesce(CAST(" + length(t) + " AS " + text + ") || ':' || " + t + ", 'N')")
                .collect(Collectors.joining(" || "));
        return "sum(" + bits(row, half) + ")";
    }

    @Override
    public String bytewise(String text) {
        return text;
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    /** @return how many of the thresholds from one place to another are at most {@code x}, by halves */
    static String halves(String x, List<String> thresholds, int from, int to) {
        if (from == to) {
            return Integer.toString(from);
        }
        int middle = (from + to) / 2;
        return "CASE WHEN " + x + " >= " + thresholds.get(middle) + " THEN " + halves(x, thresholds, middle + 1, to)
                + " ELSE " + halves(x, thresholds, from, middle) + " END";
    }

    static ColumnKind kind(String type, String numbers, String times) {
        return type.matches(numbers) ? ColumnKind.NUMBER : type.matches(times) ? ColumnKind.TIME : ColumnKind.TEXT;
    }
}
