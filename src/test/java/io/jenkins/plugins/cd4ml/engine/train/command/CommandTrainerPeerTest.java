package io.jenkins.plugins.cd4ml.engine.train.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.train.TrainingProject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified scripts of others' tools, trained by the command trainer. */
class CommandTrainerPeerTest {
    @TempDir
    Path folder;

    @Test
    void aScriptWithAutologIsRecordedWithItsModel() throws Exception {
        TrainingProject project = project("autolog.py");
        project.train("{command: " + Peers.python() + " autolog.py, params: {C: 0.25}}");

        JsonNode training = project.training();
        assertEquals("0.25", training.at("/params/C").asText());
        assertEquals("lbfgs", training.at("/params/solver").asText());
        assertTrue(
                training.at("/metrics/training_accuracy_score").isNumber(),
                training.get("metrics").toString());
        assertTrue(training.at("/mlmodel/flavors").has("sklearn"), training.toString());
        assertEquals("id", training.at("/mlmodel/signature/inputs/0/name").asText());
        assertTrue(training.at("/model/files").has("MLmodel"));
        assertTrue(training.at("/environment/python/packages").toString().contains("\"mlflow==3"));
        assertTrue(project.code().at("/attributes/packages").asText().startsWith("sha256:"));
        assertTrue(Files.exists(project.run().file("train/tracking.json")));
    }

    @Test
    void aScriptWithDvcliveIsRecorded() throws Exception {
        TrainingProject project = project("live.py");
        project.train("{command: " + Peers.python() + " live.py}");

        assertEquals("3", project.training().at("/params/depth").asText());
        assertEquals(1.0 / 3, project.training().at("/metrics/train.loss").asDouble(), 1e-12);
        assertTrue(
                project.points().contains("train.loss,1,0.5"), project.points().toString());
    }

    private TrainingProject project(String script) throws Exception {
        Path from = Path.of(getClass().getResource(script).toURI());
        return new TrainingProject(folder).file(script, Files.readString(from));
    }
}
