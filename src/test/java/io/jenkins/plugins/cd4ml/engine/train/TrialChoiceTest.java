package io.jenkins.plugins.cd4ml.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are the shell's")
class TrialChoiceTest {
    private static final String COMMAND = "sleep 0.$CD4ML_PARAM_NAP; echo $CD4ML_PARAM_AUC > $CD4ML_OUTPUT/m;"
            + " echo \"{\\\"auc\\\": $CD4ML_PARAM_AUC, \\\"cost\\\": 2}\" > $CD4ML_METRICS";

    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void project() throws Exception {
        run = new RunFolder(folder.resolve("run"));
        Files.writeString(folder.resolve("d.csv"), "x\n1\n");
        Files.writeString(
                folder.resolve(Project.FILE),
                "model: churn\ndata: {train: {path: d.csv}}\ntrain:\n  seed: 4\n  command: |\n    " + COMMAND + "\n");
        Lineage lineage = new Lineage();
        lineage.run = "churn #7";
        lineage.put(new Lineage.Agent("build:churn#7", "build", "churn #7"));
        run.write(lineage);
    }

    @Test
    void trialsThatTrainAtOnceKeepTheirOwnModelsAndTheBestBecomesTheRuns() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<Outcome> forest = threads.submit(() -> trial("forest", 0.9, 2));
        Future<Outcome> boosted = threads.submit(() -> trial("boosted", 0.8, 6)); // ends last
        assertEquals("forest", forest.get().result().get("trial").asText());
        assertTrue(
                boosted.get().sentence().startsWith("Trial boosted: Trained churn"),
                boosted.get().sentence());
        threads.shutdown();
        assertFalse(run.has(RunFolder.TRAINING), "no trial is the run's model until one is chosen");
        assertFalse(Files.exists(folder.resolve("model")));

        Outcome chosen = choose(null, "auc", null);
        assertTrue(
                chosen.sentence().matches("Trial forest of 2 is the model: auc 0.9 \\(boosted 0.8\\); sha256:\\w+\\."),
                chosen.sentence());
        JsonNode training = run.read(RunFolder.TRAINING);
        assertEquals("0.9\n", Files.readString(folder.resolve("model/m")));
        assertEquals("model", training.at("/model/path").asText());
        assertEquals(
                Digests.ofFiles(Digests.files(folder.resolve("model"))),
                training.at("/model/digest").asText());
        assertEquals(0.9, training.at("/metrics/auc").asDouble());
        assertEquals("forest", training.at("/trials/chosen").asText());
        assertEquals(0.8, training.at("/trials/trials/0/metrics/auc").asDouble());
        assertEquals("0.8", training.at("/trials/trials/0/params/auc").asText());
        assertTrue(run.has("train/metrics.csv.gz"));
    }

    @Test
    void theLineageHasEveryTrialAndTheChoice() throws Exception {
        trial("a", 0.7, 0);
        trial("b", 0.6, 0);
        choose("b", null, null);
        choose("b", null, null); // once more: nothing is told twice but the choice
        Lineage lineage = run.lineage();
        assertEquals(
                List.of("train", "train", "choose", "choose"),
                lineage.activities.stream().map(Lineage.Activity::kind).toList());
        assertEquals(lineage.digest("trial:b"), lineage.digest("model"));
        assertEquals(List.of("trial:a"), lineage.activities.get(0).made());
        assertEquals(List.of("build:churn#7"), lineage.activities.get(0).by());
        assertEquals(
                List.of("trial:a", "trial:b", "code", "parameters"),
                lineage.last("choose").used());
        assertEquals("0.6", lineage.entity("parameters").attributes().get("auc"));
        assertTrue(lineage.entity("dataset:train").digest().startsWith("sha256:"));
    }

    @Test
    void aMetricThatIsLessWhenBetterIsMinimizedOnWish() throws Exception {
        trial("a", 0.7, 0);
        trial("b", 0.6, 0);
        assertTrue(sentence(null, "cost", null).contains("cannot be told from its name"));
        assertEquals("a", choose(null, "cost", "minimize").result().get("trial").asText(), "equal: the first");
        assertEquals("b", choose(null, "auc", "minimize").result().get("trial").asText());
    }

    @Test
    void whatCannotBeChosenIsSaid() throws Exception {
        assertEquals(
                "This run has no finished trial to choose; train with a trial's name first.",
                sentence(null, "auc", null));
        trial("a", 0.7, 0);
        assertEquals("This run has no finished trial 'z'; it has a.", sentence("z", null, null));
        assertEquals("No trial has a finite metric 'f1'; they have auc, cost.", sentence(null, "f1", null));
        assertTrue(sentence("a", "auc", null).startsWith("Name either the trial or the metric"));
        assertTrue(assertThrows(InputException.class, () -> trial("../a", 1, 0))
                .getMessage()
                .startsWith("A trial cannot be named '../a'"));
    }

    @Test
    void trialsOnDifferentDataAreNotCompared() throws Exception {
        trial("a", 0.7, 0);
        Files.writeString(folder.resolve("d.csv"), "x\n2\n");
        trial("b", 0.6, 0);
        assertTrue(sentence(null, "auc", null).contains("different data ("), sentence(null, "auc", null));
        assertEquals("b", choose("b", null, null).result().get("trial").asText());
    }

    @Test
    void aModelThatChangedSinceItWasTrainedIsNotTaken() throws Exception {
        trial("a", 0.7, 0);
        Files.writeString(folder.resolve("model.a/m"), "other\n");
        assertTrue(sentence("a", null, null).contains("as it was trained"), sentence("a", null, null));
        assertFalse(run.has(RunFolder.TRAINING));
    }

    private String sentence(String trial, String metric, String goal) {
        return assertThrows(InputException.class, () -> choose(trial, metric, goal))
                .getMessage();
    }

    private Outcome choose(String trial, String metric, String goal) {
        return TrialChoice.run(Project.read(folder, null), run, trial, metric, goal);
    }

    private Outcome trial(String name, double auc, int nap) throws Exception {
        ObjectNode patch = Json.object();
        patch.putObject("train").putObject("params").put("auc", auc).put("nap", nap);
        return Training.trial(Project.read(folder, patch), run, name, Progress.SILENT);
    }
}
