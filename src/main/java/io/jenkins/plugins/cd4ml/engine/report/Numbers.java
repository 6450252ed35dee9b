package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
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
