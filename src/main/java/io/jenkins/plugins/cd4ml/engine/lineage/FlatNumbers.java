package io.jenkins.plugins.cd4ml.engine.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a document, whatever else it holds, by their paths with dots ({@code val.loss}). A boolean is 1 or 0,
 * null and the words NaN and Infinity are what they say; other words and lists are no numbers.
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
            into.put(name, node.doubleValue());
        } else if (node.isBoolean()) {
            into.put(name, node.booleanValue() ? 1.0 : 0.0);
        } else if (node.isNull()) {
            into.put(name, Double.NaN);
        } else if (node.isTextual() && node.asText().matches("[+-]?(NaN|nan|Infinity|inf)")) {
            boolean nan = node.asText().toLowerCase(Locale.ROOT).endsWith("nan");
            double infinity = node.asText().startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            into.put(name, nan ? Double.NaN : infinity);
        }
    }
}
