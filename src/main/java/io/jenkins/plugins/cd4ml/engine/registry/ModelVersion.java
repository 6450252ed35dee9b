package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * One registered version of a model. Immutable, on disk as well: a version is written once and never changed.
 *
 * @param number     1, 2, … within the model
 * @param digest     the model folder's digest
 * @param run        the run or build that made it, such as {@code churn #12}
 * @param registered ISO-8601 instant
 * @param by         who had it registered
 * @param metrics    the evaluation's overall metrics by name; numbers, or "NaN", "Infinity", "-Infinity"
 * @param folder     the version's own folder in the registry
 */
public record ModelVersion(
        String model,
        int number,
        String digest,
        String run,
        String registered,
        String by,
        Map<String, Object> metrics,
        Path folder) {
    /** The document that makes a folder a version; its name is fixed. */
    static final String FILE = "version.json";
    /** The folder with the model's files below a version's folder. */
    static final String MODEL = "model";

    public ModelVersion {
        metrics = new TreeMap<>(metrics);
    }

    /** @return the registry's own copy of the model's files; read only */
    public Path modelFolder() {
        return folder.resolve(MODEL);
    }

    /** @return the registry's own copy of {@code lineage.json}, {@code gates.json} or {@code evaluation.json} */
    public Path document(String name) {
        return folder.resolve(name);
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("format", 1)
                .put("model", model)
                .put("version", number)
                .put("digest", digest)
                .put("run", run)
                .put("registered", registered)
                .put("by", by);
        json.set("metrics", Json.tree(metrics));
        return json;
    }

    static ModelVersion read(Path folder) {
        JsonNode json = Json.read(folder.resolve(FILE));
        Map<String, Object> metrics = new TreeMap<>();
        json.path("metrics")
                .properties()
                .forEach(m -> metrics.put(
                        m.getKey(),
                        m.getValue().isNumber()
                                ? m.getValue().numberValue()
                                : m.getValue().asText()));
        return new ModelVersion(
                json.path("model").asText(),
                json.path("version").asInt(),
                json.path("digest").asText(),
                json.path("run").asText(),
                json.path("registered").asText(),
                json.path("by").asText(),
                metrics,
                folder);
    }
}
