package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for people: whole ones whole, others with four significant digits after the leading zeros. */
public final class Numbers {
    private Numbers() {}

    /** @return the number, or the text of something else, or nothing for null and for a missing value */
    public static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return value.isNumber() ? text(value.doubleValue()) : value.asText();
    }

    /**
     * @return as {@link #text(JsonNode)}, with as many digits as it takes to tell it from each of {@code others} that it
     *     is not: a gate's number must not look like the bound that it misses
     */
    public static String text(JsonNode value, JsonNode... others) {
        String text = text(value);
        for (JsonNode other : others) {
            boolean alike = value.isNumber() && other.isNumber() && same(text, text(other));
            for (int digits = 5; alike && value.doubleValue() != other.doubleValue() && digits <= 17; digits++) {
                MathContext precise = new MathContext(digits);
                BigDecimal rounded = new BigDecimal(value.asText()).round(precise);
                text = plain(rounded);
                alike = same(text, plain(new BigDecimal(other.asText()).round(precise)));
            }
        }
        return text;
    }

    private static String plain(BigDecimal rounded) {
        BigDecimal number = rounded.stripTrailingZeros();
        double size = Math.abs(number.doubleValue());
        return size >= 1e15 || size < 1e-4 ? number.toString() : number.toPlainString();
    }

    private static boolean same(String a, String b) {
        try {
            return new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
        } catch (NumberFormatException e) {
            return a.equals(b); // NaN, Infinity
        }
    }

    public static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        double size = Math.abs(value);
        if (Double.isNaN(value) || Double.isInfinite(value) || size < 1e-4) {
            return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3e", value) : Double.toString(value);
        }
        int digits = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
