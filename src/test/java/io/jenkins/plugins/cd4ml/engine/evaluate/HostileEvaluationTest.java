package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects by which a model would look better than it is, by mistake or on purpose. */
class HostileEvaluationTest {
    private static final String CHURN = "target: churned\nmetrics: [auc, accuracy]";

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN);
    }

    private String refused() {
        return assertThrows(InputException.class, () -> project.run(null))
                .getMessage()
                .replace(folder.toString(), "DIR");
    }

    private double auc() {
        return project.metric("auc", null).get("value").asDouble();
    }

    /** Its probabilities come in the order of the classes' names, not in that of the positive one. */
    @Test
    void aModelWithoutClassesIsNotTurnedRoundByThePositiveClass() throws Exception {
        project.model("named.onnx").run(null);
        double yes = auc();
        assertTrue(yes > 0.7);
        project.evaluate(CHURN + "\npositive: 'no'").run(null);
        assertEquals(yes, auc(), 1e-12, "AUC is the same for either class");
    }

    @Test
    void aModelThatReadsTheTargetIsRefused() throws Exception {
        project.model("zipmap.onnx", "age", "value").evaluate("target: value\ntask: regression");
        assertEquals(
                "DIR/model reads the target column 'value', which it is to predict; take it out of the model's"
                        + " features.",
                refused());
    }

    @Test
    void aKeyThatNamesTwoRowsIsRefused() throws Exception {
        project.edit("^1006,", "1002,");
        assertEquals("DIR/rows.csv row 7, id: '1002' is there twice, but the key must name one row.", refused());
    }

    @Test
    void aFractionIsNotRoundedForAModelOfWholeNumbers() throws Exception {
        project.model("named.onnx").edit("^1006,([0-9]+)", "1006,$1.5");
        Files.deleteIfExists(folder.resolve("model/signature.json"));
        assertTrue(refused().contains(" row 7, age: '"), refused());
        assertTrue(refused().endsWith("', but the model wants a whole number."), refused());
    }

    @Test
    void anEvaluationThatFailsLeavesNothingToJudge() throws Exception {
        project.run(null);
        assertTrue(project.run.has(RunFolder.EVALUATION));
        project.edit("^1006,[0-9]+", "1006,old");
        refused();
        assertFalse(project.run.has(RunFolder.EVALUATION));
    }

    /** It does not name its features; taken in the new order its answers would be noise, and anything would beat it. */
    @Test
    void aNamelessChampionTakesTheFeaturesItWasMeasuredWith() throws Exception {
        String two = CHURN + "\nfeatures: [age, income]";
        project.model("zipmap.onnx").evaluate(two);
        Files.deleteIfExists(folder.resolve("model/signature.json"));
        project.run(null);
        double before = auc();
        Path kept = folder.resolve("kept.parquet");
        Files.copy(project.run.file("evaluate/predictions.parquet"), kept);
        Champion nameless = project.champion("zipmap.onnx");
        Champion champion = new Champion("production", 3, nameless.digest(), nameless.folder(), kept);
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN + "\nfeatures: [income, age]");
        project.run(champion);
        assertEquals("rescored", project.evaluation().at("/champion/how").asText());
        assertEquals(before, project.metric("auc", null).get("champion").asDouble(), 1e-12);
    }

    /** Ten rows that all come out right: no interval of them reaches as far up as 0.9. */
    @Test
    void aHandfulOfPerfectRowsProvesNothing() throws Exception {
        List<String> rows = Files.readAllLines(folder.resolve("rows.csv"));
        StringBuilder few = new StringBuilder(rows.get(0)).append('\n');
        for (int i = 1; i <= 10; i++) {
            boolean yes = i % 2 == 0;
            few.append(i)
                    .append(yes ? ",79,60" : ",18,5")
                    .append(",west,")
                    .append(yes ? "yes" : "no")
                    .append(",1,a\n");
        }
        Files.writeString(folder.resolve("rows.csv"), few);
        project.gates("[{metric: auc, min: 0.9, confidence: 0.95}, {metric: accuracy, min: 0.9, confidence: 0.95},"
                        + " {metric: f1, min: 0.9, confidence: 0.95}]")
                .run(null);
        assertEquals(1, auc());
        project.check().items().stream()
                .limit(3)
                .forEach(i -> assertEquals(Verdict.INCONCLUSIVE, i.verdict(), i.reason()));
    }

    @Test
    void aPartThatNoCardHasIsRefusedWithItsLine() throws Exception {
        Files.writeString(folder.resolve("card.md"), "# Ours\n\n{{metrics}}\n{{limits}}\n");
        project.evaluate(CHURN + "\ncard: card.md");
        assertEquals(
                "DIR/card.md line 4: a model card has no part {{limits}}; it has data, details, digest, gates,"
                        + " lineage, metrics, model, run, slices.",
                refused());
        Files.writeString(folder.resolve("card.md"), "# Ours\n");
        project.run(null);
        assertTrue(project.run.has("evaluate/model-card-template.md"));
        project.evaluate(CHURN).run(null);
        assertFalse(project.run.has("evaluate/model-card-template.md"), "one that is not named any more");
    }

    @Test
    void confidenceInACalibrationErrorIsRefused() throws Exception {
        project.gates("[{metric: calibration_error, max: 0.3, confidence: 0.95}]");
        assertEquals(
                "DIR/cd4ml.yaml line 9 (gates[0]): calibration_error has no honest interval, for chance makes it"
                        + " larger and resampling makes it larger again; leave confidence out, or bound brier or"
                        + " log_loss.",
                refused());
        project.gates("[{metric: calibration_error, max: 0.3}]").run(null);
        assertTrue(project.metric("calibration_error", null).get("interval").isNull());
        assertEquals(Verdict.PASSED, project.check().verdict());
    }

    /** Else the rows of one slice could hide behind the other, which a gate finds first. */
    @Test
    void aValueThatPosesAsACrossIsRefused() throws Exception {
        project.evaluate(CHURN + "\nslices:\n- region\n- cross: [region, {column: age, edges: [45]}]");
        project.run(null);
        List<String> rows = Files.readAllLines(folder.resolve("rows.csv")).stream()
                .map(l -> l.replaceFirst("^1006,([0-9]+),([0-9.]+),[a-z]+", "1006,$1,$2,\"west, age=below 45\""))
                .toList();
        Files.write(folder.resolve("rows.csv"), rows);
        assertEquals(
                "The slices by region and by region*age have one 'region=west, age=below 45' each; list a slice once,"
                        + " and values that look like a cross under another name.",
                refused());
    }

    @Test
    void aPositiveClassOfThreeIsRefused() throws Exception {
        project.model("kinds.onnx", "age", "income").evaluate("target: kind\nmetrics: [f1]\npositive: c");
        assertEquals(
                "evaluate.positive is for two classes, but the model has [a, b, c]; remove it, or f1 and others would"
                        + " not be what it says.",
                refused());
    }

    /** It remembers them; the verdict stands, but everyone who reads of it reads this too. */
    @Test
    void rowsThatTheModelWasTrainedOnAreSaidToBe() throws Exception {
        Lineage lineage = project.run.lineage();
        lineage.put(new Lineage.Entity(
                "dataset:train", "dataset", "train", Digests.of(folder.resolve("rows.csv")), Map.of()));
        lineage.put(new Lineage.Entity("model", "model", "m", Digests.of(folder.resolve("model")), Map.of()));
        RunFolder.record(
                lineage,
                "train",
                Instant.now(),
                true,
                "Trained.",
                List.of("dataset:train"),
                List.of("model"),
                Map.of());
        project.run.write(lineage);
        String sentence = project.run(null).sentence();
        assertTrue(
                sentence.startsWith("Evaluated on 120 rows of holdout, on which the model was trained: auc "),
                sentence);
        assertTrue(project.evaluation().at("/dataset/trainedOn").asBoolean());
        project.edit("^1006,", "2006,").run(null);
        assertFalse(project.evaluation().at("/dataset").has("trainedOn"));
    }
}
