package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training without data of the project, and one that leaves metrics and no model: what every verb says of them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are the shell's")
class MetricsOnlyTest {
    private static final String METRICS = "echo '{\"auc\": 0.75}' > $CD4ML_METRICS";
    private static final String MODEL = "echo weights > $CD4ML_OUTPUT/model.bin";

    @TempDir
    Path project;

    @BeforeEach
    void metricsOnly() throws IOException {
        describe(METRICS, "");
    }

    private void describe(String command, String more) throws IOException {
        Files.writeString(
                project.resolve("cd4ml.yaml"), "model: churn\ntrain:\n  command: |\n    " + command + "\n" + more);
    }

    private String says(int code, String... arguments) {
        CommandLineRun run = CommandLineRun.in(project, arguments);
        assertEquals(code, run.code(), run.said());
        assertFalse(run.said().contains("\tat "), run.said());
        return run.said();
    }

    private JsonNode training(int run) {
        return Json.read(project.resolve(".cd4ml/runs/" + run + "/" + RunFolder.TRAINING));
    }

    @Test
    void metricsWithoutAModelAreRecordedAndSaidToBeThat() {
        String said = says(0, "train-model");
        assertTrue(said.contains("describes no training data"), said);
        assertTrue(
                said.endsWith(
                        "Trained churn (command): no model, auc 0.7500. It left no file in model/, so nothing of it"
                                + " can be evaluated or promoted.\n"),
                said);
        assertTrue(training(1).get("model").isNull());
        assertFalse(training(1).has("dataset"));
        assertEquals(0.75, training(1).at("/metrics/auc").asDouble());
    }

    @Test
    void whatNeedsAModelSaysThatThereIsNone() throws IOException {
        describe(METRICS, "evaluate: {dataset: holdout, target: y}\ngates: [{metric: auc, min: 0.7}]\n");
        says(0, "train-model");
        String none = "cd4ml: The training of this run recorded metrics and left no model, so there is nothing to ";
        assertTrue(says(2, "evaluate-model").startsWith(none + "evaluate;"));
        assertTrue(says(2, "check-gates").startsWith(none + "evaluate and check;"));
        assertTrue(says(2, "serve").startsWith(none + "serve;"));
        assertTrue(says(2, "export-lineage", "--format", "cyclonedx").contains("has no model"));
        assertTrue(says(2, "run").contains(none + "evaluate;"), "asked for an evaluation");
    }

    @Test
    void whatNeedsNoneWorks() throws IOException {
        assertTrue(says(0, "run").contains("no model, auc 0.7500"));
        String report = Files.readString(project.resolve(".cd4ml/runs/1/report.html"));
        assertTrue(report.contains("no model, auc 0.7500"), report);
        assertTrue(says(0, "show").contains("Run 1."));
        assertTrue(says(0, "export-lineage", "--format", "openlineage").length() > 0);
        assertTrue(says(0, "export-lineage", "--format", "prov").length() > 0);
        assertTrue(says(0, "reproduce")
                .endsWith("Reproduced run 1 by its metrics, for it left no model: the largest difference is 0.0 and 0.0"
                        + " is tolerated.\n"));
    }

    @Test
    void aRepetitionThatLeavesAModelWhereNoneWasIsNotTheSame() throws IOException {
        says(0, "train-model");
        Path recorded = project.resolve(".cd4ml/runs/1/train/project.json");
        Files.writeString(recorded, Files.readString(recorded).replace("$CD4ML_METRICS", "$CD4ML_METRICS; " + MODEL));
        String said = says(1, "reproduce");
        assertTrue(said.contains("only one of the two left a model"), said);
    }

    @Test
    void anotherMetricIsNoRepetition() throws IOException {
        says(0, "train-model");
        Path recorded = project.resolve(".cd4ml/runs/1/train/project.json");
        Files.writeString(recorded, Files.readString(recorded).replace("0.75", "0.5"));
        assertTrue(says(1, "reproduce").contains("metric auc was 0.75 and is 0.5"));
    }

    @Test
    void neitherFileNorMetricIsAnError() throws IOException {
        describe("true", "");
        assertTrue(says(2, "train-model").contains("left no file in"));
    }

    @Test
    void aModelWithoutDataOfTheProjectIsTrainedAndReproduced() throws IOException {
        describe(MODEL, "");
        assertTrue(says(0, "train-model").contains("model sha256:"));
        assertTrue(says(0, "reproduce").contains("the same model"));
    }

    @Test
    void onlyWhatTheModelIsEvaluatedOnMayStandAlone() throws IOException {
        Files.writeString(project.resolve("h.csv"), "y\n1\n");
        String holdout = "evaluate: {dataset: holdout, target: y}\n";
        describe(MODEL, "data: {holdout: {path: h.csv}}\n" + holdout);
        assertTrue(says(0, "train-model").contains("describes no training data"));
        describe(MODEL, "data: {holdout: {path: h.csv}, training: {path: h.csv}}\n" + holdout);
        assertTrue(says(2, "train-model").contains("the data section has no dataset 'train'"));
        describe(MODEL, "  dataset: mine\n");
        assertTrue(says(2, "train-model").contains("the data section has no dataset 'mine'"));
    }

    @Test
    void builtInTrainersNeedData() throws IOException {
        for (String trainer : new String[] {"djl", "xgboost"}) {
            Files.writeString(project.resolve("cd4ml.yaml"), "model: churn\ntrain: {" + trainer + ": {}}\n");
            assertTrue(says(2, "train-model")
                    .contains(": " + trainer + " learns from a dataset, and there is no data" + " section"));
        }
    }

    @Test
    void aTrialWithoutAModelCannotBecomeTheRuns() throws IOException {
        says(0, "train-model", "--trial", "a");
        describe(METRICS.replace("0.75", "0.5") + "; " + MODEL, "");
        says(0, "train-model", "--trial", "b");
        assertTrue(says(2, "choose-model", "--metric", "auc")
                .contains("The trial 'a' is the best, but it recorded metrics and left no model"));
        assertTrue(says(0, "choose-model", "--trial", "b").contains("Trial b of 2 is the model"));
    }

    @Test
    void aSweepMayMeasureOnly() throws IOException {
        describe(
                "echo \"{\\\"auc\\\": $CD4ML_PARAM_A}\" > $CD4ML_METRICS",
                "  sweep: {values: {a: [0.1, 0.3, 0.2]}, metric: auc}\n");
        assertTrue(says(0, "train-model").contains("no model, auc 0.3000"));
    }
}
