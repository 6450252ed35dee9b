package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Trino 435. Its casts fail softly but take other texts than files do, so patterns decide here, too. Expressions become
 * Java methods of at most 64 kB, so wide rows are digested in parts.
 */
final class TrinoDialect extends TableDialect {
    private static final int TOGETHER = 25;
    private static final int DIGESTED = 40; // columns of one MD5
    private static final int LONGEST_TIME = 40;
    private static final int FRACTION = 12;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    TrinoDialect(Map<String, String> types) {
        super(types);
    }

    @Override
    public ColumnKind kind(String type) {
        return switch (base(type)) {
            case "tinyint", "smallint", "integer", "bigint", "real", "double", "decimal" -> ColumnKind.NUMBER;
            case "date", "timestamp", "timestamp with time zone" -> ColumnKind.TIME;
            default -> ColumnKind.TEXT;
        };
    }

    @Override
    public boolean unsupported(String type) {
        return switch (base(type)) {
            case "boolean",
                    "varchar",
                    "char",
                    "varbinary",
                    "json",
                    "time",
                    "time with time zone",
                    "uuid",
                    "ipaddress",
                    "interval day to second",
                    "interval year to month",
                    "unknown" -> false;
            default -> kind(type) == ColumnKind.TEXT;
        };
    }

    @Override
    public String prepared(String column, String type) {
        return ", " + numberOf(column, type) + " AS " + number(column) + ", " + timeOf(column, type) + " AS "
                + timestamp(column);
    }

    private static String whole(String pattern) {
        return Duck.text("\\A(?:" + pattern + ")\\z");
    }

    private String numberOf(String column, String type) {
        return switch (kind(type)) {
            case NUMBER -> "CAST(" + column + " AS double)";
            case TIME -> "CAST(NULL AS double)";
            case TEXT -> "boolean".equals(base(type)) ? "CAST(" + column + " AS double)" : numberOf(text(column));
        };
    }

    private static String numberOf(String text) {
        return "CASE WHEN length(" + text + ") > " + LONGEST + " THEN NULL WHEN regexp_like(" + text + ", "
                + whole(DIGITS) + ") THEN TRY_CAST(" + text + " AS double) WHEN regexp_like(lower(" + text + "), "
                + whole(BLANK + SPECIAL + BLANK) + ") THEN CASE WHEN lower(" + text + ") LIKE '%nan%' THEN nan() WHEN "
                + text + " LIKE '%-%' THEN -infinity() ELSE infinity() END END";
    }

    private String timeOf(String column, String type) {
        return switch (kind(type)) {
            case NUMBER -> "CAST(NULL AS timestamp(6))";
            case TIME ->
                "CAST(" + column
                        + ("timestamp with time zone".equals(base(type)) ? " AT TIME ZONE 'UTC'" : "")
                        + " AS timestamp(6))";
            case TEXT -> "boolean".equals(base(type)) ? "CAST(NULL AS timestamp(6))" : timeOf(text(column));
        };
    }

    private static String timeOf(String text) {
        String local = "TRY_CAST(regexp_replace(" + text + ", " + whole(TIME) + ", '$1-$2-$3 $5') AS timestamp(6))";
        String parts = ", '([+-])([0-9]{2}):?([0-9]{2})?\\z', ";
        String minutes = "(60 * CAST(regexp_extract(" + text + parts
                + "2) AS bigint) + coalesce(TRY_CAST(regexp_extract(" + text + parts + "3) AS bigint), 0))";
        return "CASE WHEN length(" + text + ") <= " + LONGEST_TIME + " AND regexp_like(" + text + ", " + whole(TIME)
                + ") AND " + text + " NOT LIKE '0000%' THEN CASE WHEN regexp_like(" + text
                + ", ':[0-9.]+[+-][0-9:]+\\z') THEN date_add('minute', CASE WHEN regexp_extract(" + text + parts
                + "1) = '-' THEN " + minutes + " ELSE -" + minutes + " END, " + local + ") ELSE " + local + " END END";
    }

    @Override
    public String timestamp(String column) {
        return column.startsWith("'") ? "CAST(" + column.replace('T', ' ') + " AS timestamp(6))" : beside(column, "t");
    }

    @Override
    public String text(String column) {
        return switch (typeOf(column)) {
            case "varchar" -> column;
            case "varbinary" -> "to_hex(" + column + ")";
            case "json" -> "json_format(" + column + ")";
            case "double", "real" -> "format('%s', " + column + ")"; // 10.0, where a cast gives 1.0E1
            case "char" -> "rtrim(CAST(" + column + " AS varchar))";
            default -> "CAST(" + column + " AS varchar)";
        };
    }

    @Override
    public String finite(String number) {
        return "is_finite(" + number + ")";
    }

    /** @return the number that a value's text spells: of 32 bits 0.1, where {@link #number} is 0.10000000149 */
    private String spelled(String column) {
        return "real".equals(typeOf(column)) ? "TRY_CAST(" + text(column) + " AS double)" : number(column);
    }

    /** In Trino NaN is more than nothing, elsewhere it is more than everything. */
    @Override
    public String notMultiple(String column, BigDecimal divisor) {
        BigDecimal d = divisor.stripTrailingZeros();
        String text = text(column);
        int places = Math.min(Math.max(d.scale(), FRACTION), 36);
        String type = " AS decimal(38," + places + "))";
        return "NOT " + finite(spelled(column)) + " OR CASE WHEN " + spelled(column) + " IS NULL THEN NULL WHEN "
                + few(spelled(column), d) + " THEN "
                + far(spelled(column), d) + " ELSE coalesce(mod(TRY_CAST(trim(" + text + ")" + type + ", CAST('"
                + d.toPlainString() + "'" + type + ") <> DECIMAL '0', true) OR "
                + like(text, "\\.[0-9]{" + places + "}[0-9]*[1-9]") + " END";
    }

    /** A number as the column's own type has it, where that tells more or less apart than a floating-point number. */
    private String own(String column, Object number) {
        BigDecimal exact = new BigDecimal(number.toString());
        boolean whole = exact.stripTrailingZeros().scale() <= 0 && exact.abs().compareTo(LARGEST) <= 0;
        return switch (typeOf(column)) {
            case "real" -> "CAST(" + real(exact.doubleValue()) + " AS real)";
            case "bigint" -> whole ? "BIGINT '" + exact.toBigInteger() + "'" : null;
            default -> null;
        };
    }

    @Override
    public String beyond(String column, String operator, Object argument) {
        String own = own(column, argument);
        return own == null
                ? "NOT (" + number(column) + " " + operator + " " + literal(argument) + ")"
                : "NOT (" + column + " " + operator + " " + own + ")";
    }

    @Override
    public String notAmong(String column, List<BigDecimal> numbers) {
        boolean own = numbers.stream().allMatch(n -> own(column, n) != null);
        return (own ? column : number(column)) + " NOT IN ("
                + list(numbers.stream()
                        .map(n -> own ? own(column, n) : literal(n))
                        .toList())
                + ")";
    }

    @Override
    String decimal(String column, boolean whole) {
        return whole
                ? "CASE WHEN " + number(column) + " = floor(" + number(column) + ") THEN "
                        + whole(column, typeOf(column)) + " END"
                : spelled(column);
    }

    @Override
    String decimalConstant(String number, boolean whole) {
        return whole ? "TRY_CAST('" + number + "' AS decimal(38,0))" : literal(number);
    }

    @Override
    String like(String text, String pattern) {
        return "regexp_like(" + text + ", " + Duck.text(pattern.replaceFirst("\\$$", "\\\\z")) + ")";
    }

    @Override
    public String nan(String number) {
        return "is_nan(" + number + ")";
    }

    /** A number of any size: a literal of Trino has at most 38 digits. */
    @Override
    public String literal(Object number) {
        return real(new BigDecimal(number.toString()).doubleValue());
    }

    @Override
    public String pattern(String pattern) {
        return PatternTranslator.TRINO.of(pattern);
    }

    @Override
    public String matches(String text, String pattern) {
        return "regexp_like(" + text + ", " + Duck.text(pattern(plain(pattern))) + ")";
    }

    /** Whole seconds and the rest apart: a double of seconds does not hold microseconds after 2041. */
    @Override
    public String micros(String column) {
        String time = timestamp(column);
        String seconds =
                "date_diff('second', TIMESTAMP '1970-01-01 00:00:00.000000', date_trunc('second', " + time + "))";
        String rest = "CAST(substr(CAST(" + time + " AS varchar), -6) AS bigint)"; // date_add takes 32 bits of seconds
        return "CAST(" + seconds + " * 1000000 + " + rest + " AS double)";
    }

    @Override
    public String whole(String column, String type) {
        if (kind(type) == ColumnKind.TIME) {
            return "CAST(NULL AS decimal(38,0))"; // no time is a number
        }
        String exact = "boolean".equals(type)
                ? number(column)
                : kind(type) == ColumnKind.TEXT ? "trim(" + text(column) + ")" : "round(" + column + ")";
        return "CASE WHEN is_finite(" + number(column) + ") AND abs(" + number(column) + ") < 1E38 THEN TRY_CAST("
                + exact + " AS decimal(38,0)) END";
    }

    @Override
    public String digests(Collection<String> columns) {
        StringBuilder items = new StringBuilder();
        int part = 0;
        for (List<String> some : parts(List.copyOf(columns), DIGESTED)) {
            items.append(some.stream()
                            .map(Duck::id)
                            .map(this::text)
                            .map(t -> "coalesce(CAST(length(" + t + ") AS varchar) || ':' || " + t + ", 'N')")
                            .collect(Collectors.joining(" || ", ", md5(to_utf8(", "))")))
                    .append(" AS ")
                    .append(beside("d" + part++));
        }
        return items.toString();
    }

    @Override
    public String checksum(Collection<String> columns, int half) {
        String row = IntStream.range(0, (columns.size() + DIGESTED - 1) / DIGESTED)
                .mapToObj(part -> beside("d" + part))
                .collect(Collectors.joining(" || ", "md5(", ")"));
        return "sum(CAST(from_big_endian_64(substr(" + row + ", " + (half * 8 + 1) + ", 8)) AS decimal(38,0)))";
    }

    @Override
    public String real(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "infinity()" : "(-infinity())";
        }
        String text = Double.toString(value);
        return text.contains("E") ? text : text + "E0"; // without an exponent it would be a decimal
    }

    /** Trino's thresholds are finite, so infinite ones are counted beside. */
    @Override
    public String bucket(String x, double[] thresholds) {
        double[] finite = DoubleStream.of(thresholds).filter(Double::isFinite).toArray();
        long always = DoubleStream.of(thresholds)
                .filter(t -> t == Double.NEGATIVE_INFINITY)
                .count();
        boolean last = Arrays.stream(thresholds).anyMatch(t -> t == Double.POSITIVE_INFINITY);
        String inside = finite.length == 0
                ? "0"
                : DoubleStream.of(finite)
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining(
                                ",", "width_bucket(" + x + ", CAST(json_parse('[", "]') AS array(double)))"));
        return "CASE WHEN " + x + " IS NULL THEN NULL ELSE " + inside + " + " + always
                + (last ? " + CASE WHEN " + x + " = infinity() THEN 1 ELSE 0 END" : "") + " END";
    }

    @Override
    public String counted(String rows, List<String> expressions) {
        return IntStream.range(0, expressions.size())
                .mapToObj(i -> "ROW(" + i + ", " + expressions.get(i) + ")")
                .collect(Collectors.joining(
                        ", ",
                        "SELECT v.c, v.b, count(*) FROM " + rows + " CROSS JOIN UNNEST(ARRAY[",
                        "]) AS v(c, b) WHERE v.b IS NOT NULL GROUP BY v.c, v.b"));
    }

    @Override
    public String md5(String text) {
        return "lower(to_hex(md5(to_utf8(" + text + "))))";
    }

    @Override
    public String bytewise(String text) {
        return text;
    }

    @Override
    public int together() {
        return TOGETHER;
    }
}
