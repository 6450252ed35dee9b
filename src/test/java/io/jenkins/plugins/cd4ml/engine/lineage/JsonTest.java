package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    @TempDir
    Path folder;

    private String refusal(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("gates.json"), text);
        return assertThrows(InputException.class, () -> Json.read(file)).getMessage();
    }

    @Test
    void theSameValueGivesTheSameBytes() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("b", 1);
        one.put("a", List.of(2, 3));
        Map<String, Object> other = new HashMap<>();
        other.put("a", List.of(2, 3));
        other.put("b", 1);
        assertEquals(Json.text(one), Json.text(other));
        assertTrue(Json.text(one).endsWith("}\n"));
    }

    @Test
    void whatIsWrittenIsReadAgainAndNoTemporaryFileStays() throws Exception {
        Path file = folder.resolve("deep/er/x.json");
        Json.write(file, Map.of("k", "ü\uD83D\uDE80"));
        Json.write(file, Map.of("k", "new"));
        assertEquals("new", Json.read(file).get("k").asText());
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void brokenJsonNamesFileAndLine() throws Exception {
        assertTrue(refusal("{\n\"a\": 1,\n\"b\"").contains("gates.json line 3"));
    }

    @Test
    void aTowerOfBracketsIsRefused() throws Exception {
        assertTrue(refusal("[".repeat(100_000)).contains("nesting depth"));
    }

    @Test
    void aHugeFileIsNotRead() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("huge.json").toFile(), "rw")) {
            file.setLength(Json.MAX_BYTES + 1); // sparse
        }
        assertTrue(assertThrows(InputException.class, () -> Json.read(folder.resolve("huge.json")))
                .getMessage()
                .contains("are not read as JSON"));
    }

    @Test
    void aRunFolderIsNotLeft() {
        RunFolder run = new RunFolder(folder);
        assertTrue(assertThrows(InputException.class, () -> run.file("../../etc/passwd"))
                .getMessage()
                .contains("outside"));
    }

    @Test
    void keyThatIsThereTwiceIsNoNumber(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("numbers.json");
        Files.writeString(file, "{\"auc\": 0.5,\n \"auc\": 0.99}");
        assertEquals(
                file + " line 2 cannot be read as JSON: 'auc' is there twice",
                assertThrows(InputException.class, () -> Json.read(file)).getMessage());
    }
}
