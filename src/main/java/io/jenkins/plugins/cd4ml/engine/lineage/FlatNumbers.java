package io.jenkins.plugins.cd4ml.engine.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a document, whatever else it holds, by their paths with dots ({@code val.loss}). A boolean is 1 or 0,
 * null and the words NaN and Infinity are what they say; other words and lists are no numbers. What is there twice and
 * differs is NaN: nobody could say which of them is meant.
 */
public final class FlatNumbers {
    private FlatNumbers() {}

    public static Map<String, Double> of(JsonNode document) {
        Map<String, Double> numbers = new TreeMap<>();
        add("", document, numbers);
        return numbers;
    }

    /** @param name path of {@code node}; empty for the document itself */
    public static void add(String name, JsonNode node, Map<String, Double> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(p -> add(name.isEmpty() ? p.getKey() : name + "." + p.getKey(), p.getValue(), into));
        } else if (node.isNumber()) {
            put(name, node.doubleValue(), into);
        } else if (node.isBoolean()) {
            put(name, node.booleanValue() ? 1.0 : 0.0, into);
        } else if (node.isNull()) {
            put(name, Double.NaN, into);
        } else if (node.isTextual() && node.asText().matches("[+-]?(NaN|nan|Infinity|inf)")) {
            boolean nan = node.asText().toLowerCase(Locale.ROOT).endsWith("nan");
            double infinity = node.asText().startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            put(name, nan ? Double.NaN : infinity, into);
        }
    }

    /** Adds one number; a name that has another one already is NaN from then on. */
    public static void put(String name, double value, Map<String, Double> into) {
        into.merge(name, value, (a, b) -> a.equals(b) ? a : Double.NaN);
    }
}
