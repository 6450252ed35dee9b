package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.data.contract.TextFormat;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the supported databases call differently; all else is common SQL. Columns come in quoted. This one is DuckDB over
 * columns of text, as text files give them; {@link DuckDialect} knows columns of other types.
 *
 * <p>Two values are equal when they are as values of their logical type ({@link #value}): {@code 1}, {@code 1.0} and
 * {@code 01} are one number, {@code True} and {@code t} one boolean, 10:00+02:00 and 08:00Z one instant.
 */
public class Dialect {
    public static final Dialect DUCKDB = new Dialect();

    /** Digits that any two different decimal numbers keep apart as 64-bit floating-point numbers. */
    protected static final int EXACT = 15;

    private static final int DIGITS = 38; // of a decimal number
    private static final int FRACTION = 12;
    private static final String PARTS = "'^\\s*([+-]?)([0-9]*)\\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?\\s*$'";
    private static final String OFFSET = "'(Z|UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)\\s*$'";

    /** @return a column's SQL identifier */
    public String id(String column) {
        return Duck.id(column);
    }

    /** @return where a contract's condition of that place stands, which is true, false or null for each row */
    public String condition(int place) {
        return Duck.id("\u001fcondition" + place); // no column's name has this sign
    }

    /** @return the logical type that a column's own type stands for, where the contract names none */
    public String logical(String column) {
        return "string";
    }

    /** @return DOUBLE, null where the value is no number */
    public String number(String column) {
        return "TRY_CAST(" + column + " AS DOUBLE)";
    }

    /** @return a time in UTC, null where the value is none; a text without an offset counts as UTC */
    public String timestamp(String column) {
        String plain = "TRY_CAST(" + column + " AS TIMESTAMP)"; // it passes over an offset
        if (column.startsWith("'")) {
            return plain;
        }
        return "CASE WHEN " + moved(column) + " THEN CASE WHEN " + plain + " IS NOT NULL AND regexp_matches(" + column
                + ", " + OFFSET + ") THEN CAST(TRY_CAST(" + column + " AS TIMESTAMPTZ) AS TIMESTAMP) END ELSE " + plain
                + " END";
    }

    /** @return whether a text that is a time has an offset other than Z */
    private static String moved(String column) {
        return "(contains(" + column + ", '+') OR contains(substr(" + column + ", 11), '-'))";
    }

    /** @return whether a value is a text with a time that says which zone it is in; null where no value can be such */
    public String zoned(String column) {
        return timestamp(column) + " IS NOT NULL AND (" + moved(column) + " OR suffix(rtrim(" + column
                + "), 'Z') OR suffix(rtrim(" + column + "), 'UTC'))";
    }

    /** @return seconds since midnight of a time of day as its clock shows it, DOUBLE; null where the value is none */
    public String seconds(String column) {
        String text = text(column);
        return "CASE WHEN " + matches(text, Duck.text(TextFormat.TIME)) + " THEN " + clock(text) + " END";
    }

    /** @param text a time of day */
    protected String clock(String text) {
        return "CAST(substr(" + text + ", 1, 2) AS DOUBLE) * 3600 + CAST(substr(" + text
                + ", 4, 2) AS DOUBLE) * 60 + coalesce(TRY_CAST(regexp_extract(" + text
                + ", '^..:..:([0-9.]+)', 1) AS DOUBLE), 0)";
    }

    public String text(String column) {
        return "CAST(" + column + " AS VARCHAR)";
    }

    public String bool(String column) {
        return "TRY_CAST(" + text(column) + " AS BOOLEAN)"; // of its text: 12.5 would be true
    }

    /** @return a number of the contract */
    public String literal(Object number) {
        String text = number instanceof BigDecimal exact ? exact.toPlainString() : number.toString();
        return text.length() > EXACT
                ? "CAST('" + text + "' AS DOUBLE)"
                : text; // as a decimal it might be rounded twice
    }

    /** @return how many characters a text has */
    public String length(String text) {
        return "length(" + text + ")";
    }

    /** @return the MD5 of a text as hex digits */
    public String md5(String text) {
        return "md5(" + text + ")";
    }

    public String finite(String number) {
        return "isfinite(" + number + ")";
    }

    public String nan(String number) {
        return "isnan(" + number + ")";
    }

    public String notBoolean(String column) {
        return bool(column) + " IS NULL";
    }

    /** A date is a timestamp at midnight: {@code 2026-02-30} is none, {@code 2026-02-01 08:00} is none either. */
    public String notDate(String column) {
        String time = timestamp(column);
        return "NOT coalesce(" + time + " = date_trunc('day', " + time + "), false)";
    }

    /**
     * @param operator a comparison
     * @return true for a number for which it does not hold, exactly, also where two numbers share a floating-point number
     */
    public String beyond(String column, String operator, Object argument) {
        String number = number(column);
        String usual = "NOT (" + number + " " + operator + " " + literal(argument) + ")";
        BigDecimal bound = new BigDecimal(argument.toString());
        int digits = Math.max(1, bound.precision() - bound.scale()) + 1;
        if (digits >= DIGITS || spelledShort(column)) {
            return usual;
        }
        String type = " AS DECIMAL(" + DIGITS + ", " + (DIGITS - digits) + "))";
        return "CASE WHEN " + number + " = " + literal(argument) + " AND length(" + text(column) + ") > " + EXACT
                + " THEN coalesce(NOT (TRY_CAST(" + text(column) + type + " " + operator + " CAST('"
                + bound.toPlainString() + "'" + type + "), " + usual + ") ELSE " + usual + " END";
    }

    /** @return whether equal floating-point numbers in this column are equal numbers */
    protected boolean spelledShort(String column) {
        return false;
    }

    /**
     * A multiple up to the rounding of floating-point arithmetic (0.1 + 0.2 is a multiple of 0.1), which is far less than
     * the divisor; where it is not, the digits decide, in decimal arithmetic.
     *
     * @return true for a number that is no multiple; beyond {@value #DIGITS} digits none is one
     */
    public String notMultiple(String column, BigDecimal divisor) {
        BigDecimal d = divisor.stripTrailingZeros();
        int places = Math.min(Math.max(d.scale(), FRACTION), DIGITS - 2);
        String number = decimalNumber(column);
        String exact = remainder(column, d, places);
        int own = Math.max(0, d.scale()); // leaves room for whole numbers of up to 38 digits
        String larger = own < places ? beyondPlaces(column, own) + " OR " + remainder(column, d, own) + ", " : "";
        return "NOT isfinite(" + number + ") OR CASE WHEN " + number + " IS NULL THEN NULL WHEN " + few(number, d)
                + " THEN " + far(number, d) + " ELSE coalesce(" + exact + ", " + larger + "true) OR "
                + beyondPlaces(column, places) + " END";
    }

    /** @return whether a number is no multiple in decimal arithmetic of so many places; null where it has no room */
    private String remainder(String column, BigDecimal divisor, int places) {
        String type = " AS DECIMAL(" + DIGITS + ", " + places + "))";
        return "TRY_CAST(" + text(column) + type + " % CAST('" + divisor.toPlainString() + "'" + type + " <> 0";
    }

    private String beyondPlaces(String column, int places) {
        return "regexp_matches(" + text(column) + ", '\\.[0-9]{" + places + "}[0-9]*[1-9]')";
    }

    /** @return whether the rounding of a number is less than a thousandth of the divisor */
    protected static String few(String number, BigDecimal divisor) {
        return "abs(" + number + ") < " + divisor.doubleValue() * 1e12;
    }

    /** @return whether a number is farther from the nearest multiple than four roundings */
    protected static String far(String number, BigDecimal divisor) {
        int scale = Math.max(0, divisor.scale());
        String power = "1E" + scale;
        String unscaled = divisor.movePointRight(scale).unscaledValue() + "E"
                + -divisor.movePointRight(scale).scale();
        return "abs(" + number + " - round(" + number + " * " + power + " / " + unscaled + ") * " + unscaled + " / "
                + power + ") > abs(" + number + ") * 8.9E-16";
    }

    public String matches(String text, String pattern) {
        return "regexp_full_match(" + text + ", " + pattern + ")";
    }

    /** @return the number that a value's text spells: of 32 bits 0.1, where {@link #number} is 0.10000000149 */
    protected String decimalNumber(String column) {
        return number(column);
    }

    /** @return true for a value that is none of these numbers */
    public String notAmong(String column, List<BigDecimal> numbers) {
        String number = decimalNumber(column);
        String usual =
                number + " NOT IN (" + list(numbers.stream().map(this::literal).toList()) + ")";
        return spelledShort(column)
                ? usual
                : "(" + usual + " OR length(" + text(column) + ") > " + EXACT + " AND " + value(column, "number")
                        + " NOT IN ("
                        + list(numbers.stream()
                                .map(n -> DUCKDB.value(Duck.text(n.toPlainString()), "number"))
                                .toList())
                        + "))";
    }

    protected static String list(List<String> items) {
        return String.join(", ", items);
    }

    /**
     * @param type the logical type
     * @return what is the same for equal values, of any SQL type that can be compared; null where the value is not of the
     *     type
     */
    public String value(String column, String type) {
        return switch (type) {
            case "integer" ->
                isInteger(column)
                        ? decimal(number(column), text(column))
                        : "CASE WHEN isfinite(" + number(column) + ") AND " + number(column) + " = floor("
                                + number(column) + ") THEN " + decimal(number(column), text(column)) + " END";
            case "number" -> decimal(decimalNumber(column), text(column));
            case "boolean" -> "CAST(" + bool(column) + " AS VARCHAR)";
            case "date", "timestamp" -> "CAST(epoch_us(" + timestamp(column) + ") AS VARCHAR)";
            case "time" -> "CAST(" + seconds(column) + " AS VARCHAR)";
            default -> text(column);
        };
    }

    /**
     * A number as a text of its own: short ones as DuckDB writes the floating-point number, which tells them apart; of
     * others the digits without zeros at either end and the power of ten.
     */
    private static String decimal(String number, String text) {
        String brief = "CASE WHEN " + number + " = floor(" + number + ") AND abs(" + number
                + ") < 1e15 THEN CAST(CAST(" + number + " AS BIGINT) AS VARCHAR) ELSE CAST(" + number
                + " AS VARCHAR) END";
        String plain = "replace(" + text + ", '_', '')";
        String parts = "regexp_extract(" + plain + ", " + PARTS + ", ['s', 'i', 'f', 'e'])";
        String all = "ltrim(" + parts + "['i'] || " + parts + "['f'], '0')";
        String digits = "rtrim(" + all + ", '0')";
        String power = "(coalesce(TRY_CAST(" + parts + "['e'] AS BIGINT), 0) - length(" + parts + "['f']) + length("
                + all + ") - length(" + digits + "))";
        return "CASE WHEN " + number + " IS NULL THEN NULL WHEN length(" + text + ") <= " + EXACT + " OR NOT isfinite("
                + number + ") OR length(" + digits + ") <= " + EXACT + " THEN " + brief + " ELSE replace(" + parts
                + "['s'], '+', '') || " + digits + " || 'E' || CAST(" + power + " AS VARCHAR) END";
    }

    /**
     * @return a BIGINT that is the same for two records exactly when these values are (up to a collision of 63 bits), null
     *     where one is missing or not of its type
     */
    public String identity(List<String> columns, List<String> types) {
        if (columns.size() == 1 && "integer".equals(types.get(0))) {
            return integer(columns.get(0));
        }
        List<String> values = java.util.stream.IntStream.range(0, columns.size())
                .mapToObj(i -> value(columns.get(i), types.get(i)))
                .toList();
        String missing = values.stream().map(c -> c + " IS NULL").collect(Collectors.joining(" OR "));
        return "CASE WHEN " + missing + " THEN NULL ELSE " + hash(list(values)) + " END";
    }

    /** The number itself, or of a larger one, such as an unsigned id, its hash. */
    private String integer(String column) {
        String number = number(column);
        String whole = "coalesce(TRY_CAST(" + column + " AS BIGINT), " + hash(value(column, "integer")) + ")";
        return isInteger(column)
                ? "CASE WHEN " + column + " IS NOT NULL THEN " + whole + " END"
                : "CASE WHEN isfinite(" + number + ") AND " + number + " = floor(" + number + ") THEN " + whole
                        + " END";
    }

    /** @return whether the column's own type is one of whole numbers */
    protected boolean isInteger(String column) {
        return false;
    }

    /** @return 63 bits of a value's hash */
    public String hash(String values) {
        return "CAST(hash(" + values + ") >> 1 AS BIGINT)";
    }

    /** @return what names a category: the text, of a boolean the same for each spelling */
    public String category(String column, String type) {
        return "boolean".equals(type) ? "coalesce(" + value(column, type) + ", " + text(column) + ")" : text(column);
    }
}
