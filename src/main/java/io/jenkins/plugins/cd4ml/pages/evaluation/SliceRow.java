package io.jenkins.plugins.cd4ml.pages.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;
import io.jenkins.plugins.cd4ml.engine.report.RangePlot;

/**
 * A metric on the whole holdout or on a slice of it; all as shown.
 *
 * @param slice empty for the whole holdout
 * @param plot  value, interval and champion on the metric's axis, an SVG element with its texts escaped
 */
public record SliceRow(
        String metric, String slice, String rows, String value, String interval, String champion, String plot) {
    static SliceRow of(JsonNode metric) {
        JsonNode low = metric.at("/interval/low");
        JsonNode high = metric.at("/interval/high");
        String value = Numbers.text(metric.path("value"));
        String champion = Numbers.text(metric.path("champion"));
        String interval = low.isNumber() && high.isNumber() ? Numbers.text(low) + " … " + Numbers.text(high) : "";
        RangePlot plot = new RangePlot(
                number(metric.path("value")), null, number(metric.path("champion")), number(low), number(high), 0);
        return new SliceRow(
                metric.path("name").asText(),
                metric.hasNonNull("slice") ? metric.get("slice").asText() : "",
                Numbers.text(metric.path("rows")),
                value,
                interval,
                champion,
                plot.svg(Messages.SliceRow_numbers(value, interval, champion)));
    }

    private static Double number(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue()) ? Double.valueOf(node.doubleValue()) : null;
    }
}
