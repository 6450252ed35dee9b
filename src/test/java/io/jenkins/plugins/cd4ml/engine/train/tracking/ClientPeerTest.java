package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One script of more than thirty calls of MLflow's own client (autolog, figures, datasets, nested runs, models, registry,
 * evaluate) with this endpoint and with {@code mlflow server}: every call gives the same, and the same is kept of every run.
 */
class ClientPeerTest {
    @TempDir
    Path folder;

    @Test
    void everyCallOfTheClientGivesWhatItGivesWithMlflowsServer() throws Exception {
        assertAlike(recorded(), ours(Map.of()), "");
    }

    @Test
    @Tag("slow")
    void whatIsCommittedIsWhatTheRealServerGives() throws Exception {
        try (MlflowServer mlflow = MlflowServer.start(folder)) {
            assertAlike(recorded(), talk(mlflow.url(), "", Map.of()), "");
        }
    }

    /** What only the client decides (registry stages, logged models, names of artifacts) differs between its versions. */
    @Test
    @Tag("slow")
    void theClientOfMlflow2FindsTheSame() throws Exception {
        String same =
                "set_experiment|log_.*|get_metric_history|set_tags|load_.*|evaluate|end_run|search_.*|a run that fails|"
                        + "delete_run|get_run.*|register_model|get_model_version.*|download_artifacts";
        assertAlike(
                recorded(),
                ours(Map.of(
                        "PYTHONPATH", Peers.mlflow2().toString(), "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python")),
                same + "(?<!log_model)");
    }

    private JsonNode ours(Map<String, String> environment) throws Exception {
        RunFolder run = new RunFolder(folder);
        try (TrainingLog log = new TrainingLog(run, NameRules.id(), Progress.SILENT);
                TrackingServer server = new TrackingServer(run, "train", log)) {
            return talk(server.url(), server.token(), environment);
        }
    }

    private static JsonNode recorded() throws Exception {
        return Json.read(Path.of(ClientPeerTest.class.getResource("client.json").toURI()));
    }

    private JsonNode talk(String url, String token, Map<String, String> environment) throws Exception {
        Path script = Path.of(getClass().getResource("client.py").toURI());
        Path result = folder.resolve("client.json");
        Peers.run(folder, environment, 300, script.toString(), url, token, result.toString());
        return Json.read(result);
    }

    /** @param only pattern of the calls that are compared; all where it is empty */
    private static void assertAlike(JsonNode mlflow, JsonNode ours, String only) {
        Map<String, String> given = new HashMap<>();
        ours.forEach(call -> given.put(call.get(0).asText(), Json.line(call.get(1))));
        int compared = 0;
        for (JsonNode call : mlflow) {
            String name = call.get(0).asText();
            if (only.isEmpty() || name.matches(only) && given.containsKey(name)) {
                assertEquals(Json.line(call.get(1)), given.get(name), name);
                compared++;
            }
        }
        assertTrue(compared >= 12, "only " + compared + " calls");
    }
}
