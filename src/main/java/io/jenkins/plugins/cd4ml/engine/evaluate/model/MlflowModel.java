package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An MLflow model folder: which of its flavors can be loaded here, and its signature. */
public final class MlflowModel {
    public static final String FILE = "MLmodel";

    private static final List<String> PYTHON = List.of("sklearn", "lightgbm", "python_function");

    private MlflowModel() {}

    /**
     * @return the model file of the flavor that is loaded here: {@code onnx}, else TorchScript of {@code pytorch}, else
     *         {@code xgboost}; null where it has none of them
     */
    public static Path file(Path folder) {
        JsonNode flavors = read(folder).path("flavors");
        Path onnx = data(folder, flavors.path("onnx"), "model.onnx");
        if (onnx != null) {
            return onnx;
        }
        Path torch = data(folder, flavors.path("pytorch"), "model.pt");
        if (torch != null) {
            return torch;
        }
        return data(folder, flavors.path("xgboost"), "model.xgb");
    }

    /**
     * @return the flavor by which the project's Python is asked: {@code sklearn}, else {@code lightgbm}, else {@code
     *         python_function}
     * @throws InputException when it has none of them, naming the ones it has
     */
    public static String flavor(Path folder) {
        JsonNode flavors = read(folder).path("flavors");
        for (String flavor : PYTHON) {
            if (flavors.has(flavor)) {
                return flavor;
            }
        }
        List<String> names = new ArrayList<>();
        flavors.fieldNames().forEachRemaining(names::add);
        throw new InputException(folder.resolve(FILE) + " has the flavors " + String.join(", ", names)
                + "; onnx, TorchScript, xgboost, " + String.join(", ", PYTHON) + " are scored, for others give"
                + " evaluate.command.");
    }

    /**
     * @return what the file says of a flavor and of the model: the flavor's own keys, and {@code python_version}
     * @throws InputException when one of them leads outside the folder
     */
    public static ObjectNode options(Path folder, String flavor) {
        JsonNode flavors = read(folder).path("flavors");
        ObjectNode options = Json.object();
        options.set("python_version", flavors.at("/python_function/python_version"));
        flavors.path(flavor).properties().forEach(o -> options.set(o.getKey(), o.getValue()));
        for (String path : List.of("pickled_model", "data", "code", "model_path")) {
            if (options.hasNonNull(path)) {
                inside(folder, options.get(path).asText());
            }
        }
        return options;
    }

    /** @throws InputException when its inputs are none that a table can fill */
    public static MlflowSignature signature(Path folder) {
        return MlflowSignature.of(folder.resolve(FILE), read(folder).at("/signature/inputs"));
    }

    /** @return the input columns of the signature; empty when it has none or the inputs are tensors without names */
    public static List<String> inputs(Path folder) {
        List<String> names = new ArrayList<>();
        if (Files.isRegularFile(folder.resolve(FILE))) {
            String inputs = read(folder).at("/signature/inputs").asText("[]");
            try {
                for (JsonNode input : Json.MAPPER.readTree(inputs)) {
                    if (input.hasNonNull("name")
                            && !"tensor".equals(input.path("type").asText())) {
                        names.add(input.get("name").asText());
                    }
                }
            } catch (JsonProcessingException e) {
                throw new InputException(folder.resolve(FILE) + ": signature.inputs is not JSON.", e);
            }
        }
        return names;
    }

    private static Path data(Path folder, JsonNode flavor, String byDefault) {
        if (flavor.isMissingNode()) {
            return null;
        }
        String given = flavor.path("data").asText(flavor.path("model_data").asText(byDefault));
        Path file = inside(folder, given);
        Path inside = Files.isDirectory(file) ? file.resolve("model.pth") : file;
        return Files.isRegularFile(inside) ? inside : null;
    }

    private static Path inside(Path folder, String given) {
        Path file = folder.resolve(given).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new InputException(folder.resolve(FILE) + ": '" + given + "' leads outside the model's folder.");
        }
        return file;
    }

    private static JsonNode read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return YamlDocument.parse(file.toString(), Files.readString(file)).root();
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
