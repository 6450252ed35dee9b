package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model takes and gives, from {@code signature.json} beside it: {@code {"features": [names in order], "classes":
 * [values of the target in the order of the probabilities], "inputs": {input: [names of its columns in order]}}}, each
 * part optional; features that it does not name from the signature of an MLflow {@code MLmodel}.
 *
 * @param features empty when unknown
 * @param classes  empty for regression or when unknown
 * @param inputs   columns of the inputs that take several; empty when unknown
 */
public record Signature(List<String> features, List<String> classes, Map<String, List<String>> inputs) {
    public static final String FILE = "signature.json";

    /** @throws InputException when {@code signature.json} is not JSON or has something else than lists of names */
    public static Signature of(Path modelFolder) {
        Path file = modelFolder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new Signature(MlflowModel.inputs(modelFolder), List.of(), Map.of());
        }
        JsonNode node = Json.read(file);
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        node.path("inputs").properties().forEach(i -> inputs.put(i.getKey(), names(file, i.getKey(), i.getValue())));
        List<String> features = names(file, "features", node.path("features"));
        return new Signature(
                features.isEmpty() ? MlflowModel.inputs(modelFolder) : features,
                names(file, "classes", node.path("classes")),
                inputs);
    }

    private static List<String> names(Path file, String key, JsonNode node) {
        List<String> names = new ArrayList<>();
        if (!node.isMissingNode() && !node.isNull() && !node.isArray()) {
            throw new InputException(file + ": '" + key + "' must be a list of names.");
        }
        for (JsonNode name : node) {
            if (!name.isValueNode() || name.isNull()) {
                throw new InputException(file + ": '" + key + "' must be a list of names, but has " + name + ".");
            }
            names.add(name.asText());
        }
        return names;
    }

    /** @return this signature with the columns of the data where it does not know its features */
    Signature orElse(List<String> columns) {
        return features.isEmpty() ? new Signature(columns, classes, inputs) : this;
    }
}
