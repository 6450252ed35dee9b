package io.jenkins.plugins.cd4ml.engine.train.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.TrainingProject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Scripts that choose an experiment or a store are not told which run to take; the first run is the build's. */
    @ParameterizedTest
    @CsvSource({
        "'mlflow.set_experiment(\"Default\")', 0.8",
        "'mlflow.create_experiment(\"archive\"); mlflow.set_experiment(\"train\")', 0.8",
        "'mlflow.set_tracking_uri(\"sqlite:///mlruns.db\")',",
    })
    void aScriptRunsAsItDoesWithoutTheBuild(String before, Double mse) throws Exception {
        TrainingProject project = new TrainingProject(folder)
                .file(
                        "w.py",
                        "import mlflow\n" + before
                                + "\nwith mlflow.start_run(run_name='one'): mlflow.log_metric('mse', 0.8)\n");
        project.train("{command: '" + Peers.python() + " w.py; r=$?; echo m > $CD4ML_OUTPUT/m; exit $r'}");
        JsonNode metric = project.training().at("/metrics/mse");
        assertEquals(mse, metric.isMissingNode() ? null : (Double) metric.asDouble());
        assertEquals(
                mse == null ? "[\"mlruns.db\"]" : "",
                mse == null ? Json.line(project.training().get("trackedElsewhere")) : "");
        assertEquals(
                mse != null,
                Files.readString(project.run().file("train/tracking.json")).contains("\"one\""));
    }

    /** A script that logs several runs: by default the first counts. */
    @ParameterizedTest
    @CsvSource({"'', 0.5", "last, 0.9", "two, 0.2", "'{metric: loss}', 0.2", "'{metric: loss, goal: maximize}', 0.9"})
    void whichOfSeveralRunsCountsCanBeChosen(String counted, double loss) throws Exception {
        TrainingProject project = new TrainingProject(folder)
                .file(
                        "w.py",
                        "import mlflow\nfor name, loss in [('one', .5), ('two', .2), ('three', .9)]:\n"
                                + "    with mlflow.start_run(run_name=name):\n"
                                + "        mlflow.log_metric('loss', loss); mlflow.log_metric('of_' + name, 1)\n"
                                + "        mlflow.log_param('name', name)\n");
        project.train("{command: '" + Peers.python() + " w.py && echo m > $CD4ML_OUTPUT/m', params: {given: 1}"
                + (counted.isEmpty() ? "" : ", countedRun: " + counted) + "}");
        JsonNode training = project.training();
        assertEquals(loss, training.at("/metrics/loss").asDouble());
        assertEquals(2, training.get("metrics").size(), training.get("metrics").toString());
        assertEquals("1", training.at("/params/given").asText());
        assertEquals(2, training.get("params").size(), training.get("params").toString());
    }

    private TrainingProject project(String script) throws Exception {
        Path from = Path.of(getClass().getResource(script).toURI());
        return new TrainingProject(folder).file(script, Files.readString(from));
    }
}
