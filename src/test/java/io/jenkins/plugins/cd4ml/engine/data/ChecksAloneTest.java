package io.jenkins.plugins.cd4ml.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code profile: false}: the same verdicts, and nothing else. */
class ChecksAloneTest {
    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void create() {
        project = new ProjectFolder(folder);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ChecksAloneTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void sayTheSameAsWithAProfile() throws Exception {
        project.write("rules.csv", resource("rules.csv")).write("c.yaml", resource("rules.contract.yaml"));
        project.validateAs("rules.csv", ", contract: c.yaml");
        JsonNode profiled = project.document("validation.json");
        assertTrue(Files.exists(folder.resolve("run1/data/d/profile.json")));
        project.validateAs("rules.csv", ", contract: c.yaml, profile: false");
        assertEquals(profiled, project.document("validation.json"));
        assertFalse(Files.exists(folder.resolve("run2/data/d/profile.json")));
        assertTrue(Files.exists(folder.resolve("run2/data/d/quarantine.parquet")));
    }

    @Test
    void countRecordsAlsoWhereThereIsNothingToJudge() {
        project.write("d.csv", "x,y\n1,2\n3,4\n").dataset("d.csv", ", profile: false");
        assertEquals("yes: d: 2 rows, 0 checks, valid.", project.says());
        project.write("d.csv", "x,y\n1,2\n3\n");
        assertEquals("no: d is invalid: d.csv line 3 has 1 values where the header has 2.", project.says());
    }

    @Test
    void areNotMixedWithWhatNeedsAProfile() {
        project.write("d.csv", "x\n1\n").dataset("d.csv", ", reference: d.csv, profile: false");
        assertEquals(
                "input: " + folder.resolve("cd4ml.yaml")
                        + " line 3 (data.d.profile): 'reference' needs the profile; leave out one of them.",
                project.says());
    }
}
