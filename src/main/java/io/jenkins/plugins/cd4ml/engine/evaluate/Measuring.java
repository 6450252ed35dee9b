package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Bootstrap;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Interval;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Options;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.PairedComparison;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;

/** Turns scored rows into the numbers of {@code evaluation.json}. NaN and infinities are written as text. */
record Measuring(double confidence, int resamples, long seed, int minSupport) {
    /** Intervals of large holdouts cost; beyond this many rows × resamples fewer resamples are drawn. */
    private static final long MOST_DRAWS = 2_000_000_000L;

    ObjectNode metric(Metric metric, Slice slice, Scores fresh, Scores old) {
        ObjectNode node = Json.object().put("name", metric.name()).put("higherIsBetter", metric.higherIsBetter());
        node.put("slice", slice.name()).put("rows", slice.rows().length);
        if (slice.rows().length < minSupport) {
            node.put("value", "NaN").put("why", "fewer than " + minSupport + " rows");
            return node;
        }
        Sample sample = fresh.sample().at(slice.rows());
        put(node, "value", metric.value(sample));
        Interval interval = Bootstrap.interval(
                metric, sample, Options.of(confidence, seed).resamples(draws(slice.rows().length)));
        if (interval == null) {
            node.putNull("interval");
        } else {
            ObjectNode bounds = node.putObject("interval");
            put(bounds, "low", interval.low());
            put(bounds, "high", interval.high());
            bounds.put("confidence", confidence).put("method", interval.method());
        }
        if (old != null) {
            put(node, "champion", metric.value(old.sample().at(slice.rows())));
        }
        return node;
    }

    /** @return the comparisons that a gate with {@code against} and {@code confidence} asks for, one a slice */
    List<ObjectNode> compare(JsonNode gate, List<Slice> slices, Scores fresh, Scores old) {
        List<ObjectNode> comparisons = new ArrayList<>();
        String name = gate.path("metric").asText();
        if (!gate.hasNonNull("against") || !gate.hasNonNull("confidence") || !Metrics.known(name)) {
            return comparisons;
        }
        Metric metric = Metrics.of(name);
        String wanted = gate.path("slice").asText("");
        for (Slice slice : slices) {
            boolean matches = wanted.isEmpty()
                    ? slice.name() == null
                    : wanted.equals(slice.column()) || wanted.equals(slice.name());
            if (matches && slice.rows().length >= minSupport) {
                comparisons.add(compare(gate, metric, slice, fresh, old));
            }
        }
        return comparisons;
    }

    private ObjectNode compare(JsonNode gate, Metric metric, Slice slice, Scores fresh, Scores old) {
        double bound = gate.has("minChange")
                ? gate.get("minChange").asDouble()
                : gate.path("maxChange").asDouble(0);
        PairedComparison c = PairedComparison.compare(
                metric,
                fresh.sample().at(slice.rows()),
                old.sample().at(slice.rows()),
                Options.of(gate.get("confidence").asDouble(), seed).resamples(draws(slice.rows().length)));
        ObjectNode node = Json.object().put("metric", metric.name()).put("slice", slice.name());
        node.put("confidence", c.confidence()).put("method", c.method());
        node.put("approximation", c.approximation()).put("bound", bound);
        put(node, "difference", c.difference());
        put(node, "low", c.low());
        put(node, "high", c.high());
        put(node, "pBelow", c.pBelow(bound));
        put(node, "pAbove", c.pAbove(bound));
        return node.put("rows", c.rows()).put("rowsToSettle", c.rowsToSettle(bound));
    }

    private int draws(int rows) {
        return (int) Math.max(200, Math.min(resamples, MOST_DRAWS / Math.max(1, rows)));
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, Double.toString(value));
        }
    }
}
