package io.jenkins.plugins.cd4ml.engine.gate.kind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.SchemaPart;
import java.util.List;

/**
 * A kind of entry in {@code gates:}. The schema of its keys is the resource {@code <simple name of the class>.schema.json}
 * beside the class. A new kind is listed in {@link GateKinds}, and nowhere else. What is only another way to bound a
 * metric's value or change is a {@link io.jenkins.plugins.cd4ml.engine.gate.limit.LimitKind} instead.
 */
public interface GateKind {
    /** @return the keys of which exactly one makes an entry one of this kind */
    List<String> selectors();

    /** @return the schema of its keys, without {@code name}, {@code onFailure} and {@code informational} */
    default ObjectNode schema() {
        return SchemaPart.of(getClass());
    }

    /** @throws InputException when the entry asks for nothing, or for what nothing could satisfy */
    Gate read(GateEntry entry);
}
