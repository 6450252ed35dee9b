package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model takes and gives, from {@code signature.json} beside it: {@code {"features": [names in order],
 * "classes": [values of the target in the order of the probabilities]}}. Either part may be missing.
 *
 * @param features empty when unknown: then every column but target and key, in file order
 * @param classes  empty for regression or when unknown: then 0, 1, …
 */
record Signature(List<String> features, List<String> classes) {
    static Signature of(Path modelFolder) {
        Path file = modelFolder.resolve("signature.json");
        JsonNode node = Files.isRegularFile(file) ? Json.read(file) : Json.object();
        return new Signature(texts(node.path("features")), texts(node.path("classes")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
