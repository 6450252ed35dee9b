package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import java.util.Set;

/** What an entry of {@code gates:} must not ask for. What would be passed over in silence is refused. */
final class GateRules {
    private static final Set<String> OF_GROUPS = Set.of("name", "any", "all", "onFailure", "informational");

    private GateRules() {}

    /** @throws InputException when a group has a key of a gate, which would bound nothing */
    static void group(JsonNode node, String place) {
        node.fieldNames().forEachRemaining(key -> {
            if (!OF_GROUPS.contains(key)) {
                throw new InputException(
                        place + " is a group, for which '" + key + "' says nothing; give it to its members.");
            }
        });
    }

    /** @throws InputException when the gate asks for nothing, or for what no number can satisfy or no interval can show */
    static void gate(GateSpec gate, String place) {
        List<GateLimit> bounds = gate.bounds();
        if (bounds.isEmpty() && gate.against() == null) {
            throw new InputException(
                    place + " bounds nothing; add min, max, equals, or against with minChange or maxChange.");
        }
        if (gate.against() == null && bounds.stream().anyMatch(b -> b.kind().relative())) {
            throw new InputException(
                    place + " bounds a change but names nothing to compare with; add against: production.");
        }
        if (gate.confidence() != null && !(gate.confidence() > 0 && gate.confidence() < 1)) {
            throw new InputException(place + ": confidence must lie between 0 and 1, such as 0.95.");
        }
        if (gate.method() != null && gate.confidence() == null) {
            throw new InputException(place + " names a method but no confidence; add confidence: 0.95.");
        }
        if (gate.confidence() != null && bounds.stream().anyMatch(b -> b.kind() == GateLimit.Kind.EQUALS)) {
            throw new InputException(place
                    + ": no interval shows that a number equals another; remove confidence, or take min and max.");
        }
        for (GateLimit low : bounds) {
            for (GateLimit high : bounds) {
                if (Boolean.TRUE.equals(low.kind().atLeast)
                        && Boolean.FALSE.equals(high.kind().atLeast)
                        && low.kind().of.equals(high.kind().of)
                        && low.limit() > high.limit()) {
                    throw new InputException(place + ": " + low.kind().key + " is above " + high.kind().key
                            + ", so nothing could pass.");
                }
            }
        }
    }
}
