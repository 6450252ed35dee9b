package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;

/**
 * A metric's line; all as shown.
 *
 * @param slice empty for the whole holdout
 */
public record MetricRow(String name, String slice, String value, String interval, String champion, String rows) {
    static MetricRow of(JsonNode metric) {
        JsonNode interval = metric.path("interval");
        return new MetricRow(
                metric.path("name").asText(),
                metric.hasNonNull("slice") ? metric.get("slice").asText() : "",
                Numbers.text(metric.path("value")),
                interval.has("low")
                        ? Numbers.text(interval.get("low")) + " … " + Numbers.text(interval.get("high"))
                        : "",
                Numbers.text(metric.path("champion")),
                Numbers.text(metric.path("rows")));
    }
}
