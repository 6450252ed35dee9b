package io.jenkins.plugins.cd4ml.engine.data.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random typed tables, written as every kind of file, held against one contract and one reference: the documents must say the
 * same. {@code -Dcd4ml.fuzz.seconds} and {@code -Dcd4ml.fuzz.seed} make it long, or start elsewhere.
 */
class DifferentialFuzzTest {
    /** What is the file's own, or its spelling of a value. */
    private static final String OWN = "path|digest|value|sentence|type|table|quarantine";

    private static final double NEAR = 1e-12; // of a number: another way to the same sum

    @TempDir
    Path folder;

    @Test
    void theSameRowsInEveryKindOfFileGiveTheSameDocuments() {
        List<String> found = FuzzedProject.draw("files", this::compare);
        assertTrue(found.isEmpty(), String.join("\n", found));
    }

    private String compare(long seed) {
        try {
            FuzzedProject fuzzed = new FuzzedProject(folder, seed);
            fuzzed.project.dataset("t.csv", FuzzedProject.KEYS);
            JsonNode csv = fuzzed.documents();
            for (String file : List.of("t.jsonl", "t.parquet", "t.duckdb", "t.sqlite")) {
                fuzzed.project.dataset(
                        file, (file.matches(".*\\.(duckdb|sqlite)") ? ", table: t" : "") + FuzzedProject.KEYS);
                String difference = FuzzedProject.difference("", csv, fuzzed.documents(), OWN, NEAR);
                if (difference != null) {
                    return "t.csv and " + file + " differ at " + difference;
                }
            }
            return null;
        } catch (Exception e) {
            throw new IllegalStateException("seed " + seed, e);
        }
    }
}
