package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The part of the schema of {@code gates} that stands beside the class whose keys it describes. */
public final class SchemaPart {
    private SchemaPart() {}

    /** @return the resource {@code <simple name>.schema.json}: properties by key, as JSON Schema describes them */
    public static ObjectNode of(Class<?> owner) {
        String name = owner.getSimpleName() + ".schema.json";
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("There is no " + name + " beside " + owner.getName());
            }
            return (ObjectNode) Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
