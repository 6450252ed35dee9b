package io.jenkins.plugins.cd4ml.engine.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateKinds;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Holds {@code cd4ml.yaml} against its published JSON Schema and turns the first finding into one sentence. */
final class ProjectSchema {
    private static final String BASE = "https://plugins.jenkins.io/cd4ml/";
    private static final String SUFFIX = ".schema.json";
    private static final String ENGINE = "/io/jenkins/plugins/cd4ml/engine/";

    /** Loading takes a tenth of a second, so once; the schema itself is immutable and thread-safe. */
    private static final class Holder {
        static final Schema SCHEMA = load();
    }

    private ProjectSchema() {}

    /** @throws InputException naming file, line and key of the first finding */
    static void check(ProjectPlaces places, JsonNode root) {
        List<Error> errors = new ArrayList<>(Holder.SCHEMA.validate(root));
        if (!errors.isEmpty()) {
            errors.sort(
                    Comparator.comparing(ProjectSchema::pointer, places.order()).thenComparing(Error::getMessage));
            throw new InputException(sentence(places, errors.get(0)));
        }
    }

    private static String sentence(ProjectPlaces places, Error error) {
        String pointer = pointer(error);
        if ("additionalProperties".equals(error.getKeyword()) || "unevaluatedProperties".equals(error.getKeyword())) {
            String key = error.getProperty();
            return places.place(pointer) + ": unknown key '" + key + "'" + known(error) + ".";
        }
        if ("required".equals(error.getKeyword())) {
            return places.place(pointer) + ": the key '" + error.getProperty() + "' is missing.";
        }
        String choices = "oneOf".equals(error.getKeyword()) ? choices(error.getSchemaNode()) : "";
        return places.place(pointer) + ": " + (choices.isEmpty() ? error.getMessage() : choices) + ".";
    }

    /** @return words for keys of which exactly one must be there; empty for other alternatives */
    private static String choices(JsonNode alternatives) {
        TreeSet<String> keys = new TreeSet<>();
        for (JsonNode alternative : alternatives) {
            if (alternative.size() != 1 || alternative.path("required").size() != 1) {
                return "";
            }
            keys.add("'" + alternative.get("required").get(0).asText() + "'");
        }
        return "one of the keys " + String.join(", ", keys) + " must be there, and only one";
    }

    /** Where an unknown key stands, the known ones are the way out. */
    private static String known(Error error) {
        JsonNode schema = error.getSchemaNode();
        JsonNode parent = Holder.SCHEMA.getSchemaNode();
        String location = error.getSchemaLocation().toString();
        int hash = location.indexOf('#');
        if (location.startsWith(BASE) && hash > 0) {
            String pointer = location.substring(hash + 1);
            int last = pointer.lastIndexOf('/');
            try {
                parent = Json.MAPPER.readTree(text(location.substring(0, hash)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            schema = parent.at(last <= 0 ? "" : pointer.substring(0, last)).path("properties");
        }
        TreeSet<String> names = new TreeSet<>();
        schema.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "" : "; known here: " + String.join(", ", names);
    }

    private static String pointer(Error error) {
        String pointer = error.getInstanceLocation().toString();
        boolean below = "additionalProperties".equals(error.getKeyword()) && error.getProperty() != null;
        return below ? pointer + "/" + error.getProperty().replace("~", "~0").replace("/", "~1") : pointer;
    }

    private static Schema load() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .build();
        return SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(ProjectSchema::text).schemaRegistryConfig(config))
                .getSchema(SchemaLocation.of(BASE + "cd4ml" + SUFFIX));
    }

    /**
     * @param id of a schema; below {@code BASE} the path of a room of the engine that keeps its own part, or a plain name
     * @return its text, or null for one that is not ours
     */
    private static String text(String id) {
        if (!id.startsWith(BASE) || !id.endsWith(SUFFIX)) {
            return null;
        }
        String name = id.substring(BASE.length(), id.length() - SUFFIX.length());
        if ("gates".equals(name)) {
            return GateKinds.schema().toString(); // each kind of gate brings its own part
        }
        String resource = name.contains("/") ? ENGINE + name + SUFFIX : name + SUFFIX;
        try (InputStream in = ProjectSchema.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
