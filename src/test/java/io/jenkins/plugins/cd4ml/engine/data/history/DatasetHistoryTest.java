package io.jenkins.plugins.cd4ml.engine.data.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.ProjectFolder;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetHistoryTest {
    private static final Instant MONDAY = Instant.parse("2026-11-02T08:00:00Z");

    @TempDir
    Path folder;

    private static ObjectNode rows(double rows) {
        return Json.object().put("rows", rows);
    }

    private Violation judge(String rule, double now, double... before) throws Exception {
        DatasetHistory history = DatasetHistory.read(folder.resolve("none.jsonl"));
        for (int i = 0; i < before.length; i++) {
            history.accept("sha256:" + i, rows(before[i]), MONDAY.plus(i, ChronoUnit.DAYS));
        }
        Violation violation = history.judge(
                Json.MAPPER.readTree(rule), rows(now), "now", MONDAY.plus(before.length, ChronoUnit.DAYS), "place");
        java.nio.file.Files.deleteIfExists(folder.resolve("none.jsonl"));
        return violation;
    }

    @Test
    void aNumberIsHeldAgainstMeanMedianOrTheLastOne() throws Exception {
        double[] before = {100, 102, 98, 101, 99};
        assertNull(judge("{\"metric\":\"rows\",\"withinStd\":3}", 104, before));
        assertEquals(
                "rows is 105, outside 95.2566 … 104.743 of the last 5 datasets",
                judge("{\"metric\":\"rows\",\"withinStd\":3}", 105, before).sentence());
        assertNull(judge("{\"metric\":\"rows\",\"withinMad\":3}", 103, before));
        assertEquals(
                "error",
                judge("{\"metric\":\"rows\",\"withinMad\":3}", 104, before).severity());
        assertNull(judge("{\"metric\":\"rows\",\"withinRelative\":0.1}", 108.9, before));
        assertEquals(
                "warning",
                judge("{\"metric\":\"rows\",\"withinRelative\":0.1,\"severity\":\"warning\"}", 88, before)
                        .severity());
    }

    @Test
    void anUnchangedMeanIsNotOutsideForItsRounding() throws Exception {
        double mean = 0.1 + 0.2 + 0.1;
        assertNull(judge("{\"metric\":\"rows\",\"withinMad\":3}", 0.4, mean, mean, mean, mean));
        assertNull(judge("{\"metric\":\"rows\",\"withinStd\":3}", mean, 0.4, 0.4, 0.4, 0.4));
        assertTrue(judge("{\"metric\":\"rows\",\"withinStd\":3}", 0.400001, 0.4, 0.4, 0.4, 0.4)
                .error());
    }

    @Test
    void aColumnWithoutValuesIsAFinding() {
        ProjectFolder project = new ProjectFolder(folder).write("d.csv", "x,y\n,1\n,2\n");
        project.dataset("d.csv", ", history: [{metric: x.mean, withinStd: 3}]");
        assertEquals("no: d is invalid: x.mean is not there today: x has no values.", project.says());
        project.dataset("d.csv", ", history: [{metric: x.mode, withinStd: 3}]");
        assertTrue(project.says().contains("there is no number 'x.mode'"), project.says());
    }

    @Test
    void aConstantPastAllowsNoChange() throws Exception {
        assertNull(judge("{\"metric\":\"rows\",\"withinStd\":3}", 5, 5, 5, 5, 5));
        assertEquals(
                "error",
                judge("{\"metric\":\"rows\",\"withinStd\":3}", 6, 5, 5, 5, 5).severity());
    }

    @Test
    void tooLittleHistoryIsAWarning() throws Exception {
        Violation violation = judge("{\"metric\":\"rows\",\"withinStd\":3}", 5, 5, 5);
        assertEquals("warning", violation.severity());
        assertEquals("rows: 2 earlier datasets are too few to compare with, 4 are needed", violation.sentence());
    }

    @Test
    void weekdaysAreComparedWithTheirLikes() throws Exception {
        double[] before = new double[28]; // four weeks from a Monday: Mondays have 10 rows, other days 100
        for (int i = 0; i < before.length; i++) {
            before[i] = i % 7 == 0 ? 10 : 100;
        }
        String rule = "{\"metric\":\"rows\",\"withinStd\":1,\"sameWeekday\":true}";
        assertNull(judge(rule, 10, before));
        assertEquals("error", judge(rule, 100, before).severity());
    }

    @Test
    void acceptedDatasetsAreRememberedAndTheSameBytesCountOnce() {
        ProjectFolder project = new ProjectFolder(folder);
        String history = ", history: [{metric: rows, withinRelative: 0.5, least: 2}]";
        for (int rows : new int[] {10, 10, 11, 12}) {
            project.write("d.csv", "x\n" + "1\n".repeat(rows)).dataset("d.csv", history);
            assertTrue(project.says().startsWith("yes"), project.says());
        }
        project.write("d.csv", "x\n1\n");
        assertEquals("no: d is invalid: rows is 1, outside 6 … 18 of the last 3 datasets.", project.says());
        project.write("d.csv", "x\n" + "1\n".repeat(13));
        assertEquals("yes: d: 13 rows, 0 checks, valid.", project.says());
    }

    @Test
    void anUnknownNumberIsNamed() {
        ProjectFolder project = new ProjectFolder(folder)
                .write("d.csv", "x\n1\n")
                .dataset("d.csv", ", history: [{metric: y.mean, withinStd: 3}]");
        assertTrue(assertThrows(InputException.class, project::validate)
                .getMessage()
                .contains("there is no number 'y.mean'"));
    }
}
