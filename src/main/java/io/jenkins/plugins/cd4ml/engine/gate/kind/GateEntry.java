package io.jenkins.plugins.cd4ml.engine.gate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.SchemaPart;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One entry of {@code gates:} as it stands in the file.
 *
 * @param pointer where it stands below {@code gates}
 * @param places  turns such a pointer into words for messages
 */
public record GateEntry(JsonNode node, String pointer, UnaryOperator<String> places) {
    /** @return the entry's place in words */
    public String place() {
        return places.apply(pointer);
    }

    /** @return that one sentence of refusal. @param rest after the place of the entry, or of its {@code key} */
    public InputException refusal(String key, String rest) {
        return new InputException(places.apply(key == null ? pointer : pointer + "/" + key) + rest);
    }

    public boolean has(String key) {
        return node.has(key);
    }

    /** @return null where the key is missing, null or blank */
    public String text(String key) {
        String text = node.hasNonNull(key) ? node.get(key).asText() : "";
        return text.isBlank() ? null : text;
    }

    /** @param usual the name of an entry that has none */
    public GateHead head(String usual) {
        String name = text("name");
        return new GateHead(
                pointer,
                name != null ? name : usual,
                "unstable".equals(text("onFailure")),
                node.path("informational").asBoolean());
    }

    /** @return the entries below that key, read */
    public List<Gate> gates(String key) {
        return GateKinds.read(node.path(key), pointer + "/" + key, places);
    }

    /** @return the first key that neither every entry has nor {@code kind} knows, such as one of another kind; or null */
    String foreignKey(GateKind kind) {
        Set<String> known = new HashSet<>();
        SchemaPart.of(Gate.class).at("/$defs/gate/properties").fieldNames().forEachRemaining(known::add);
        kind.schema().fieldNames().forEachRemaining(known::add);
        return node.properties().stream()
                .map(java.util.Map.Entry::getKey)
                .filter(key -> !known.contains(key))
                .findFirst()
                .orElse(null);
    }
}
