package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers that gates are held against: the evaluation's metrics by name and slice, {@code drift.*} of the data and
 * {@code train.*} of the training. Immutable after building.
 */
public final class Measured {
    /** One number; {@code higherIsBetter} is null where the direction is unknown. */
    record Value(double value, Boolean higherIsBetter, double champion, int rows) {}

    private final JsonNode evaluation;
    private final Map<String, Value> values = new LinkedHashMap<>();

    /**
     * @param evaluation {@code evaluation.json}
     * @param training   {@code training.json}, or a missing node
     * @param drifts     {@code drift.json} by dataset
     */
    public Measured(JsonNode evaluation, JsonNode training, Map<String, JsonNode> drifts) {
        this.evaluation = evaluation;
        for (JsonNode metric : evaluation.path("metrics")) {
            Boolean direction = metric.hasNonNull("higherIsBetter") ? metric.get("higherIsBetter").asBoolean() : null;
            String slice = metric.hasNonNull("slice") ? metric.get("slice").asText() : null;
            values.put(
                    key(metric.path("name").asText(), slice),
                    new Value(
                            number(metric.path("value")),
                            direction,
                            number(metric.path("champion")),
                            metric.path("rows").asInt(-1)));
        }
        training.path("metrics").properties().forEach(
                m -> values.put(key("train." + m.getKey(), null), plain(number(m.getValue()))));
        drifts.forEach((dataset, drift) -> drift.path("metrics").properties().forEach(m -> {
            double value = number(m.getValue());
            values.put(key("drift." + dataset + "." + m.getKey(), null), new Value(value, false, Double.NaN, -1));
            // without a dataset's name: the worst of all datasets; NaN is worse than any number
            values.merge(
                    key("drift." + m.getKey(), null),
                    new Value(value, false, Double.NaN, -1),
                    (a, b) -> Double.isNaN(a.value()) || a.value() >= b.value() ? a : b);
        }));
    }

    private static Value plain(double value) {
        return new Value(value, null, Double.NaN, -1);
    }

    private static String key(String metric, String slice) {
        return slice == null ? metric : metric + "\n" + slice;
    }

    /** @return the number, or null when it was not measured */
    Value value(String metric, String slice) {
        return values.get(key(metric, slice));
    }

    /** @return the slices {@code column=value} of that column, or the one slice of that name, that have this metric */
    List<String> slices(String metric, String slice) {
        List<String> found = new ArrayList<>();
        for (JsonNode measured : evaluation.path("metrics")) {
            String name = measured.path("slice").asText("");
            if (measured.path("name").asText().equals(metric)
                    && (name.equals(slice) || name.startsWith(slice + "="))) {
                found.add(name);
            }
        }
        return found;
    }

    JsonNode champion() {
        return evaluation.path("champion");
    }

    /** @return the comparison that answers this gate, or a missing node */
    JsonNode comparison(String metric, String slice, double confidence, double bound) {
        for (JsonNode comparison : evaluation.path("comparisons")) {
            String of = comparison.hasNonNull("slice") ? comparison.get("slice").asText() : null;
            if (comparison.path("metric").asText().equals(metric)
                    && java.util.Objects.equals(of, slice)
                    && comparison.path("confidence").asDouble() == confidence
                    && comparison.path("bound").asDouble() == bound) {
                return comparison;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    /** @return a number, also one written as text; NaN for anything else */
    static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return switch (node.asText("")) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }
}
