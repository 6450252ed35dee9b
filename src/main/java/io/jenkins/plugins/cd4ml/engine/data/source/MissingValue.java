package io.jenkins.plugins.cd4ml.engine.data.source;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that stands for a missing value, as the value that it spells in a column with a type of its own. */
final class MissingValue {
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?(Z|\\+00(:00)?)?)?");
    private static final int DIGITS = 38;

    private MissingValue() {}

    /** @return SQL of the value, or null where no value of the type is spelt so */
    static String of(String text, String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        if (upper.equals("VARCHAR")) {
            return Duck.text(text);
        }
        if (upper.equals("BOOLEAN")) {
            return text.matches("(?i)true|false") ? text.toLowerCase(Locale.ROOT) : null;
        }
        return switch (ColumnKind.ofColumn(upper)) {
            case NUMBER -> number(text, upper);
            case TIME -> TIME.matcher(text).matches() ? "TRY_CAST(" + Duck.text(text) + " AS " + upper + ")" : null;
            case TEXT -> null;
        };
    }

    private static String number(String text, String type) {
        if (text.matches("(?i)[+-]?(nan|inf(inity)?)")) {
            return TypeJoin.isFloat(type) ? "CAST(" + Duck.text(text) + " AS " + type + ")" : null;
        }
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        if (TypeJoin.isFloat(type)) {
            return "CAST(" + Duck.text(text) + " AS " + type + ")";
        }
        Matcher decimal = DECIMAL.matcher(type);
        int scale = decimal.matches() ? Integer.parseInt(decimal.group(2)) : 0;
        int whole = decimal.matches() ? Integer.parseInt(decimal.group(1)) - scale : DIGITS;
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        if (number.scale() > scale || number.precision() - number.scale() > whole) {
            return null; // the type has no such number
        }
        return "TRY_CAST('" + number.toPlainString() + "' AS " + type + ")";
    }
}
