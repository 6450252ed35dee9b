package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prompt is tried on items by another tool, and held against the prompt that is served. */
class ItemsOfAPromptTest {
    private static final Path FILES = Path.of("src/test/resources/io/jenkins/plugins/cd4ml/engine/evaluate/items");

    @TempDir
    Path folder;

    @BeforeEach
    void prompt() throws Exception {
        Files.createDirectories(folder.resolve("model"));
        Files.writeString(folder.resolve("model/prompt.txt"), "Answer: {{question}}");
    }

    private List<GateItem> check(int run, String results, Champion champion, String gates) throws Exception {
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: prompt\nevaluate:\n  items: {qa: {path: r.json, format: promptfoo}}\n  against: production\n"
                        + "gates: [" + gates + "]\n");
        Files.writeString(folder.resolve("r.json"), results);
        RunFolder record = new RunFolder(folder.resolve(".cd4ml/runs/" + run));
        Project project = Project.read(folder, null);
        Evaluation.run(project, record, champion, line -> {});
        Gates.run(record, project.root().path("gates"));
        return record.read(RunFolder.GATES, GateReport.class).items();
    }

    private Champion served() throws Exception {
        check(
                1,
                Files.readString(FILES.resolve("promptfoo-champion.json")),
                null,
                "{metric: items.qa.pass_rate, min: 0.5}");
        Path predictions = folder.resolve(".cd4ml/runs/1/evaluate/predictions.parquet");
        return new Champion("production", 3, "sha256:0", null, predictions);
    }

    @Test
    void aBetterPromptPassesWithAnIntervalOverItems() throws Exception {
        String fresh = Files.readString(FILES.resolve("promptfoo-new.json"));
        List<GateItem> items = check(
                2,
                fresh,
                served(),
                "{metric: items.qa.pass_rate, against: production, minChange: -0.1, confidence: 0.9},"
                        + " {metric: items.qa.cost, max: 1}, {metric: items.qa.error, equals: 0}");
        GateItem change = items.get(0);
        assertEquals(Verdict.PASSED, change.verdict(), change.reason());
        assertEquals(0.8541666667, change.observed(), 1e-9);
        assertEquals(0.6666666667, change.baseline(), 1e-9);
        assertTrue(change.low() > -0.1 && change.high() < 0.5, change.reason());
        assertEquals(Verdict.PASSED, items.get(1).verdict());
    }

    @Test
    void anotherJudgeIsInconclusiveHoweverGoodTheNumbers() throws Exception {
        String judged = Files.readString(FILES.resolve("promptfoo-new.json")).replace("\"contains\"", "\"icontains\"");
        GateItem item = check(
                        2, judged, served(), "{metric: items.qa.pass_rate, against: production, firstVersion: pass}")
                .get(0);
        assertEquals(Verdict.INCONCLUSIVE, item.verdict());
        assertTrue(item.reason().contains("24 of 24 items were judged otherwise"), item.reason());
    }

    @Test
    void otherCasesAreInconclusive() throws Exception {
        String other = Files.readString(FILES.resolve("promptfoo-new.json")).replace("What is", "How much is");
        GateItem item = check(
                        2, other, served(), "{metric: items.qa.pass_rate, against: production, firstVersion: pass}")
                .get(0);
        assertEquals(Verdict.INCONCLUSIVE, item.verdict(), item.reason());
    }

    @Test
    void aMetricOfRowsIsRefusedWhereNothingIsScored() {
        String message = assertThrows(
                        InputException.class,
                        () -> check(
                                1,
                                Files.readString(FILES.resolve("promptfoo-new.json")),
                                null,
                                "{metric: auc, min: 0}"))
                .getMessage();
        assertTrue(
                message.endsWith("auc is not measured, for evaluate names no dataset; metrics of items are called"
                        + " items.SOURCE.METRIC or predictions.SOURCE.METRIC."),
                message);
    }
}
