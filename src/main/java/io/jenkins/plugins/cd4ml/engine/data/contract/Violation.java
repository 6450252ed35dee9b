package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A broken rule at one record, or of the dataset as a whole.
 *
 * @param record   number of the record, from 1, without the header; 0 for the dataset as a whole
 * @param column   its column, several joined by a plus sign; null for the dataset as a whole
 * @param rule     the rule's kind
 * @param value    the offending text, cut to {@value #LENGTH} characters; null for a missing one
 * @param severity error, warning or info
 * @param key      what names the row of a table, which has no numbers; null for a record of a file
 */
public record Violation(
        long record,
        String column,
        String rule,
        String value,
        String severity,
        String sentence,
        @JsonInclude(JsonInclude.Include.NON_NULL) String key) {
    public static final int LENGTH = 120;

    public Violation(long record, String column, String rule, String value, String severity, String sentence) {
        this(record, column, rule, value, severity, sentence, null);
    }

    public boolean error() {
        return "error".equals(severity);
    }

    /** @return {@code text} for a sentence on one line: control characters and quotes as visible ones */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LENGTH).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append("\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
