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
 * [values of the target in the order of the probabilities], "inputs": {input: [names of its columns in order]},
 * "outputs": {"label": output, "probabilities": output or [output of each class]}, "rounds": "all", "categories":
 * "codes"}}, each part optional; features that it does not name from the signature of an MLflow {@code MLmodel}.
 *
 * @param features  empty when unknown
 * @param classes   empty for regression or when unknown
 * @param inputs    columns of the inputs that take several; empty when unknown
 * @param outputs   the outputs of an ONNX model by what they hold: {@code label}, and one of {@code probabilities},
 *                  {@code logits}, {@code scores}, {@code value}; empty when unknown
 * @param allRounds whether the rounds of boosting after the best one of early stopping count, too
 * @param codes     whether columns hold the codes of categories that a model was trained on
 */
public record Signature(
        List<String> features,
        List<String> classes,
        Map<String, List<String>> inputs,
        Map<String, List<String>> outputs,
        boolean allRounds,
        boolean codes) {
    public static final String FILE = "signature.json";

    private static final List<String> NUMBERS = List.of("probabilities", "logits", "scores", "value");

    /** @throws InputException when {@code signature.json} is not JSON or says what cannot be understood */
    public static Signature of(Path modelFolder) {
        Path file = modelFolder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new Signature(MlflowModel.inputs(modelFolder), List.of(), Map.of(), Map.of(), false, false);
        }
        JsonNode node = Json.read(file);
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        node.path("inputs").properties().forEach(i -> inputs.put(i.getKey(), names(file, i.getKey(), i.getValue())));
        List<String> features = names(file, "features", node.path("features"));
        return new Signature(
                features.isEmpty() ? MlflowModel.inputs(modelFolder) : features,
                names(file, "classes", node.path("classes")),
                inputs,
                outputs(file, node.path("outputs")),
                only(file, node, "rounds", "all"),
                only(file, node, "categories", "codes"));
    }

    private static Map<String, List<String>> outputs(Path file, JsonNode node) {
        Map<String, List<String>> outputs = new LinkedHashMap<>();
        node.properties().forEach(o -> {
            String what = o.getKey();
            if (!what.equals("label") && !NUMBERS.contains(what)) {
                throw new InputException(
                        file + ": 'outputs' knows label, " + String.join(", ", NUMBERS) + ", not '" + what + "'.");
            }
            JsonNode value = o.getValue();
            List<String> names = value.isTextual() ? List.of(value.asText()) : names(file, what, value);
            if (names.isEmpty() || what.equals("label") && names.size() > 1) {
                throw new InputException(file + ": outputs." + what + " must be the name of an output"
                        + (what.equals("label") ? "." : " or a list of one for each class."));
            }
            outputs.put(what, names);
        });
        if (NUMBERS.stream().filter(outputs::containsKey).count() > 1) {
            throw new InputException(file + ": 'outputs' must have only one of " + String.join(", ", NUMBERS) + ".");
        }
        return outputs;
    }

    private static boolean only(Path file, JsonNode node, String key, String value) {
        if (node.hasNonNull(key) && !node.get(key).asText().equals(value)) {
            throw new InputException(file + ": '" + key + "' can only be '" + value + "'.");
        }
        return node.hasNonNull(key);
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
    public Signature orElse(List<String> columns) {
        return features.isEmpty() ? new Signature(columns, classes, inputs, outputs, allRounds, codes) : this;
    }
}
