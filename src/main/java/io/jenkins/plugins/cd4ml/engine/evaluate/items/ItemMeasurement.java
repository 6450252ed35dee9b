package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Bootstrap;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Interval;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.PairedComparison;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.ValueTest;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.gate.kind.MetricGate;
import io.jenkins.plugins.cd4ml.engine.gate.limit.IntervalQuestion;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Limit;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Writes one metric of items, and what gates with {@code confidence} need of it, as {@code evaluation.json} has metrics. */
final class ItemMeasurement {
    private final String name;
    private final Boolean higherIsBetter;
    private final ItemSubject alone;
    private final ItemSubject pairs;
    private final ComparisonOptions options;

    /** @param pairs the items that both have; null without a champion's items */
    ItemMeasurement(
            String name, Boolean higherIsBetter, ItemSubject alone, ItemSubject pairs, ComparisonOptions options) {
        this.name = name;
        this.higherIsBetter = higherIsBetter;
        this.alone = alone;
        this.pairs = pairs;
        this.options = options;
    }

    ObjectNode metric() {
        ObjectNode node = Json.object().put("name", name).put("higherIsBetter", higherIsBetter);
        node.putNull("slice").putNull("by").put("rows", alone.fresh().size());
        put(node, "value", alone.metric().value(alone.fresh()));
        if (alone.why() != null) {
            return node.put("why", alone.why());
        }
        if (!node.get("value").isNumber()) {
            return node.put("why", alone.metric().undefinedReason(alone.fresh()));
        }
        Interval interval = Bootstrap.interval(alone.metric(), alone.fresh(), options);
        if (interval != null) {
            ObjectNode bounds = node.putObject("interval");
            put(bounds, "low", interval.low());
            put(bounds, "high", interval.high());
            bounds.put("confidence", interval.confidence()).put("method", interval.method());
            bounds.put("resamples", options.resamples()).put("approximation", interval.approximation());
        }
        if (pairs == null) {
            return node;
        }
        if (pairs.unlike() != null) {
            return node.put("incomparable", pairs.unlike());
        }
        put(node, "champion", pairs.metric().value(pairs.champion()));
        if (pairs.fresh().size() < alone.fresh().size()) {
            put(node, "paired", pairs.metric().value(pairs.fresh()));
            node.put("pairedRows", pairs.fresh().size());
        }
        return node;
    }

    /** Adds what the gates on this metric need; gates that ask alike share one. */
    void compare(List<MetricGate> gates, ArrayNode into) {
        Set<String> made = new HashSet<>();
        for (MetricGate gate : gates) {
            if (!gate.metric().equals(name) || gate.certainty().confidence() == null) {
                continue;
            }
            Boolean better = higherIsBetter == null ? gate.higherIsBetter() : higherIsBetter;
            for (IntervalQuestion question : gate.limits(!Boolean.FALSE.equals(better)).stream()
                    .map(Limit::question)
                    .filter(Objects::nonNull)
                    .toList()) {
                if (made.add(question + " " + gate.certainty())) {
                    compare(gate, question, into);
                }
            }
        }
    }

    private void compare(MetricGate gate, IntervalQuestion question, ArrayNode into) {
        boolean value = question.of().equals(IntervalQuestion.VALUE);
        if (!value && (pairs == null || pairs.unlike() != null)) {
            return; // the gate says why
        }
        ItemSubject of = value ? alone : pairs;
        if (of.why() != null || of.fresh().size() == 0) {
            return;
        }
        Metric metric = of.metric();
        String asked = gate.certainty().method();
        ComparisonOptions how = options.confidence(gate.certainty().confidence());
        how = asked == null ? how : how.with(ComparisonOptions.Method.named(asked));
        PairedComparison c = value
                ? ValueTest.of(metric, of.fresh(), how)
                : question.of().equals(IntervalQuestion.CHANGE)
                        ? PairedComparison.compare(metric, of.fresh(), of.champion(), how)
                        : PairedComparison.relative(metric, of.fresh(), of.champion(), how);
        ObjectNode node = into.addObject().put("metric", name).putNull("slice").put("of", question.of());
        node.put("confidence", c.confidence()).put("bound", question.bound());
        put(node, value ? "value" : "difference", c.difference());
        put(node, "low", c.low());
        put(node, "high", c.high());
        put(node, "pBelow", c.pBelow(question.bound()));
        put(node, "pAbove", c.pAbove(question.bound()));
        put(node, "pValue", c.pValue(question.bound()));
        node.put("method", c.method()).put("approximation", c.approximation()).put("resamples", how.resamples());
        put(node, "distance", c.distance(question.bound()));
        node.put("rows", c.rows())
                .put("rowsToSettle", c.rowsToSettle(question.bound()))
                .put("asked", asked);
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.put(key, Double.toString(value));
        }
    }
}
