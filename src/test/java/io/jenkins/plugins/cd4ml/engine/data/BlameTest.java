package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.data.propose.ContractProposal;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is said of the file that is wrong, though another one is validated. */
class BlameTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void files() {
        project = new ProjectFolder(folder)
                .write("d.csv", "k\n1\n")
                .write("ragged.csv", "k,l\n1,2\n3,4,5\n")
                .write("open.csv", "k\n1\n\"2\n");
    }

    private void withForeignKey(String file) {
        project.contract("{name: k, relationships: [{type: foreignKey, to: keys.k}]}")
                .write(
                        "cd4ml.yaml",
                        "model: m\ndata:\n  d: {path: d.csv, contract: c.yaml}\n  keys: {path: " + file + "}\n");
    }

    @Test
    void theFileThatAForeignKeyLeadsTo() {
        withForeignKey("ragged.csv");
        assertEquals(
                "input: A foreign key of c.yaml leads to keys: ragged.csv line 3 has 3 values where the header has 2.",
                project.says());
        withForeignKey("open.csv");
        assertTrue(project.says().contains("leads to keys: open.csv line 3 has a quote"), project.says());
    }

    @Test
    void theReference() {
        project.dataset("d.csv", ", reference: ragged.csv");
        assertEquals(
                "input: The reference of d cannot be read: ragged.csv line 3 has 3 values where the header has 2.",
                project.says());
    }

    @Test
    void theFileThatAContractIsProposedFrom() {
        project.dataset("ragged.csv", "");
        assertEquals(
                "ragged.csv line 3 has 3 values where the header has 2.",
                assertThrows(Dataset.Ragged.class, () -> ContractProposal.of(Project.read(folder, null), "d"))
                        .getMessage());
    }

    @Test
    void theContractForAPatternThatNothingRuns() {
        project.contract("{name: k, logicalTypeOptions: {pattern: '(?=1).*'}}").dataset("d.csv", ", contract: c.yaml");
        assertTrue(
                project.says()
                        .matches("input: .*c\\.yaml line \\d+ \\(.*pattern\\) is not a regular expression that is"
                                + " supported \\(RE2\\): invalid perl operator: .*"),
                project.says());
    }

    @Test
    void aMissingFileAndNotItsPatternsMatch() {
        project.write("part1.csv", "k\n999\n").write("run1/a.csv", "k\n1\n");
        project.dataset("part[1].csv", "");
        assertTrue(project.says().matches("input: .*part\\[1\\]\\.csv.*"), project.says());
        project.dataset("part{1}.csv", "");
        assertTrue(project.says().startsWith("input: "), project.says());
        project.dataset("run[1]/*.csv", "");
        assertTrue(project.says().contains("no file matches"), project.says());
        project.dataset("part[0-9].csv", "");
        assertEquals("yes: d: 1 rows, 0 checks, valid.", project.says());
        project.dataset("part{1,2}.csv", "");
        assertEquals("yes: d: 1 rows, 0 checks, valid.", project.says());
    }
}
