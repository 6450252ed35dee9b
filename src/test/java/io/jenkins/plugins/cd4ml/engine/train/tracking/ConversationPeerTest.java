package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One conversation of some 130 REST calls, good and bad ones, with this endpoint and with MLflow's own server: the same
 * answers, call by call. What MLflow answers is committed, and compared with the real server in the slow test.
 */
class ConversationPeerTest {
    private static final String NO_SUCH_CALL = "mlflow/nothing/here";

    @TempDir
    Path folder;

    @Test
    void everyCallIsAnsweredAsMlflowAnswersIt() throws Exception {
        RunFolder run = new RunFolder(folder);
        try (TrainingLog log = new TrainingLog(run, NameRules.id(), Progress.SILENT);
                TrackingServer server = new TrackingServer(run, "train", log)) {
            assertAlike(recorded(), talk(server.url(), server.token()), 404);
        }
    }

    @Test
    @Tag("slow")
    void whatIsCommittedIsWhatTheRealServerAnswers() throws Exception {
        try (MlflowServer mlflow = MlflowServer.start(folder)) {
            assertAlike(recorded(), talk(mlflow.url(), ""), 405);
        }
    }

    private static JsonNode recorded() throws Exception {
        return Json.read(Path.of(
                ConversationPeerTest.class.getResource("conversation.json").toURI()));
    }

    private JsonNode talk(String url, String token) throws Exception {
        Path script = Path.of(getClass().getResource("conversation.py").toURI());
        return Json.MAPPER.readTree(Peers.run(folder, Map.of(), 120, script.toString(), url, token));
    }

    /** @param wrongMethod what is answered to a method that a call does not have: MLflow's page is 405, ours its 404 */
    private static void assertAlike(JsonNode mlflow, JsonNode ours, int wrongMethod) {
        for (int i = 0; i < Math.min(mlflow.size(), ours.size()); i++) {
            JsonNode call = mlflow.get(i);
            boolean html =
                    call.get(3).asText().startsWith("<!doctype"); // for what it does not know, MLflow sends pages
            if (html) {
                assertEquals(
                        call.get(2).asInt() == 405 ? wrongMethod : call.get(2).asInt(),
                        ours.get(i).get(2).asInt(),
                        call + "");
            } else {
                assertEquals(Json.line(call), Json.line(ours.get(i)), "call " + i);
            }
        }
        assertEquals(mlflow.size(), ours.size());
        assertEquals(NO_SUCH_CALL, ours.get(ours.size() - 3).get(1).asText());
    }
}
