package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One entry of {@code gates:}, or a group of them.
 *
 * @param pointer        where it stands below {@code gates}: {@code /2} or {@code /2/any/0}
 * @param name           as given, or made of what it asks for
 * @param metric         null for a group
 * @param slice          {@code column}, {@code column=value} or null
 * @param bounds         what must hold, all of it; empty only where {@code against} alone means "not worse"
 * @param method         how the interval is made; null for what the evaluation chooses
 * @param unstable       whether a failure is a warning
 * @param higherIsBetter given by the entry for a metric whose direction is not known
 * @param any            for a group: whether one passing member suffices
 * @param members        of a group; empty for a gate
 */
record GateSpec(
        String pointer,
        String name,
        String metric,
        String slice,
        List<GateLimit> bounds,
        String against,
        Double confidence,
        String method,
        boolean firstVersionPasses,
        boolean unstable,
        boolean informational,
        int minSupport,
        Boolean higherIsBetter,
        boolean any,
        List<GateSpec> members) {

    /**
     * @param place turns a pointer into words, such as {@code cd4ml.yaml line 12 (gates[2])}
     * @throws InputException when the entry asks for nothing, for two things at once, or for what is no number
     */
    static List<GateSpec> all(JsonNode nodes, String pointer, UnaryOperator<String> place) {
        if (!nodes.isArray() || nodes.isEmpty()) {
            throw new InputException(place.apply(pointer) + " has no gates; list at least one, see docs/gates.md.");
        }
        List<GateSpec> specs = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            specs.add(of(nodes.get(i), pointer + "/" + i, place));
        }
        return specs;
    }

    private static GateSpec of(JsonNode node, String pointer, UnaryOperator<String> place) {
        boolean any = node.has("any");
        if (any || node.has("all")) {
            if (any && node.has("all") || node.has("metric")) {
                throw new InputException(place.apply(pointer) + " must have one of 'metric', 'any' and 'all'.");
            }
            GateRules.group(node, place.apply(pointer));
            String key = any ? "any" : "all";
            List<GateSpec> members = all(node.get(key), pointer + "/" + key, place);
            String name = text(node, "name");
            List<String> names = members.stream().map(GateSpec::name).toList();
            return new GateSpec(
                    pointer,
                    name != null ? name : key + " of: " + String.join("; ", names),
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    false,
                    unstable(node),
                    node.path("informational").asBoolean(),
                    0,
                    null,
                    any,
                    members);
        }
        if (!node.path("metric").isTextual() || node.get("metric").asText().isBlank()) {
            throw new InputException(place.apply(pointer) + " names no metric; write metric: auc.");
        }
        GateSpec gate = gate(node, pointer, bounds(node, pointer, place));
        GateRules.gate(gate, place.apply(pointer));
        return gate;
    }

    private static GateSpec gate(JsonNode node, String pointer, List<GateLimit> bounds) {
        String metric = node.get("metric").asText();
        String slice = text(node, "slice");
        String against = text(node, "against");
        Double confidence =
                node.path("confidence").isNumber() ? node.get("confidence").doubleValue() : null;
        String name = text(node, "name");
        return new GateSpec(
                pointer,
                name != null ? name : name(metric, slice, bounds, against, confidence),
                metric,
                slice,
                bounds,
                against,
                confidence,
                text(node, "method"),
                "pass".equals(text(node, "firstVersion")),
                unstable(node),
                node.path("informational").asBoolean(),
                node.path("minSupport").asInt(0),
                node.hasNonNull("higherIsBetter") ? node.get("higherIsBetter").asBoolean() : null,
                false,
                List.of());
    }

    private static List<GateLimit> bounds(JsonNode node, String pointer, UnaryOperator<String> place) {
        List<GateLimit> bounds = new ArrayList<>();
        for (GateLimit.Kind kind : GateLimit.Kind.values()) {
            if (node.hasNonNull(kind.key)) {
                JsonNode limit = node.get(kind.key);
                if (!limit.isNumber() || !Double.isFinite(limit.doubleValue())) {
                    throw new InputException(
                            place.apply(pointer + "/" + kind.key) + ": " + limit + " is no finite number.");
                }
                bounds.add(new GateLimit(kind, limit.doubleValue()));
            }
        }
        return bounds;
    }

    private static String name(String metric, String slice, List<GateLimit> bounds, String against, Double confidence) {
        StringBuilder name = new StringBuilder(metric);
        name.append(slice == null ? "" : " of " + slice);
        bounds.forEach(b -> name.append(' ').append(b.kind().key).append(' ').append(NumberFormat.plain(b.limit())));
        name.append(against == null ? "" : " against " + against);
        return name.append(confidence == null ? "" : " at " + NumberFormat.plain(confidence))
                .toString();
    }

    private static boolean unstable(JsonNode node) {
        return "unstable".equals(text(node, "onFailure"));
    }

    private static String text(JsonNode node, String key) {
        return node.hasNonNull(key) && !node.get(key).asText().isBlank()
                ? node.get(key).asText()
                : null;
    }
}
