package io.jenkins.plugins.cd4ml.engine.train.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an MLflow model folder says of itself in its {@code MLmodel}. */
public final class MlModel {
    private static final String FILE = "MLmodel";

    private MlModel() {}

    /**
     * @return flavors, signature (inputs and outputs as JSON), input example, MLflow's version; null where the folder has
     *         no {@code MLmodel}
     * @throws io.jenkins.plugins.cd4ml.engine.InputException with file and line when it is not YAML
     */
    public static ObjectNode read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        JsonNode given = YamlDocument.read(file).root();
        ObjectNode model = Json.object();
        ObjectNode flavors = model.putObject("flavors");
        given.path("flavors").properties().forEach(f -> flavors.set(f.getKey(), f.getValue()));
        given.path("signature")
                .properties()
                .forEach(s -> model.withObject("/signature").set(s.getKey(), json(s.getValue())));
        for (String key :
                new String[] {"saved_input_example_info", "mlflow_version", "model_id", "run_id", "model_size_bytes"}) {
            if (given.hasNonNull(key)) {
                model.set(key, given.get(key));
            }
        }
        return model;
    }

    /** Signatures are JSON inside YAML. */
    private static JsonNode json(JsonNode value) {
        try {
            return value.isTextual() ? Json.MAPPER.readTree(value.asText()) : value;
        } catch (JsonProcessingException e) {
            return value;
        }
    }
}
