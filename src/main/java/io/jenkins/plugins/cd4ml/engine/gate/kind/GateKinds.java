package io.jenkins.plugins.cd4ml.engine.gate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.SchemaPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** All kinds of gates: reads the section {@code gates} and describes it. */
public final class GateKinds {
    /** The first is what an entry is taken for that names no kind. */
    private static final List<GateKind> ALL = List.of(new MetricGates(), new GateGroups());

    private GateKinds() {}

    /**
     * @param nodes   the section, or the members of a group
     * @param pointer of {@code nodes} below the section; empty for the section itself
     * @param place   turns a pointer into words, such as {@code cd4ml.yaml line 12 (gates[2])}
     * @throws InputException when there is no gate, or one asks for nothing, for two things at once, or for what is no
     *                        number
     */
    public static List<Gate> read(JsonNode nodes, String pointer, UnaryOperator<String> place) {
        if (!nodes.isArray() || nodes.isEmpty()) {
            throw new InputException(place.apply(pointer) + " has no gates; list at least one, see docs/gates.md.");
        }
        List<Gate> gates = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            gates.add(read(new GateEntry(nodes.get(i), pointer + "/" + i, place)));
        }
        return List.copyOf(gates);
    }

    private static Gate read(GateEntry entry) {
        List<GateKind> kinds = new ArrayList<>();
        ALL.forEach(kind -> kind.selectors().stream().filter(entry::has).forEach(key -> kinds.add(kind)));
        if (kinds.size() > 1) {
            List<String> keys = selectors().stream().map(key -> "'" + key + "'").toList();
            int last = keys.size() - 1;
            throw new InputException(entry.place() + " must have one of " + String.join(", ", keys.subList(0, last))
                    + " and " + keys.get(last) + ".");
        }
        return (kinds.isEmpty() ? ALL : kinds).get(0).read(entry);
    }

    private static List<String> selectors() {
        return ALL.stream().flatMap(kind -> kind.selectors().stream()).toList();
    }

    /** @return the JSON Schema of the section {@code gates}, put together from the part of each kind */
    public static ObjectNode schema() {
        ObjectNode schema = SchemaPart.of(Gate.class);
        ObjectNode gate = (ObjectNode) schema.at("/$defs/gate");
        ALL.forEach(kind -> ((ObjectNode) gate.get("properties")).setAll(kind.schema()));
        // what names no other kind must name the first one's key, so that the message asks for that
        List<String> first = ALL.get(0).selectors();
        ArrayNode others = gate.putObject("if").putObject("not").putArray("anyOf");
        selectors().stream()
                .filter(key -> !first.contains(key))
                .forEach(key -> others.addObject().putArray("required").add(key));
        ArrayNode required = gate.putObject("then").putArray("required");
        first.forEach(required::add);
        return schema;
    }
}
