package io.jenkins.plugins.cd4ml.engine.train.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.TrainingProject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class CommandTrainerTest {
    private static final String MODEL = "echo m > $CD4ML_OUTPUT/model.bin\n";

    @TempDir
    Path folder;

    private TrainingProject project;

    @BeforeEach
    void project() throws Exception {
        project = new TrainingProject(folder);
    }

    @Test
    void findsItsInputsInTheEnvironmentAndInOneFile() throws Exception {
        JsonNode training = project.script(
                MODEL
                        + "env | grep -E '^(CD4ML|MLFLOW|PYTHON)' > $CD4ML_OUTPUT/env; cp $CD4ML_RUN_FILE"
                        + " $CD4ML_OUTPUT/run\n",
                ", params: {C: 0.5, deep-er: \"a b\"}");

        String env = Files.readString(folder.resolve("model/env"));
        assertTrue(env.contains("CD4ML_PARAM_C=0.5\n"), env);
        assertTrue(env.contains("CD4ML_PARAM_DEEP_ER=a b\n"), env);
        assertTrue(env.contains("CD4ML_PARAMS={\"C\":0.5,\"deep-er\":\"a b\"}\n"), env);
        assertTrue(env.contains("CD4ML_SEED=17\n") && env.contains("PYTHONHASHSEED=17\n"), env);
        assertTrue(env.contains("CD4ML_DATA_TRAIN=" + folder.resolve("train.csv") + "\n"), env);
        assertTrue(env.contains("MLFLOW_TRACKING_URI=http://127.0.0.1:"), env);
        JsonNode run = Json.read(folder.resolve("model/run"));
        assertEquals(17, run.get("seed").asInt());
        assertEquals(0.5, run.at("/params/C").asDouble());
        assertEquals(
                folder.resolve("train.csv").toString(), run.at("/data/train").asText());
        assertEquals("{\"C\":\"0.5\",\"deep-er\":\"a b\"}", Json.line(training.get("params")));
    }

    @Test
    void noRunAndNoExperimentIsForcedOnTheScript() throws Exception {
        project.script(MODEL + "env | grep ^MLFLOW | cut -d= -f1 | sort | xargs > $CD4ML_OUTPUT/env\n");
        assertEquals("MLFLOW_TRACKING_TOKEN MLFLOW_TRACKING_URI\n", Files.readString(folder.resolve("model/env")));
    }

    @Test
    void listsMapsAndNothingAreParameters() throws Exception {
        JsonNode training = project.script(
                MODEL + "env > $CD4ML_OUTPUT/env\n", ", params: {layers: [64, 32], opt: {lr: 0.1}, none: null}");
        String env = Files.readString(folder.resolve("model/env"));
        assertTrue(env.contains("CD4ML_PARAM_LAYERS=[64,32]\n"), env);
        assertTrue(env.contains("CD4ML_PARAM_OPT={\"lr\":0.1}\n"), env);
        assertFalse(env.contains("CD4ML_PARAM_NONE"), env);
        assertEquals(
                "{\"layers\":\"[64,32]\",\"none\":\"null\",\"opt\":\"{\\\"lr\\\":0.1}\"}",
                Json.line(training.get("params")));
    }

    @Test
    void aParameterThatNoVariableTakesIsNamed() {
        InputException e = assertThrows(
                InputException.class, () -> project.script(MODEL, ", params: {words: " + "x".repeat(140_000) + "}"));
        assertTrue(e.getMessage().contains("(train.params.words) has 140000 bytes"), e.getMessage());
    }

    @Test
    void theStateOfEarlierRunsIsNoPartOfTheModel() throws Exception {
        project.script("mkdir $CD4ML_OUTPUT/code; cp -r train.sh .cd4ml $CD4ML_OUTPUT/code\n");
        assertEquals(
                "[code/train.sh]",
                project.training().at("/model/files").properties().stream()
                        .map(java.util.Map.Entry::getKey)
                        .toList()
                        .toString());
    }

    @Test
    void aStoreThatTheScriptTrackedToItselfIsSaid() throws Exception {
        JsonNode training = project.script(MODEL
                + "mkdir -p mlruns/0/abc; touch mlruns/0/meta.yaml mlruns/0/abc/meta.yaml\n"
                + "echo 'View run one at: http://ann:secret@127.0.0.1:5001/#/experiments/0'\n");
        assertEquals("[\"http://127.0.0.1:5001\",\"mlruns\"]", Json.line(training.get("trackedElsewhere")));
        assertTrue(
                project.said()
                        .contains("tracked elsewhere with MLflow, so not part of this record: http://127.0.0.1:5001,"
                                + " mlruns"),
                project.said().toString());
    }

    @Test
    void withTrackingOffTheEnvironmentKeepsItsOwnServer() throws Exception {
        project.script(MODEL + "env > $CD4ML_OUTPUT/env\n", ", tracking: false");
        assertFalse(Files.readString(folder.resolve("model/env")).contains("MLFLOW_TRACKING_TOKEN"));
    }

    @Test
    void whatRanIsRecorded() throws Exception {
        JsonNode training = project.script(
                "echo first\n" + MODEL + "head -c 300000000 /dev/zero | tail -c 1 > /dev/null\necho last >&2\n");

        assertEquals("sh train.sh", training.get("command").asText());
        assertEquals(0, training.get("exit").asInt());
        assertEquals("[\"first\",\"last\"]", Json.line(training.get("tail")));
        assertTrue(training.get("peakMemory").asLong() > 100_000, training.toString());
        assertTrue(training.at("/environment/processors").asInt() > 0);
        assertEquals(1, training.at("/model/files").size());
        assertTrue(project.said().contains("first"));
    }

    @Test
    void aProgramThatEndsBadlyIsToldInOneSentenceWithItsLastWords() {
        InputException bad = assertThrows(
                InputException.class, () -> project.script("echo 'reading'; echo 'KeyError: age' >&2; exit 3\n"));
        assertEquals(
                "The training command ended with exit code 3; its last lines: reading | KeyError: age.",
                bad.getMessage());
        InputException killed = assertThrows(InputException.class, () -> project.script("echo epoch 4; kill -9 $$\n"));
        assertTrue(
                killed.getMessage()
                        .startsWith(
                                "The training command was ended by signal 9 (SIGKILL), as the system does when memory"
                                        + " runs out; its last line"),
                killed.getMessage());
        assertTrue(killed.getMessage().contains("epoch 4"), killed.getMessage());
        assertEquals(
                137,
                Json.read(project.run().file("train/failed.json")).get("exit").asInt());
    }

    @Test
    void aTrainingThatLeavesNoModelFails() {
        InputException none = assertThrows(InputException.class, () -> project.script("echo done\n"));
        assertTrue(none.getMessage().contains("left no file"), none.getMessage());
    }

    @Test
    void whatItLeftBehindIsEndedWithIt() throws Exception {
        project.script(MODEL
                + "(sleep 300 & echo $! > $CD4ML_OUTPUT/pid) > /dev/null 2>&1\n"
                + "sleep 300 > /dev/null 2>&1 & echo $! > $CD4ML_OUTPUT/pid2\n");
        for (String file : new String[] {"model/pid", "model/pid2"}) {
            long child = Long.parseLong(Files.readString(folder.resolve(file)).strip());
            assertFalse(ProcessHandle.of(child).filter(ProcessHandle::isAlive).isPresent(), file);
        }
    }

    @Test
    void metricsOfEveryFormatAreRead() throws Exception {
        project.file("params.toml", "[model]\ndepth = 4\n");
        JsonNode training = project.script(
                MODEL
                        + "echo '{\"auc\": 0.9, \"val\": {\"loss\": \"NaN\"}, \"name\": \"x\"}' > $CD4ML_METRICS\n"
                        + "echo '{\"step\": 1, \"loss\": 0.5}' > $CD4ML_METRICS_LOG\n"
                        + "echo '{\"step\": 2, \"loss\": 0.25}' >> $CD4ML_METRICS_LOG\n"
                        + "printf 'test:\\n  f1: 0.8\\n' > out.yaml\n"
                        + "printf 'acc = 0.7\\n[deep]\\nmae = 1e-3\\n' > out.toml\n"
                        + "printf 'step,rmse\\n10,2.5\\n20,1.5\\n' > out.csv\n",
                ", metrics: [out.yaml, out.toml, out.csv], paramFiles: [params.toml]");

        assertEquals(
                "{\"acc\":0.7,\"auc\":0.9,\"deep.mae\":0.001,\"loss\":0.25,\"rmse\":1.5,\"test.f1\":0.8,\"val.loss\":\"NaN\"}",
                Json.line(training.get("metrics")));
        assertEquals("4", training.at("/params/model.depth").asText());
        assertTrue(project.points().contains("loss,1,0.5"), project.points() + "");
        assertTrue(project.points().contains("rmse,10,2.5"), project.points() + "");
    }

    @Test
    void aMetricsFileThatIsBrokenOrOldIsNamed() throws Exception {
        InputException broken = assertThrows(
                InputException.class,
                () -> project.script(MODEL + "printf '{\"a\": 1}\\n{\"a\": }\\n' > $CD4ML_METRICS_LOG\n"));
        assertTrue(broken.getMessage().contains("metrics.jsonl line 2 is not JSON"), broken.getMessage());

        project.file("old.json", "{\"auc\": 1}");
        Files.setLastModifiedTime(folder.resolve("old.json"), java.nio.file.attribute.FileTime.fromMillis(0));
        InputException old = assertThrows(InputException.class, () -> project.script(MODEL, ", metrics: [old.json]"));
        assertTrue(old.getMessage().contains("the training did not write old.json"), old.getMessage());
    }

    @Test
    void theFolderOfDvcliveIsFound() throws Exception {
        JsonNode training = project.script(MODEL
                + "mkdir -p dvclive/plots/metrics/train\n"
                + "printf 'step\\tloss\\n0\\t0.9\\n1\\t0.4\\n' > dvclive/plots/metrics/train/loss.tsv\n"
                + "echo '{\"step\": 1, \"train\": {\"loss\": 0.4}, \"auc\": 0.8}' > dvclive/metrics.json\n"
                + "mkdir -p dvclive/plots/images dvclive/plots/sklearn; echo png > dvclive/plots/images/roc.png\n"
                + "echo '{}' > dvclive/plots/sklearn/confusion.json; ln -s /etc/hostname dvclive/plots/images/link\n"
                + "echo 'lr: 0.1' > dvclive/params.yaml\n");
        assertEquals("{\"auc\":0.8,\"train.loss\":0.4}", Json.line(training.get("metrics")));
        assertEquals("0.1", training.at("/params/lr").asText());
        assertTrue(project.points().contains("train.loss,0,0.9"), project.points() + "");
        Path drawn = project.run().file("train/artifacts/dvclive/plots");
        assertEquals("png\n", Files.readString(drawn.resolve("images/roc.png")));
        assertTrue(Files.exists(drawn.resolve("sklearn/confusion.json")));
        assertFalse(Files.exists(drawn.resolve("images/link")), "no file of elsewhere");
        assertFalse(Files.exists(drawn.resolve("metrics")), "the curves are metrics");
    }

    @Test
    void mlmodelIsRead() throws Exception {
        project.file(
                "MLmodel.in",
                "flavors:\n"
                        + "  sklearn: {sklearn_version: 1.9.1}\n"
                        + "  python_function: {loader_module: mlflow.sklearn}\n"
                        + "mlflow_version: 3.17.2\n"
                        + "saved_input_example_info: {artifact_path: input_example.json}\n"
                        + "signature:\n"
                        + "  inputs: '[{\"type\": \"double\", \"name\": \"age\"}]'\n"
                        + "  outputs: '[{\"type\": \"long\"}]'\n");
        JsonNode model = project.script("cp MLmodel.in $CD4ML_OUTPUT/MLmodel\n").get("mlmodel");
        assertEquals("1.9.1", model.at("/flavors/sklearn/sklearn_version").asText());
        assertEquals("age", model.at("/signature/inputs/0/name").asText());
        assertEquals(
                "input_example.json",
                model.at("/saved_input_example_info/artifact_path").asText());
        assertEquals(
                "[\"sklearn\",\"python_function\"]",
                project.run().lineage().entity("model").attributes().get("flavors"));
    }

    @Test
    void anOutputFolderThatHoldsTheProjectIsRefused() {
        InputException refused = assertThrows(InputException.class, () -> project.script(MODEL, ", output: ."));
        assertTrue(refused.getMessage().contains("must be a folder of its own"), refused.getMessage());
        assertTrue(Files.exists(folder.resolve("train.csv")));
    }
}
