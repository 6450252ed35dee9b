package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChampionTest {
    private static final String GATES = "[{metric: auc, against: production, minChange: -0.05, confidence: 0.95}, "
            + "{metric: accuracy, against: champion, minChange: -0.2}, {metric: auc, min: 0.5, confidence: 0.9}, "
            + "{metric: accuracy, against: production, minRelativeChange: -0.5, confidence: 0.9, slice: region}]";

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
        project.model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [auc, accuracy]\nslices: [region]")
                .gates(GATES);
    }

    private JsonNode champion() {
        return project.evaluation().path("champion");
    }

    @Test
    void championOfOtherInputsIsScoredOnTheSameRows() throws Exception {
        project.run(project.champion("named.onnx"));
        assertEquals("rescored", champion().path("how").asText());
        assertEquals(120, champion().path("rowsJoined").asInt());
        JsonNode auc = project.metric("auc", null);
        JsonNode comparison = project.evaluation().path("comparisons").get(0);
        assertEquals(
                auc.get("value").asDouble() - auc.get("champion").asDouble(),
                comparison.get("difference").asDouble(),
                1e-12);
        assertEquals("delong", comparison.get("method").asText());
        for (GateItem item : project.check().items()) {
            assertTrue(item.verdict() != Verdict.ERROR, item.reason());
        }
        assertEquals(6, project.check().items().size());
    }

    @Test
    void firstVersionHasNoChampion() throws Exception {
        project.run(Champion.none("production"));
        assertEquals(Verdict.FAILED, project.check().items().get(0).verdict());
        assertEquals(
                "auc has no champion to be compared with: production serves no version yet; firstVersion: pass would"
                        + " let the first one pass.",
                project.check().items().get(0).reason());
    }

    @Test
    void championThatCannotBeLoadedIsNoVerdict() throws Exception {
        Champion champion = project.champion("named.onnx");
        Files.writeString(champion.folder().resolve("model.onnx"), "rotten");
        project.run(champion);
        assertEquals("not comparable", champion().path("how").asText());
        GateItem item = project.check().items().get(0);
        assertEquals(Verdict.ERROR, item.verdict());
        assertTrue(item.reason().startsWith("auc could not be compared with champion 3: "), item.reason());
    }

    @Test
    void storedPredictionsStandInForTheSameRows() throws Exception {
        Champion champion = withStoredPredictions();
        project.run(champion);
        assertEquals("stored predictions", champion().path("how").asText());
        assertEquals(0, champion().path("rowsDiffering").asInt());
        assertEquals(
                project.metric("auc", null).get("value").asDouble(),
                project.metric("auc", null).get("champion").asDouble(),
                "the stored predictions are the new model's own");
    }

    @Test
    void rowsThatChangedAreCountedAndTooManySettleNothing() throws Exception {
        Champion champion = withStoredPredictions();
        project.edit("^1006,([0-9]+),[0-9.]+", "1006,$1,20");
        project.run(champion);
        assertEquals(1, champion().path("rowsDiffering").asInt());
        assertEquals(119, champion().path("rowsJoined").asInt());
        assertEquals(Verdict.PASSED, project.check().items().get(1).verdict(), "one of 120 rows is less than 1 %");
        project.edit("^1007,([0-9]+),[0-9.]+", "1007,$1,20").run(champion);
        assertEquals(Verdict.INCONCLUSIVE, project.check().items().get(1).verdict());
        assertEquals(
                "accuracy cannot be compared: 2 of 120 rows are not the champion's rows, more than 1 %.",
                project.check().items().get(1).reason());
    }

    @Test
    void aGateNamesItsMethod() throws Exception {
        project.gates("[{metric: auc, against: production, minChange: -0.05, confidence: 0.95, method: bootstrap-bca},"
                        + " {metric: auc, against: production, minChange: -0.05, confidence: 0.95}, {metric: accuracy, against:"
                        + " production, minChange: -0.2, confidence: 0.9, method: permutation},{metric: auc, min: 0.5, confidence:"
                        + " 0.9, method: bootstrap-bca}]")
                .run(project.champion("named.onnx"));
        JsonNode comparisons = project.evaluation().path("comparisons");
        assertEquals("bootstrap-bca", comparisons.get(0).path("method").asText());
        assertEquals("delong", comparisons.get(1).path("method").asText());
        assertEquals("permutation", comparisons.get(2).path("method").asText());
        assertEquals("bootstrap-bca", comparisons.get(3).path("method").asText());
        GateItem first = project.check().items().get(0);
        assertEquals(comparisons.get(0).path("low").asDouble(), first.low(), "the gate's own interval");
        assertEquals(
                comparisons.get(1).path("low").asDouble(),
                project.check().items().get(1).low());
        for (GateItem item : project.check().items()) {
            assertTrue(item.verdict() != Verdict.ERROR, item.reason());
        }
    }

    @Test
    void theSectionNamesTheMethodOfAllIntervals() throws Exception {
        project.evaluate("target: churned\nmetrics: [auc]\nmethod: bootstrap-bca")
                .gates("[{metric: auc, against: production, minChange: -0.05, confidence: 0.95}]")
                .run(project.champion("named.onnx"));
        assertEquals(
                "bootstrap-bca",
                project.metric("auc", null).at("/interval/method").asText());
        assertEquals(
                "bootstrap-bca",
                project.evaluation().at("/comparisons/0/method").asText());
    }

    @Test
    void aMethodThatDoesNotSuitTheGateIsRefusedWithItsPlace() throws Exception {
        assertEquals(
                "cd4ml.yaml line 10 (gates[0]): the method delong is for auc of two classes without weights and"
                        + " groups, not for accuracy.",
                refusal("{metric: accuracy, against: production, minChange: 0, confidence: 0.95, method: delong}"));
        assertEquals(
                "cd4ml.yaml line 10 (gates[0]): the method mcnemar compares two models; give min and max a gate of"
                        + " their own.",
                refusal("{metric: accuracy, min: 0.5, confidence: 0.95, method: mcnemar}"));
    }

    private String refusal(String gate) throws Exception {
        project.gates("[" + gate + "]");
        Champion champion = project.champion("named.onnx");
        return assertThrows(InputException.class, () -> project.run(champion))
                .getMessage()
                .replace(folder + "/", "");
    }

    /** A champion whose model is lost but whose predictions on these rows are kept. */
    private Champion withStoredPredictions() throws Exception {
        project.run(null);
        Path kept = folder.resolve("kept.parquet");
        Files.copy(project.run.file("evaluate/predictions.parquet"), kept, StandardCopyOption.REPLACE_EXISTING);
        return new Champion("production", 3, "sha256:00", folder.resolve("lost"), kept);
    }
}
