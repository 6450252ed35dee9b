package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** PostgreSQL 15, which has no cast that fails softly: a text is cast only where a pattern says that it can be. */
final class PostgresDialect extends TableDialect {
    private static final String LARGEST = "1.7976931348623157e308";
    private static final int TOGETHER = 100; // of its 1,664 results

    PostgresDialect(Map<String, String> types) {
        super(types);
    }

    @Override
    public ColumnKind kind(String type) {
        return switch (base(type)) {
            case "int2", "int4", "int8", "smallserial", "serial", "bigserial", "oid", "float4", "float8", "numeric" ->
                ColumnKind.NUMBER;
            case "date", "timestamp", "timestamptz" -> ColumnKind.TIME;
            default -> ColumnKind.TEXT;
        };
    }

    @Override
    public String prepared(String column, String type) {
        return ", " + numberOf(column, type) + " AS " + number(column) + ", " + timeOf(column, type) + " AS "
                + timestamp(column);
    }

    private String numberOf(String column, String type) {
        if ("numeric".equals(base(type))) { // NaN and the infinities are compared as the largest numbers
            return "CASE WHEN " + column + " = 'NaN' THEN 'NaN'::float8 ELSE " + squeezed(column) + " END";
        }
        return switch (kind(type)) {
            case NUMBER -> column + ("oid".equals(type) ? "::bigint::float8" : "::float8");
            case TIME -> "NULL::float8";
            case TEXT -> "bool".equals(base(type)) ? column + "::int::float8" : numberOf(column + "::text");
        };
    }

    private static String whole(String pattern) {
        return Duck.text("^" + pattern + "$");
    }

    private static String numberOf(String text) {
        return "CASE WHEN length(" + text + ") > " + LONGEST + " THEN NULL WHEN " + text + " ~ " + whole(DIGITS)
                + " THEN " + squeezed(text + "::numeric") + " WHEN lower(btrim(" + text
                + ", E' \\t\\n\\r\\f\\v')) ~ " + whole(SPECIAL) + " THEN CASE WHEN lower(" + text
                + ") LIKE '%nan%' THEN 'NaN' WHEN " + text + " LIKE '%-%' THEN '-Infinity' ELSE 'Infinity' END::float8"
                + " END";
    }

    /** A numeric beyond the doubles is an error in PostgreSQL; in a file it is infinite, or zero. */
    private static String squeezed(String numeric) {
        return "CASE WHEN " + numeric + " > " + LARGEST + " THEN 'Infinity'::float8 WHEN " + numeric + " < -" + LARGEST
                + " THEN '-Infinity'::float8 WHEN abs(" + numeric + ") < 5e-324 THEN 0::float8 ELSE " + numeric
                + "::float8 END";
    }

    private String timeOf(String column, String type) {
        return switch (kind(type)) {
            case NUMBER -> "NULL::timestamp";
            case TIME ->
                "CASE WHEN isfinite(" + column + ") THEN " + column
                        + ("timestamptz".equals(base(type)) ? " AT TIME ZONE 'UTC'" : "::timestamp") + " END";
            case TEXT -> "bool".equals(base(type)) ? "NULL::timestamp" : timeOf(column + "::text");
        };
    }

    private static String timeOf(String text) {
        String part = "(regexp_match(" + text + ", " + whole(TIME) + "))";
        String month = part + "[2]::int";
        String day = part + "[3]::int";
        return "CASE WHEN " + text + " !~ " + whole(TIME) + " THEN NULL WHEN " + part + "[1]::int < 1 OR " + month
                + " NOT BETWEEN 1 AND 12 OR " + day
                + " < 1 THEN NULL WHEN " + day + " > extract(day FROM make_date(" + part + "[1]::int, " + month
                + ", 1) + interval '1 month' - interval '1 day') THEN NULL ELSE " + text
                + "::timestamptz AT TIME ZONE 'UTC' END"; // the session is in UTC
    }

    @Override
    public String timestamp(String column) {
        return column.startsWith("'") ? column + "::timestamp" : beside(column, "t");
    }

    @Override
    public String text(String column) {
        return column + "::text";
    }

    /** Of floating-point numbers none: 0 is written 0.0 in a file, which is no boolean, and 0 here. */
    @Override
    public String notBoolean(String column) {
        return typeOf(column).startsWith("float") ? "true" : super.notBoolean(column);
    }

    @Override
    public String literal(Object number) {
        return number instanceof BigDecimal exact ? exact.toPlainString() : number.toString();
    }

    /** @return an exact number where {@link #number} is finite; of a floating-point number what its text says */
    private String numeric(String column) {
        return switch (typeOf(column)) {
            case "numeric" -> column;
            case "bool" -> number(column) + "::numeric";
            default -> kind(typeOf(column)) == ColumnKind.TIME ? "NULL::numeric" : text(column) + "::numeric";
        };
    }

    /** @return whether equal floating-point numbers in this column are equal numbers */
    private boolean shortest(String column) {
        return typeOf(column).matches("float8|int2|int4");
    }

    @Override
    public String beyond(String column, String operator, Object argument) {
        String usual = "NOT (" + number(column) + " " + operator + " " + literal(argument) + ")";
        return shortest(column)
                ? usual
                : "CASE WHEN " + finite(number(column)) + " THEN NOT (" + numeric(column) + " " + operator + " "
                        + literal(argument) + ") ELSE " + usual + " END";
    }

    @Override
    public String notAmong(String column, List<BigDecimal> numbers) {
        String among = list(numbers.stream().map(this::literal).toList());
        return shortest(column)
                ? number(column) + " NOT IN (" + among + ")"
                : "CASE WHEN " + finite(number(column)) + " THEN " + numeric(column) + " NOT IN (" + among + ") WHEN "
                        + number(column) + " IS NOT NULL THEN true END";
    }

    @Override
    public String notMultiple(String column, BigDecimal divisor) {
        String number = "float4".equals(typeOf(column)) ? text(column) + "::float8" : number(column);
        return "CASE WHEN " + number + " IS NULL THEN NULL WHEN NOT (" + finite(number) + ") THEN true WHEN "
                + few(number, divisor) + " THEN "
                + far(number, divisor) + " ELSE mod(" + numeric(column) + ", " + literal(divisor)
                + "::numeric) <> 0 END";
    }

    @Override
    String decimal(String column, boolean whole) {
        String number = number(column);
        return "CASE WHEN " + finite(number) + (whole ? " AND " + number + " = floor(" + number + ")" : "") + " THEN "
                + numeric(column) + (whole ? "" : " WHEN " + number + " IS NOT NULL THEN " + number + "::text::numeric")
                + " END";
    }

    @Override
    String decimalConstant(String number, boolean whole) {
        return "'" + number + "'::numeric";
    }

    @Override
    String like(String text, String pattern) {
        return "(" + text + " ~ " + Duck.text(pattern) + ")";
    }

    @Override
    public String finite(String number) {
        return number + " NOT IN ('NaN'::float8, 'Infinity'::float8, '-Infinity'::float8)";
    }

    @Override
    public String nan(String number) {
        return number + " = 'NaN'::float8";
    }

    @Override
    public String pattern(String pattern) {
        return PatternTranslator.POSTGRESQL.of(pattern);
    }

    @Override
    public List<String> tableNames(String table) {
        String lower = table.toLowerCase(Locale.ROOT); // without quotes
        return lower.equals(table) ? List.of(table) : List.of(table, lower);
    }

    @Override
    protected String clock(String text) {
        return "CAST(substr(" + text + ", 1, 2) AS double precision) * 3600 + CAST(substr(" + text
                + ", 4, 2) AS double precision) * 60 + coalesce(CAST(substring(" + text
                + " from '^..:..:([0-9.]+)') AS double precision), 0)";
    }

    @Override
    public String matches(String text, String pattern) {
        return "(" + text + " ~ " + Duck.text(pattern(plain(pattern))) + ")";
    }

    @Override
    public String micros(String column) {
        return "(extract(epoch FROM " + timestamp(column) + ") * 1000000)::float8";
    }

    @Override
    public String whole(String column, String type) {
        String numeric =
                switch (base(type)) {
                    case "numeric" -> column;
                    case "bool" -> number(column) + "::numeric";
                    default -> text(column) + "::numeric";
                };
        return "CASE WHEN " + finite(number(column)) + " AND abs(" + number(column) + ") < 1e38 THEN round(" + numeric
                + ") END";
    }

    @Override
    public String checksum(Collection<String> columns, int half) {
        String row = columns.stream()
                .map(Duck::id)
                .map(c -> "coalesce(length(" + c + "::text) || ':' || " + c + "::text, 'N')")
                .collect(Collectors.joining(" || "));
        return "sum(('x' || substr(md5(" + row + "), " + (half * 16 + 1) + ", 16))::bit(64)::bigint::numeric)";
    }

    @Override
    public String real(double value) {
        return "'" + value + "'::float8";
    }

    @Override
    public String bucket(String x, double[] thresholds) {
        return thresholds.length == 0
                ? "CASE WHEN " + x + " IS NULL THEN NULL ELSE 0 END"
                : DoubleStream.of(thresholds)
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining(",", "width_bucket(" + x + ", '{", "}'::float8[])"));
    }

    @Override
    public String counted(String rows, List<String> expressions) {
        return IntStream.range(0, expressions.size())
                .mapToObj(i -> "(" + i + ", " + expressions.get(i) + ")")
                .collect(Collectors.joining(
                        ", ",
                        "SELECT v.c, v.b, count(*) FROM " + rows + " CROSS JOIN LATERAL (VALUES ",
                        ") AS v(c, b) WHERE v.b IS NOT NULL GROUP BY v.c, v.b"));
    }

    @Override
    public String bytewise(String text) {
        return text + " COLLATE \"C\"";
    }

    @Override
    public int together() {
        return TOGETHER;
    }
}
