package io.jenkins.plugins.cd4ml.pages.runs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;

/**
 * One comparison of a filter.
 *
 * @param operator one of {@code = == != < <= > >= ~}
 * @param number   what the value is as a number; null for another text
 */
record FilterCondition(String operator, String value, Double number) {
    /** A time is compared as a day or an instant. */
    static FilterCondition of(String key, String operator, String value) {
        Double number = key.equals("time") ? time(value) : null;
        return new FilterCondition(operator, value, number == null ? number(value) : number);
    }

    /** @param kept a {@link Double}, a text, or null for a run without the key */
    boolean holds(Object kept) {
        if (kept == null) {
            return operator.equals("!=");
        }
        if (operator.equals("~")) {
            return kept.toString().toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
        }
        int order = kept instanceof Double known && number != null
                ? Double.compare(known + 0.0, number + 0.0) // -0.0 is 0
                : kept.toString().compareTo(value);
        return switch (operator) {
            case "=", "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Double time(String text) {
        try {
            Instant instant = text.length() == "2026-11-29".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant()
                    : Instant.parse(text);
            return (double) instant.toEpochMilli();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
