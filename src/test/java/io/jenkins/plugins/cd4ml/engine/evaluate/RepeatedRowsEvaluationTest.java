package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows under new keys are no new rows: 40 rows are 40 rows, however often they are written down. */
class RepeatedRowsEvaluationTest {
    private static final String GATES =
            "[{metric: accuracy, min: 0.6, confidence: 0.95}, {metric: auc, min: 0.65, confidence: 0.95}]";
    private static final String EVALUATE =
            "target: y\nmetrics: [accuracy, auc]\ncommand: 'cp answers.csv \"$CD4ML_OUTPUT\"'";

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder).gates(GATES);
        Files.writeString(folder.resolve("model/m"), "m");
    }

    /** Three of four rows are right; each is written {@code times} times, with a time of its own. */
    private JsonNode evaluate(int rows, int times, String more) throws Exception {
        Random random = new Random(11);
        List<String> data = new ArrayList<>(List.of("id,seen,x,y"));
        List<String> answers = new ArrayList<>(List.of("key,score"));
        for (int i = 0; i < rows; i++) {
            int y = i % 8 < 4 ? 0 : 1;
            double score = (i % 4 == 0) == (y == 1) ? 0.2 + 0.1 * random.nextDouble() : 0.7 + 0.1 * random.nextDouble();
            String x = "%.4f".formatted(random.nextGaussian());
            for (int k = 0; k < times; k++) {
                data.add("k" + i + "-" + k + ",2024-01-01T00:" + k + ":" + i + "," + x + "0".repeat(k % 3) + "," + y);
                answers.add("k" + i + "-" + k + "," + score);
            }
        }
        Files.write(folder.resolve("rows.csv"), data);
        Files.write(folder.resolve("answers.csv"), answers);
        project.evaluate(EVALUATE + more).run(null);
        return project.evaluation();
    }

    private JsonNode interval(String metric) {
        return project.metric(metric, null).get("interval");
    }

    @Test
    void copiesUnderOtherKeysNarrowNoInterval() throws Exception {
        evaluate(40, 1, "");
        assertEquals(Verdict.INCONCLUSIVE, project.check().verdict());
        JsonNode accuracy = interval("accuracy");
        JsonNode auc = interval("auc");
        JsonNode copied = evaluate(40, 25, "").path("repeats");
        assertEquals(960, copied.at("/metrics/count").asInt());
        assertEquals("once", copied.get("counted").asText());
        assertEquals(accuracy, interval("accuracy"));
        assertEquals(auc.get("low").asDouble(), interval("auc").get("low").asDouble(), 0.02);
        GateReport report = project.check();
        assertEquals(Verdict.INCONCLUSIVE, report.verdict());
        assertEquals(Verdict.WARNING, report.items().get(2).verdict());
        assertTrue(report.items().get(2).reason().contains("960 of 1000 rows"), report.sentence());
    }

    @Test
    void whoeverKnowsBetterSaysSo() throws Exception {
        JsonNode repeats = evaluate(40, 25, "\nrepeatedRows: independent").path("repeats");
        assertEquals("independent", repeats.get("counted").asText());
        assertTrue(repeats.get("finding").asText().contains("takes them for independent"));
        assertEquals(2, project.check().items().size());
    }

    @Test
    void ownRowsRepeatNothing() throws Exception {
        JsonNode repeats = evaluate(120, 1, "").path("repeats");
        assertEquals(0, repeats.at("/metrics/count").asInt());
        assertFalse(repeats.has("finding"));
    }
}
