package io.jenkins.plugins.cd4ml.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, whose library is none. */
class NativeLibraryTest {
    @TempDir
    Path folder;

    @Test
    void aLibraryThatCannotBeLoadedIsOneSentenceWithTheLoadersReason() throws Exception {
        Files.writeString(folder.resolve(System.mapLibraryName("duckdb_java")), "no library");
        Files.writeString(folder.resolve("d.csv"), "a\n1\n");
        Files.writeString(folder.resolve("cd4ml.yaml"), "model: m\ndata: {d: {path: d.csv}}\n");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.library.path=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.jenkins.plugins.cd4ml.engine.cli.Main",
                        "-C",
                        folder.toString(),
                        "validate-data"))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor(), said);
        assertTrue(said.contains("cd4ml: DuckDB's native library cannot be loaded here: " + folder), said);
        assertFalse(said.contains("\tat "), said);
    }
}
