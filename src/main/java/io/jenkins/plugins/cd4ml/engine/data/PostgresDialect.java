package io.jenkins.plugins.cd4ml.engine.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PostgreSQL over a relation that gives each column's number and time beside it ({@link #prepared}). PostgreSQL 15 has
 * no cast that fails softly: a text is cast only where a pattern says that it can be.
 */
final class PostgresDialect extends Dialect {
    private static final String LARGEST = "1.7976931348623157e308";
    private static final String DIGITS =
            "^[ \\t\\n\\r\\f\\v]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?[ \\t\\n\\r\\f\\v]*$";
    private static final String DATE =
            "^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})([ T]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?"
                    + "(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?$";
    private static final int LONGEST = 400; // digits of a number in a text; numeric itself takes many more

    private final Map<String, Integer> places = new LinkedHashMap<>();

    /** @param types the columns' types by name, in order */
    PostgresDialect(Map<String, String> types) {
        types.keySet().forEach(c -> places.put(Duck.id(c), places.size()));
    }

    static Columns.Kind kind(String type) {
        String base = type.replaceFirst("\\(.*", "");
        return switch (base) {
            case "int2", "int4", "int8", "smallserial", "serial", "bigserial", "oid", "float4", "float8", "numeric" ->
                Columns.Kind.NUMBER;
            case "date", "timestamp", "timestamptz" -> Columns.Kind.TIME;
            default -> Columns.Kind.TEXT;
        };
    }

    /** @return select items that give the column's number and time */
    String prepared(String column, String type) {
        int place = places.get(column);
        return numberOf(column, type) + " AS cd4ml_n" + place + ", " + timeOf(column, type) + " AS cd4ml_t" + place;
    }

    private static String numberOf(String column, String type) {
        String base = type.replaceFirst("\\(.*", "");
        if ("numeric".equals(base)) { // NaN and the infinities are compared as the largest numbers
            return "CASE WHEN " + column + " = 'NaN' THEN 'NaN'::float8 ELSE " + squeezed(column) + " END";
        }
        return switch (kind(type)) {
            case NUMBER -> column + "::float8";
            case TIME -> "NULL::float8";
            case TEXT -> "bool".equals(base) ? column + "::int::float8" : numberOf(column + "::text");
        };
    }

    private static String numberOf(String text) {
        return "CASE WHEN length(" + text + ") > " + LONGEST + " THEN NULL WHEN " + text + " ~ " + Duck.text(DIGITS)
                + " THEN " + squeezed(text + "::numeric") + " WHEN lower(btrim(" + text
                + ", E' \\t\\n\\r\\f\\v')) ~ '^[+-]?(nan|inf|infinity)$' THEN CASE WHEN lower(" + text
                + ") LIKE '%nan%' THEN 'NaN' WHEN " + text + " LIKE '%-%' THEN '-Infinity' ELSE 'Infinity' END::float8"
                + " END";
    }

    /** A numeric beyond the doubles is an error in PostgreSQL; in a file it is infinite, or zero. */
    private static String squeezed(String numeric) {
        return "CASE WHEN " + numeric + " > " + LARGEST + " THEN 'Infinity'::float8 WHEN " + numeric + " < -" + LARGEST
                + " THEN '-Infinity'::float8 WHEN abs(" + numeric + ") < 5e-324 THEN 0::float8 ELSE " + numeric
                + "::float8 END";
    }

    private static String timeOf(String column, String type) {
        String base = type.replaceFirst("\\(.*", "");
        return switch (kind(type)) {
            case NUMBER -> "NULL::timestamp";
            case TIME ->
                "CASE WHEN isfinite(" + column + ") THEN " + column
                        + ("timestamptz".equals(base) ? " AT TIME ZONE 'UTC'" : "::timestamp") + " END";
            case TEXT -> "bool".equals(base) ? "NULL::timestamp" : timeOf(column + "::text");
        };
    }

    private static String timeOf(String text) {
        String part = "(regexp_match(" + text + ", " + Duck.text(DATE) + "))";
        String month = part + "[2]::int";
        String day = part + "[3]::int";
        return "CASE WHEN " + text + " !~ " + Duck.text(DATE) + " THEN NULL WHEN " + part + "[1]::int < 1 OR " + month
                + " NOT BETWEEN 1 AND 12 OR " + day
                + " < 1 THEN NULL WHEN " + day + " > extract(day FROM make_date(" + part + "[1]::int, " + month
                + ", 1) + interval '1 month' - interval '1 day') THEN NULL ELSE " + text
                + "::timestamp END"; // PostgreSQL, as DuckDB, passes over the offset
    }

    @Override
    String number(String column) {
        return "cd4ml_n" + places.get(column);
    }

    @Override
    String timestamp(String column) {
        return column.startsWith("'") ? column + "::timestamp" : "cd4ml_t" + places.get(column);
    }

    @Override
    String text(String column) {
        return column + "::text";
    }

    @Override
    String finite(String number) {
        return number + " NOT IN ('NaN'::float8, 'Infinity'::float8, '-Infinity'::float8)";
    }

    @Override
    String nan(String number) {
        return number + " = 'NaN'::float8";
    }

    @Override
    String notBoolean(String column) {
        return "lower(" + text(column) + ") NOT IN ('true', 'false', 't', 'f', '1', '0', 'yes', 'no', 'y', 'n')";
    }

    /** @param pattern quoted, as the rule has it; {@link PosixPattern} knows it */
    @Override
    String matches(String text, String pattern) {
        String plain = pattern.substring(1, pattern.length() - 1).replace("''", "'");
        return "(" + text + " ~ " + Duck.text(PosixPattern.of(plain)) + ")";
    }

    /** @return microseconds since 1970 as a double */
    String micros(String column) {
        return "(extract(epoch FROM " + timestamp(column) + ") * 1000000)::float8";
    }

    /** @return a whole number where the value is one or near, as an integer is compared with integers */
    String whole(String column, String type) {
        String numeric = "numeric".equals(type.replaceFirst("\\(.*", "")) ? column : text(column) + "::numeric";
        return "CASE WHEN " + finite(number(column)) + " AND abs(" + number(column) + ") < 9.2e18 THEN round(" + numeric
                + ") END";
    }

    /**
     * @return a number per row whose sum over all rows does not depend on their order: half of the MD5 of the row's
     *     texts with their lengths
     */
    static String checksum(Map<String, String> types, int half) {
        String row = types.keySet().stream()
                .map(Duck::id)
                .map(c -> "coalesce(length(" + c + "::text) || ':' || " + c + "::text, 'N')")
                .collect(Collectors.joining(" || "));
        return "sum(('x' || substr(md5(" + (row.isEmpty() ? "''" : row) + "), " + (half * 16 + 1)
                + ", 16))::bit(64)::bigint::numeric)";
    }
}
