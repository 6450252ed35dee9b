package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * One registered version of a model. All but status and state is written once and never changed, on disk as well.
 *
 * @param number     1, 2, … within the model
 * @param digest     the model folder's digest
 * @param run        the run or build that made it, such as {@code churn #12}
 * @param registered ISO-8601 instant
 * @param by         who had it registered
 * @param metrics    the evaluation's overall metrics by name; numbers, or "NaN", "Infinity", "-Infinity"
 * @param folder     the version's own folder in the registry
 * @param status     tags, description and what else people said of it since
 * @param state      what became of it, which the environments' aliases decide as well
 */
public record ModelVersion(
        String model,
        int number,
        String digest,
        String run,
        String registered,
        String by,
        Map<String, Object> metrics,
        Path folder,
        VersionStatus status,
        VersionState state) {
    /** The document that makes a folder a version; its name is fixed. */
    static final String FILE = "version.json";
    /** The folder with the model's files below a version's folder. */
    static final String MODEL = "model";

    public ModelVersion {
        metrics = metrics instanceof KeptMetrics ? metrics : new KeptMetrics(metrics);
        status = status == null ? VersionStatus.NONE : status;
        state = state == null ? VersionState.REGISTERED : state;
    }

    /** Sorted and copied once, however often a version is listed. */
    private static final class KeptMetrics extends TreeMap<String, Object> {
        private static final long serialVersionUID = 1L;

        KeptMetrics(Map<String, Object> metrics) {
            super(metrics);
        }
    }

    /** @return the registry's own copy of the model's files; read only */
    public Path modelFolder() {
        return folder.resolve(MODEL);
    }

    /** @return the registry's own copy of {@code lineage.json}, {@code gates.json} or {@code evaluation.json} */
    public Path document(String name) {
        return folder.resolve(name);
    }

    ModelVersion with(VersionStatus changed) {
        return new ModelVersion(model, number, digest, run, registered, by, metrics, folder, changed, state);
    }

    ModelVersion with(VersionState now) {
        return now == state
                ? this
                : new ModelVersion(model, number, digest, run, registered, by, metrics, folder, status, now);
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

    /** @return what the index says of it; of its changes the version's own document alone tells */
    ObjectNode line() {
        ObjectNode json = json();
        if (!status.equals(VersionStatus.NONE)) {
            ObjectNode said = Json.tree(status);
            said.remove("changes");
            json.set("status", said);
        }
        return json;
    }

    static ModelVersion read(Path folder) {
        Path status = folder.resolve(VersionStatus.FILE);
        ModelVersion version = of(Json.read(folder.resolve(FILE)), folder);
        return Files.exists(status) ? version.with(Json.read(status, VersionStatus.class)) : version;
    }

    static ModelVersion of(JsonNode json, Path folder) {
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
                folder,
                json.has("status") ? Json.as(json.get("status"), VersionStatus.class) : VersionStatus.NONE,
                VersionState.REGISTERED);
    }
}
