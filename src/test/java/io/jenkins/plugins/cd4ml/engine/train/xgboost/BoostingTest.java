package io.jenkins.plugins.cd4ml.engine.train.xgboost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.loading.Models;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.tabular.People;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableReader;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableRequest;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TabularModel;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoostingTest {
    private static final int ROWS = 400;
    private static final String NUMBERS = "features: [age, income, zip], rounds: 20, maxDepth: 3";

    @TempDir
    Path folder;

    private People people;
    private TrainingTable table;

    @BeforeEach
    void rows() throws Exception {
        people = new People(folder, ROWS);
    }

    /** Two classes, three, and a quantity: what DJL's engine answers is what XGBoost itself answers. */
    @ParameterizedTest
    @ValueSource(strings = {"churned", "answer", "price"})
    void evaluationLoadsTheModelThroughDjlAndGetsXgboostsAnswers(String target) throws Exception {
        assumeTrue(
                getClass().getClassLoader().getResource("ai/djl/ml/xgboost/XgbEngine.class") != null,
                "no XGBoost engine: the pack 'xgboost' is not on the class path (mvn -Ptraining)");
        Boosting.Boosted boosted = boosted(target, "{" + NUMBERS + "}", 7);
        Path model = Files.createDirectories(folder.resolve("model"));
        TabularModel.write(model, "model.ubj", boosted.model(), table);
        float[] flat = new float[ROWS * 3];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = table.features().get(i % 3).numbers()[i / 3];
        }
        float[][] expected = XGBoost.loadModel(new ByteArrayInputStream(boosted.model()))
                .predict(new DMatrix(flat, ROWS, 3, Float.NaN));
        try (Predictor predictor = Models.open(model, List.of(), 1)) {
            Batch batch = new Batch(predictor.columns(), ROWS, 1);
            for (int i = 0; i < ROWS; i++) {
                for (int c = 0; c < 3; c++) {
                    batch.numbers(predictor.columns().get(c))[i] = flat[i * 3 + c];
                }
                batch.next();
            }
            Answers answers = predictor.predict(batch);
            assertEquals(expected[0].length, answers.width());
            for (int i = 0; i < ROWS; i++) {
                for (int c = 0; c < answers.width(); c++) {
                    assertEquals(expected[i][c], (float) answers.numbers()[i * answers.width() + c]);
                }
            }
        }
    }

    @Test
    void itLearns() throws Exception {
        Map<Integer, Double> losses = new TreeMap<>();
        boosting("churned", "{" + NUMBERS + "}", 7)
                .train((round, rounds, metrics) -> losses.put(round, metrics.get("train_logloss")));
        assertEquals(20, losses.size());
        assertTrue(losses.get(20) < losses.get(1) * 0.75, losses.toString());
    }

    @Test
    void oneSeedGivesTheSameBytesAndAnotherSeedOthers() throws Exception {
        String block = "{" + NUMBERS + ", subsample: 0.5, columnSample: 0.7}";
        byte[] once = boosted("answer", block, 7).model();
        assertArrayEquals(once, boosted("answer", block, 7).model());
        assertFalse(Arrays.equals(once, boosted("answer", block, 8).model()));
    }

    @Test
    void earlyStoppingTakesTheBestRoundsModel() throws Exception {
        String block = "{features: [age, income, zip], rounds: 300, learningRate: 0.5, earlyStopping: 4}";
        Map<Integer, Double> losses = new TreeMap<>();
        Boosting.Boosted boosted = boosting("answer", block, 7)
                .train((round, rounds, metrics) -> losses.put(round, metrics.get("validation_mlogloss")));
        int best = boosted.metrics().get("best_round").intValue();
        assertEquals(best + 4, losses.size());
        assertEquals(losses.get(best), boosted.metrics().get("validation_mlogloss"));
        assertArrayEquals(
                boosted("answer", block.replace("300, ", best + ", ").replace(", earlyStopping: 4", ""), 7)
                        .model(),
                boosted.model());
    }

    @Test
    void aMissingNumberIsLearnedFromAsMissing() throws Exception {
        Path csv = folder.resolve("people.csv");
        Files.writeString(csv, Files.readString(csv).replaceFirst("\n0,\\d+,", "\n0,,"));
        boosted("churned", "{" + NUMBERS + "}", 7);
        assertTrue(Float.isNaN(table.features().get(0).numbers()[0]));
    }

    @Test
    void wordsAreRefusedWithTheColumn() {
        String says = assertThrows(InputException.class, () -> boosting("churned", "{rounds: 2}", 7))
                .getMessage();
        assertTrue(says.startsWith("The column 'region' holds words"), says);
    }

    @Test
    void whatXgboostRefusesIsSaidInItsWords() throws Exception {
        Boosting boosting = boosting("churned", "{" + NUMBERS + ", parameters: {objective: \"no:such\"}}", 7);
        String says = assertThrows(InputException.class, () -> boosting.train((round, rounds, metrics) -> {}))
                .getMessage();
        assertTrue(says.startsWith("XGBoost refuses to train: "), says);
        assertTrue(says.contains("no:such"), says);
        assertFalse(says.contains("\n"), says);
    }

    private Boosting.Boosted boosted(String target, String block, long seed) throws Exception {
        return boosting(target, block, seed).train((round, rounds, metrics) -> {});
    }

    private Boosting boosting(String target, String block, long seed) throws Exception {
        Project project = people.project(target, "{xgboost: " + block + "}");
        var spec = project.section("train").get("xgboost");
        table = TableReader.read(project, TableRequest.of(project, "train", spec, true));
        return new Boosting(table, BoostingSettings.of(spec, seed));
    }
}
