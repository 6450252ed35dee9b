package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entry of {@code gates:}. Numbers are null where the entry does not have them.
 *
 * @param higherIsBetter given by the entry for a metric whose direction is not known
 */
record GateSpec(
        String name,
        String metric,
        String slice,
        Double min,
        Double max,
        Double equal,
        Double minChange,
        Double maxChange,
        Double minRelativeChange,
        String against,
        Double confidence,
        boolean firstVersionPasses,
        boolean unstable,
        boolean informational,
        Integer minSupport,
        Boolean higherIsBetter) {

    static GateSpec of(JsonNode node) {
        return new GateSpec(
                text(node, "name"),
                node.path("metric").asText(),
                text(node, "slice"),
                number(node, "min"),
                number(node, "max"),
                number(node, "equals"),
                number(node, "minChange"),
                number(node, "maxChange"),
                number(node, "minRelativeChange"),
                text(node, "against"),
                number(node, "confidence"),
                "pass".equals(text(node, "firstVersion")),
                "unstable".equals(text(node, "onFailure")),
                node.path("informational").asBoolean(),
                node.hasNonNull("minSupport") ? node.get("minSupport").asInt() : null,
                node.hasNonNull("higherIsBetter") ? node.get("higherIsBetter").asBoolean() : null);
    }

    boolean absolute() {
        return min != null || max != null || equal != null;
    }

    boolean relative() {
        return against != null || minChange != null || maxChange != null || minRelativeChange != null;
    }

    private static String text(JsonNode node, String key) {
        return node.hasNonNull(key) ? node.get(key).asText() : null;
    }

    private static Double number(JsonNode node, String key) {
        return node.hasNonNull(key) && node.get(key).isNumber() ? node.get(key).doubleValue() : null;
    }
}
