package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.export.ExportedRun;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.capture.CodeFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunQueriesTest {
    @TempDir
    Path project;

    @BeforeEach
    void twoRuns() {
        for (int run = 1; run <= 2; run++) {
            RunFolder folder = ExportedRun.in(project.resolve(".cd4ml/runs/" + run));
            ObjectNode evaluation = folder.read(RunFolder.EVALUATION, ObjectNode.class);
            ((ObjectNode) evaluation.at("/metrics/0")).put("value", 0.9 + run * 1e-7);
            folder.write(RunFolder.EVALUATION, evaluation);
        }
    }

    private String says(int code, String... arguments) {
        CommandLineRun run = CommandLineRun.in(project, arguments);
        assertEquals(code, run.code(), run.said());
        return run.said();
    }

    @Test
    void runsAreListedNewestFirst() {
        String[] lines = says(0, "runs").split("\n");
        assertEquals(3, lines.length);
        assertTrue(lines[0].startsWith("2 ") && lines[0].contains("WARNING") && lines[0].contains("auc 0.9"), lines[0]);
        assertTrue(lines[1].startsWith("1 "), lines[1]);
    }

    @Test
    void aRunIsShownWithItsGates() {
        String says = says(0, "show", "1");
        assertTrue(says.contains("Says " + ExportedRun.ODD) && says.contains("auc min 0.8"), says);
        assertTrue(says.contains("rounds"), says);
    }

    @Test
    void numbersThatDifferLookDifferent() {
        String says = says(0, "compare", "1", "2");
        assertTrue(says.contains("0.9000001") && says.contains("0.9000002"), says);
        assertFalse(says.contains("rounds"), says);
        assertTrue(says.endsWith("1 value differs.\n"), says);
        assertTrue(says(0, "compare", "1", "2", "--all").contains("rounds"));
    }

    @Test
    void linesOfCodeAreComparedAsGitDoes() throws Exception {
        for (String rate : new String[] {"1", "2"}) {
            Files.writeString(project.resolve("train.py"), "rows = 5\n\trate = " + rate + " # \u001b[2J\n");
            RunFolder run = new RunFolder(project.resolve(".cd4ml/runs/" + rate));
            CodeFiles.record(project, Set.of(project.resolve(".cd4ml")), run.file(RunFolder.CODE));
        }
        String says = says(0, "compare", "1", "2");
        assertTrue(says.contains("--- run 1/train.py\n+++ run 2/train.py\n rows = 5\n-    rate = 1 #"), says);
        assertFalse(says.contains("\u001b"), "it would move the terminal's cursor");
        assertFalse(says(0, "compare", "1", "2", "--no-code").contains("rows = 5"));
    }

    @Test
    void mistakesAreOneSentence() {
        assertEquals("cd4ml: compare takes two to 8 runs, such as: ./cd4ml compare 3 4.\n", says(2, "compare", "1"));
        assertTrue(says(2, "show", "7").startsWith("cd4ml: There is no run 7 in "));
    }
}
