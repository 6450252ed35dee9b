package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** How clients of MLflow 2 keep the models of a run: in a tag, with paths among the run's artifacts. */
final class Mlflow2 {
    private Mlflow2() {}

    /** @return folder of the run's last model below the artifacts' root, or null */
    static String lastModel(String history, Run run) {
        try {
            JsonNode models = Json.MAPPER.readTree(history);
            String path = models.path(models.size() - 1).path("artifact_path").asText("");
            return path.isEmpty() ? null : run.path() + "/" + path;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
