package io.jenkins.plugins.cd4ml.engine.train.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.Training;
import io.jenkins.plugins.cd4ml.engine.train.tabular.People;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are the shell's")
class SweepTest {
    /** Its metric is the square of x; x = 3 fails, and the model says what it was made with. */
    private static final String COMMAND =
            "if [ $CD4ML_PARAM_X = 3 ]; then echo no three; exit 5; fi; sleep 0.$CD4ML_PARAM_X;"
                    + " echo \"{\\\"loss\\\": $((CD4ML_PARAM_X * CD4ML_PARAM_X))}\" > $CD4ML_METRICS;"
                    + " echo model $CD4ML_PARAM_X $CD4ML_SEED > $CD4ML_OUTPUT/model.txt";

    @TempDir
    Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Test
    void theBestTrialsModelBecomesTheModelAndEachTrialIsRecorded() throws Exception {
        JsonNode training = train("{values: {x: [4, 3, 2, 5]}, metric: loss, parallel: 2}");
        assertEquals("model 2 7\n", Files.readString(folder.resolve("model/model.txt")));
        assertEquals(
                Digests.of(folder.resolve("model")),
                training.at("/model/digest").asText());
        assertEquals("2", training.at("/params/x").asText());
        assertEquals(4, training.at("/metrics/loss").asDouble());
        assertEquals(3, training.at("/sweep/best").asInt());
        JsonNode trials = training.at("/sweep/trials");
        assertEquals(4, trials.size());
        for (int i = 0; i < 4; i++) {
            assertEquals(i + 1, trials.get(i).get("trial").asInt());
            assertEquals(
                    i == 1 ? "failed" : "finished", trials.get(i).get("state").asText());
        }
        assertEquals(16, trials.at("/0/metrics/loss").asDouble());
        assertTrue(trials.at("/1/error").asText().contains("no three"), trials.toString());
        assertTrue(trials.at("/3/model/digest").asText().startsWith("sha256:"), trials.toString());
        assertTrue(lines.contains("trial 3 of 4 (x=2) loss 4.0"), lines.toString());
        assertFalse(
                Files.exists(folder.resolve("run/train/trials/1/model")), "models that are not the best are not kept");
    }

    @Test
    void whenAllTrialsFailTheFirstSaysWhyAndAllStayRecorded() throws Exception {
        InputException e =
                assertThrows(InputException.class, () -> train("{values: {x: [3], seed: [1, 2]}, metric: loss}"));
        assertTrue(e.getMessage().startsWith("All 2 trials failed; the first: "), e.getMessage());
        JsonNode trials = new RunFolder(folder.resolve("run")).read("train/trials.json");
        assertEquals(2, trials.get("trials").size());
        assertEquals(2, trials.at("/trials/1/values/seed").asInt());
    }

    @Test
    void aMetricThatNoTrialHasIsNamedWithThoseThatThereAre() {
        InputException e = assertThrows(InputException.class, () -> train("{values: {x: [1]}, metric: val_loss}"));
        assertEquals(
                "No trial has a finite metric 'val_loss', which train.sweep.metric names; they have loss.",
                e.getMessage());
    }

    @Test
    void anUntoldDirectionIsAskedFor() {
        InputException e = assertThrows(InputException.class, () -> train("{values: {x: [1]}, metric: speed}"));
        assertTrue(e.getMessage().contains("add goal: minimize or goal: maximize"), e.getMessage());
    }

    @Test
    void aKeyThatNamesNothingAndAValueAgainstTheSchemaAreRefusedBeforeAnyTrial() {
        InputException e = assertThrows(InputException.class, () -> train("{values: {output.x: [1]}, metric: loss}"));
        assertTrue(e.getMessage().contains("'output.x' names nothing that a trial can choose"), e.getMessage());
        e = assertThrows(InputException.class, () -> train("{values: {seed: [a]}, metric: loss}"));
        assertTrue(e.getMessage().contains("train.seed"), e.getMessage());
        assertTrue(lines.isEmpty(), lines.toString());
    }

    @Test
    void treesAreSweptInParallelWithTheSameOutcome() throws Exception {
        People people = new People(folder, 200);
        String train = "{xgboost: {features: [age, income, zip], subsample: 0.5, rounds: 5}, seed: 7, sweep: {values:"
                + " {xgboost.maxDepth: {min: 1, max: 8, integer: true}, xgboost.learningRate: {min: 0.01, max: 1, scale: log}},"
                + " search: random, trials: 6, parallel: PARALLEL, metric: validation_logloss}}";
        List<JsonNode> outcomes = new ArrayList<>();
        for (String parallel : new String[] {"1", "3"}) {
            Project project = people.project("churned", train.replace("PARALLEL", parallel));
            RunFolder run = new RunFolder(folder.resolve("run" + parallel));
            Training.run(project, run, Progress.SILENT);
            outcomes.add(run.read(RunFolder.TRAINING));
        }
        for (String same : new String[] {"/model/digest", "/sweep/best", "/params", "/metrics"}) {
            assertEquals(outcomes.get(0).at(same), outcomes.get(1).at(same), same);
        }
        assertEquals(6, outcomes.get(0).at("/sweep/trials").size());
        for (int i = 0; i < 6; i++) {
            assertEquals(
                    outcomes.get(0).at("/sweep/trials/" + i + "/model/digest"),
                    outcomes.get(1).at("/sweep/trials/" + i + "/model/digest"));
        }
    }

    @Test
    void aGridHasEachCombinationOnce() throws Exception {
        List<Map<String, JsonNode>> choices =
                space("{values: {a: [1, 2], b: [x, y, x]}, metric: loss}").choices(1);
        assertEquals("[{a=1, b=\"x\"}, {a=1, b=\"y\"}, {a=2, b=\"x\"}, {a=2, b=\"y\"}]", choices.toString());
    }

    @Test
    void drawsAreSeededInTheirRangeAndNotRepeated() throws Exception {
        String yaml =
                "{values: {rate: {min: 0.001, max: 1, scale: log}, n: {min: 2, max: 4, integer: true}, k: [p, q]},"
                        + " search: random, trials: 200, metric: loss}";
        List<Map<String, JsonNode>> choices = space(yaml).choices(1);
        assertEquals(choices, space(yaml).choices(1));
        assertNotEquals(choices, space(yaml).choices(2));
        assertEquals(200, choices.size());
        TreeSet<Integer> whole = new TreeSet<>();
        int small = 0;
        for (Map<String, JsonNode> choice : choices) {
            double rate = choice.get("rate").asDouble();
            assertTrue(rate >= 0.001 && rate <= 1, choice.toString());
            small += rate < 0.0316 ? 1 : 0; // the middle of the log scale
            whole.add(choice.get("n").asInt());
        }
        assertTrue(small > 70 && small < 130, small + " of 200 are in the lower half");
        assertEquals(List.of(2, 3, 4), List.copyOf(whole));
        assertEquals(
                2,
                space("{values: {k: [p, q]}, search: random, trials: 50, metric: loss}")
                        .choices(1)
                        .size());
    }

    @Test
    void whatCannotBeSearchedIsSaid() throws Exception {
        assertTrue(refused("{values: {a: {min: 1, max: 2}}, metric: loss}").contains("a grid needs a list of values"));
        assertTrue(
                refused("{values: {a: [1]}, search: random, metric: loss}").contains("a random search needs 'trials'"));
        assertTrue(refused("{values: {a: {min: 0, max: 2, scale: log}}, search: random, trials: 1, metric: loss}")
                .contains("min must be greater than 0 on a log scale"));
    }

    private String refused(String sweep) throws Exception {
        SearchSpace space = space(sweep);
        return assertThrows(InputException.class, () -> space.choices(1)).getMessage();
    }

    private SearchSpace space(String sweep) throws Exception {
        Project project = project(sweep);
        return new SearchSpace(project, project.section("train").get("sweep"));
    }

    private Project project(String sweep) throws Exception {
        Files.writeString(folder.resolve("d.csv"), "x\n1\n");
        Files.writeString(
                folder.resolve(Project.FILE),
                "model: t\ndata: {train: {path: d.csv}}\ntrain:\n  seed: 7\n  tracking: false\n  command: |\n    "
                        + COMMAND + "\n  sweep: " + sweep + "\n");
        return Project.read(folder, null);
    }

    private JsonNode train(String sweep) throws Exception {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Training.run(project(sweep), run, lines::add);
        return run.read(RunFolder.TRAINING);
    }
}
