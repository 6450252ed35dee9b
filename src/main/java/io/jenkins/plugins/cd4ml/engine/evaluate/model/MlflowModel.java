package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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

    private MlflowModel() {}

    /**
     * @return the model file of the flavor that is loaded here: {@code onnx}, else TorchScript of {@code pytorch}, else
     *         {@code xgboost}
     * @throws InputException when it has none of them, naming the ones it has
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
        Path xgboost = data(folder, flavors.path("xgboost"), "model.xgb");
        if (xgboost != null) {
            return xgboost;
        }
        List<String> names = new ArrayList<>();
        flavors.fieldNames().forEachRemaining(names::add);
        throw new InputException(folder.resolve(FILE) + " has the flavors " + String.join(", ", names)
                + "; onnx, TorchScript and xgboost are loaded, for others give evaluate.command.");
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
        Path file = folder.resolve(given).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new InputException(folder.resolve(FILE) + ": '" + given + "' leads outside the model's folder.");
        }
        Path inside = Files.isDirectory(file) ? file.resolve("model.pth") : file;
        return Files.isRegularFile(inside) ? inside : null;
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
