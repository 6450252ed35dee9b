package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** A registry with a model, and what MLflow shows of it. */
final class MirroredRegistry {
    static final String MODEL = "churn";

    final ModelRegistry registry;
    private final Path folder;

    MirroredRegistry(Path folder) {
        this.folder = folder;
        this.registry = new ModelRegistry(folder.resolve("registry")).in("team a/north");
    }

    int register() throws Exception {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), UUID.randomUUID().toString());
        RunFolder documents = new RunFolder(folder.resolve("run"));
        documents.write(new Lineage());
        return registry.register(new Registration(
                        MODEL, Digests.of(model), MODEL + " #" + UUID.randomUUID(), documents, model, "ada"))
                .number();
    }

    void serve(String environment, int version) {
        String id = UUID.randomUUID().toString();
        Alias.Move move = new Alias.Move(
                id,
                "promote",
                version,
                registry.existing(MODEL, version).digest(),
                Instant.now().toString(),
                "ada",
                null,
                id,
                null);
        registry.move(MODEL, environment, move, Json.object());
    }

    ModelMirror mirror(String url, String name) {
        return mirror(url, name, null);
    }

    ModelMirror mirror(String url, String name, String authorization) {
        return new ModelMirror(
                registry,
                MODEL,
                new MirrorTarget(new MlflowApi(url, authorization, HttpClient.newHttpClient()), name, null));
    }

    /** @return MLflow's version to the tags of it, asked from the server itself */
    static SortedMap<Integer, Map<String, String>> tags(String url, String name) throws Exception {
        SortedMap<Integer, Map<String, String>> all = new TreeMap<>();
        for (JsonNode version : ask(url, "model-versions/search", Map.of("filter", "name='" + name + "'"))
                .path("model_versions")) {
            Map<String, String> tags = new TreeMap<>();
            version.path("tags")
                    .forEach(t ->
                            tags.put(t.path("key").asText(), t.path("value").asText()));
            all.put(version.path("version").asInt(), tags);
        }
        return all;
    }

    static Map<String, Integer> aliases(String url, String name) throws Exception {
        Map<String, Integer> aliases = new TreeMap<>();
        ask(url, "registered-models/get", Map.of("name", name))
                .at("/registered_model/aliases")
                .forEach(a ->
                        aliases.put(a.path("alias").asText(), a.path("version").asInt()));
        return aliases;
    }

    static JsonNode ask(String url, String path, Map<String, String> query) throws Exception {
        return new MlflowApi(url, null, HttpClient.newHttpClient()).get(path, query);
    }
}
