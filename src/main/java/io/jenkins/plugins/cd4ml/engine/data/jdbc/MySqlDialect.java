package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * MySQL 8 and MariaDB 10, in a session with {@link MySql}'s {@code sql_mode}. They have no floating-point numbers that are
 * infinite or none, so the largest two of the finite ones stand for what a text may spell.
 */
final class MySqlDialect extends TableDialect {
    private static final String INFINITE = "1.7976931348623157e308";
    private static final String NAN = "1.7976931348623155e308";
    private static final int TOGETHER = 50;
    private static final int LONGEST_KEY = 250; // bytes of a text that is grouped as it is
    private static final int PLACES = 30; // of the 65 digits of a decimal
    private static final BigDecimal WIDE = new BigDecimal("1e34");
    private static final int FEW = 12; // of a larger one
    private static final BigDecimal WIDEST = new BigDecimal("1e52");

    private final String collation;

    /** @param collation by bytes, to the last blank */
    MySqlDialect(Map<String, String> types, String collation) {
        super(types);
        this.collation = collation;
    }

    @Override
    public ColumnKind kind(String type) {
        return switch (base(type).replace(" unsigned", "").replace(" zerofill", "")) {
            case "tinyint",
                    "smallint",
                    "mediumint",
                    "int",
                    "integer",
                    "bigint",
                    "float",
                    "double",
                    "decimal",
                    "year",
                    "bit" -> ColumnKind.NUMBER;
            case "date", "datetime", "timestamp" -> ColumnKind.TIME;
            default -> ColumnKind.TEXT;
        };
    }

    @Override
    public boolean unsupported(String type) {
        return base(type).matches("geometry|point|linestring|polygon|multi.*|geom.*|vector");
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
            case NUMBER -> "(" + column + " + 0e0)";
            case TIME -> "CAST(NULL AS double)";
            case TEXT -> numberOf(text(column));
        };
    }

    private static String numberOf(String text) {
        return "CASE WHEN char_length(" + text + ") > " + LONGEST + " THEN NULL WHEN " + text + " REGEXP "
                + whole(DIGITS) + " THEN CAST(" + text + " AS double) WHEN lower(" + text + ") REGEXP "
                + whole(BLANK + SPECIAL + BLANK) + " THEN CASE WHEN lower(" + text + ") LIKE '%nan%' THEN " + NAN
                + " WHEN " + text + " LIKE '%-%' THEN -" + INFINITE + " ELSE " + INFINITE + " END END";
    }

    private String timeOf(String column, String type) {
        return switch (kind(type)) {
            case NUMBER -> "CAST(NULL AS datetime(6))";
            case TIME -> // 0000-00-00 is a missing time
                "CASE WHEN month(" + column + ") > 0 AND dayofmonth(" + column + ") > 0 THEN CAST(" + column
                        + " AS datetime(6)) END";
            case TEXT -> timeOf(text(column));
        };
    }

    private String timeOf(String text) {
        String zone = "REGEXP_SUBSTR(" + text + ", '(Z|[+-][0-9:]+)\\z')";
        String digits = "replace(" + zone + ", ':', '')";
        String minutes = "(60 * substr(" + digits + ", 2, 2) + coalesce(nullif(substr(" + digits + ", 4, 2), ''), 0))";
        String local = time("left(" + text + ", char_length(" + text + ") - char_length(" + zone + "))");
        return "CASE WHEN " + text + " NOT REGEXP " + whole(TIME) + " OR " + text + " LIKE '0000%' THEN NULL WHEN "
                + like(text, ":[0-9.]+[+-][0-9:]+$") + " THEN date_sub(" + local + ", INTERVAL CASE WHEN " + zone
                + " LIKE '-%' THEN -" + minutes + " ELSE " + minutes + " END MINUTE) WHEN " + text + " LIKE '%Z' THEN "
                + local + " ELSE " + time(text) + " END";
    }

    /** In a comparison MariaDB takes 2026-02-30 for a time, though its cast is null; a sum with it is null there, too. */
    private static String time(String text) {
        return "date_add(CAST(" + text + " AS datetime(6)), INTERVAL 0 SECOND)";
    }

    @Override
    public String timestamp(String column) {
        return column.startsWith("'") ? "CAST(" + column + " AS datetime(6))" : beside(column, "t");
    }

    @Override
    public String text(String column) {
        String type = typeOf(column);
        String plain = type.matches(".*(blob|binary).*")
                ? "lower(hex(" + column + "))"
                : type.equals("float")
                        ? "(" + column + " + 0e0)"
                        : type.equals("bit") ? "(" + column + " + 0)" : column;
        return "(CONVERT(" + plain + " USING utf8mb4) COLLATE " + collation + ")";
    }

    @Override
    public String length(String text) {
        return "char_length(" + text + ")";
    }

    @Override
    public String notDate(String column) {
        String time = timestamp(column);
        return "NOT coalesce(" + time + " = CAST(" + time + " AS date), false)";
    }

    /** Of floating-point numbers none: 0 is written 0.0 in a file, which is no boolean, and 0 here. */
    @Override
    public String notBoolean(String column) {
        return typeOf(column).matches("float|double") ? "true" : super.notBoolean(column);
    }

    @Override
    protected String clock(String text) {
        return "(substr(" + text + ", 1, 2) * 3600e0 + substr(" + text + ", 4, 2) * 60e0 + CASE WHEN " + text
                + " REGEXP '\\A..:..:' THEN CAST(REGEXP_SUBSTR(substr(" + text
                + ", 7), '\\A[0-9.]+') AS double) ELSE 0 END)";
    }

    @Override
    public String finite(String number) {
        return "abs(" + number + ") < " + NAN;
    }

    @Override
    public String nan(String number) {
        return number + " = " + NAN;
    }

    @Override
    public String literal(Object number) {
        return real(new BigDecimal(number.toString()).doubleValue());
    }

    @Override
    public String real(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? INFINITE : "-" + INFINITE;
        }
        String text = Double.toString(value);
        return text.contains("E") ? text : text + "E0"; // without an exponent it would be a decimal
    }

    @Override
    public double read(double number) {
        return Math.abs(number) == Double.MAX_VALUE ? Math.copySign(Double.POSITIVE_INFINITY, number) : number;
    }

    /** @return whether a floating-point number says all of a value of this column */
    private boolean shortest(String column) {
        return typeOf(column).matches("float|double|tinyint.*|smallint.*|mediumint.*|int.*|year|bit");
    }

    /** @return an exact number where {@link #number} is finite and not too large */
    private String exact(String column, int places) {
        return "CAST(" + text(column) + " AS decimal(65," + places + "))";
    }

    /** @return a decimal number of the contract, or null where it has more digits than fit */
    private static String decimal(BigDecimal number) {
        return number.scale() <= PLACES && number.abs().compareTo(WIDE) < 0
                ? "CAST('" + number.toPlainString() + "' AS decimal(65," + PLACES + "))"
                : null;
    }

    /** A number of 32 bits is held against the bound as one of 32 bits. */
    private String bound(String column, Object number) {
        return typeOf(column).equals("float") ? real(Float.parseFloat(number.toString())) : literal(number);
    }

    @Override
    public String beyond(String column, String operator, Object argument) {
        String decimal = decimal(new BigDecimal(argument.toString()));
        String usual = "NOT (" + number(column) + " " + operator + " " + bound(column, argument) + ")";
        return shortest(column) || decimal == null
                ? usual
                : "CASE WHEN abs(" + number(column) + ") < 1e34 THEN NOT (" + exact(column, PLACES) + " " + operator
                        + " " + decimal + ") ELSE " + usual + " END";
    }

    @Override
    public String notAmong(String column, List<BigDecimal> numbers) {
        String usual = number(column) + " NOT IN ("
                + list(numbers.stream().map(n -> bound(column, n)).toList()) + ")";
        List<String> decimals = numbers.stream().map(MySqlDialect::decimal).toList();
        return shortest(column) || decimals.contains(null)
                ? usual
                : "CASE WHEN abs(" + number(column) + ") < 1e34 THEN " + exact(column, PLACES) + " NOT IN ("
                        + list(decimals) + ") ELSE " + usual + " END";
    }

    @Override
    public String notMultiple(String column, BigDecimal divisor) {
        String number = number(column);
        return "CASE WHEN " + number + " IS NULL THEN NULL WHEN NOT (" + finite(number) + ") THEN true WHEN "
                + few(number, divisor) + " THEN " + far(number, divisor) + " WHEN abs(" + number + ") < 1e34 THEN mod("
                + exact(column, PLACES) + ", " + divisor.toPlainString() + ") <> 0 WHEN abs(" + number
                + ") < 1e52 THEN mod("
                + exact(column, FEW) + ", " + divisor.toPlainString() + ") <> 0 ELSE true END";
    }

    /** A text with the digits, since decimal and floating-point numbers of one column would become the latter. */
    @Override
    String decimal(String column, boolean whole) {
        String number = number(column);
        return "CASE WHEN " + number + " IS NULL"
                + (whole ? " OR NOT (" + finite(number) + ") OR " + number + " <> floor(" + number + ")" : "")
                + " THEN NULL WHEN " + number + " = 0 THEN '0' WHEN abs(" + number + ") < 1e34 THEN CAST("
                + exact(column, PLACES) + " AS char(70)) WHEN abs(" + number + ") < 1e52 THEN CAST("
                + exact(column, FEW)
                + " AS char(70)) ELSE CAST(" + number + " AS char(70)) END";
    }

    @Override
    String decimalConstant(String number, boolean whole) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal size = exact.abs();
        return exact.signum() == 0
                ? "'0'"
                : size.compareTo(WIDEST) < 0
                        ? "'"
                                + exact.setScale(size.compareTo(WIDE) < 0 ? PLACES : FEW, RoundingMode.HALF_UP)
                                        .toPlainString()
                                + "'"
                        : "CAST(" + literal(exact) + " AS char(70))";
    }

    /** A long text by its start and digest: sorting looks at the first kilobyte alone. */
    @Override
    public String value(String column, String type) {
        return "string".equals(type) ? key(text(column)) : super.value(column, type);
    }

    @Override
    public String constant(String value, String type) {
        return "string".equals(type)
                ? key("(" + Duck.text(value) + " COLLATE " + collation + ")")
                : super.constant(value, type);
    }

    private String key(String text) {
        return "(CAST(CASE WHEN octet_length(" + text + ") <= " + LONGEST_KEY + " THEN " + text + " ELSE concat(left("
                + text + ", 40), sha2(" + text + ", 256)) END AS char(255)) COLLATE " + collation + ")";
    }

    @Override
    public String among(List<String> constants) {
        return list(constants);
    }

    @Override
    String like(String text, String pattern) {
        return "(" + text + " REGEXP " + Duck.text(pattern.replaceFirst("\\$$", "\\\\z")) + ")";
    }

    @Override
    public String pattern(String pattern) {
        return PatternTranslator.MYSQL.of(pattern);
    }

    @Override
    public String matches(String text, String pattern) {
        return "(" + text + " REGEXP " + Duck.text(pattern(plain(pattern))) + ")";
    }

    @Override
    public String micros(String column) {
        return "(timestampdiff(MICROSECOND, '1970-01-01', " + timestamp(column) + ") + 0e0)";
    }

    @Override
    public String whole(String column, String type) {
        return "CASE WHEN abs(" + number(column) + ") < 1e34 THEN round(" + exact(column, PLACES) + ") END";
    }

    @Override
    public String bigint(String whole) {
        return "CAST(" + whole + " AS signed)";
    }

    @Override
    public String checksum(Collection<String> columns, int half) {
        String row = columns.stream()
                .map(Duck::id)
                .map(this::text)
                .map(t -> "coalesce(concat(octet_length(" + t + "), ':', " + t + "), 'N')")
                .collect(Collectors.joining(", ", "md5(concat(", "))"));
        return "sum(CAST(conv(substr(" + row + ", " + (half * 16 + 1) + ", 16), 16, 10) AS unsigned))";
    }

    @Override
    public String bucket(String x, double[] thresholds) {
        return thresholds.length == 0
                ? "CASE WHEN " + x + " IS NULL THEN NULL ELSE 0 END"
                : DoubleStream.of(thresholds)
                        .map(t -> t == -Double.MAX_VALUE ? Math.nextUp(t) : t) // the number itself is below, infinite
                        .mapToObj(this::real)
                        .collect(Collectors.joining(", ", "nullif(INTERVAL(" + x + ", ", "), -1)"));
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
