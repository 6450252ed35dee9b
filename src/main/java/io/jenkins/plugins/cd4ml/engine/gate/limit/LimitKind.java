package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A kind of limit: which keys of a gate it owns, and what they mean. The schema of these keys is the resource {@code
 * <simple name of the class>.schema.json} beside the class. A new kind is listed in {@link LimitKinds}, and nowhere else.
 */
public interface LimitKind {
    /** @return its keys in the order in which a gate's name lists them; no other kind has one of them */
    List<String> keys();

    /**
     * @param key   one of {@link #keys()}
     * @param value what the gate says for it, already held against the schema
     * @throws IllegalArgumentException with the rest of a sentence that begins with the place, such as {@code x is no
     *                                  finite number}
     */
    Limit read(String key, JsonNode value);
}
