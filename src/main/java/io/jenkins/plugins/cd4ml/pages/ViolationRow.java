package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;

/**
 * A check that does not hold, or one value that breaks a rule.
 *
 * @param record the record's number from 1, or nothing for a check of the whole
 * @param value  what stands there, shortened by the engine, or the check's number and its bound
 */
public record ViolationRow(String record, String column, String rule, String value, String severity) {
    static ViolationRow of(JsonNode node) {
        String value = node.has("holds")
                ? Numbers.text(node.path("number")) + " (" + node.path("bound").asText() + ")"
                : node.path("value").asText();
        return new ViolationRow(
                Numbers.text(node.path("record")),
                node.path("column").asText(""),
                node.path("rule").asText(),
                value,
                node.path("severity").asText());
    }
}
