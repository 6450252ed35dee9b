package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as a hostile or broken agent may leave them: one sentence each, and none that takes the controller's time. */
class HostileRecordTest {
    @TempDir
    Path folder;

    private String refused(String text) throws IOException {
        Files.writeString(folder.resolve(RunFolder.LINEAGE), text);
        String message = assertThrows(InputException.class, () -> new RunFolder(folder).lineage())
                .getMessage();
        assertTrue(message.contains(RunFolder.LINEAGE), message);
        assertFalse(message.contains("`"), message);
        assertFalse(message.contains("jackson") || message.contains("Lineage$"), message);
        return message;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"entities\":null}",
                "{\"entities\":[null]}",
                "{\"entities\":[{\"id\":\"a\",\"kind\":null,\"name\":\"a\"}]}",
                "{\"activities\":[{\"id\":\"a\",\"kind\":null}]}",
                "{\"agents\":[{\"id\":\"a\"}]}",
                "{\"entities\":{}}",
                "{\"entities\":[5]}",
                "[]"
            })
    void whatEveryReaderReliesOnIsThere(String text) throws IOException {
        refused(text);
    }

    @Test
    void whatIsMissingBesidesIsEmpty() throws IOException {
        Files.writeString(
                folder.resolve(RunFolder.LINEAGE),
                "{\"activities\":[{\"id\":\"train\",\"kind\":\"train\",\"used\":[null,\"data\"],\"ended\":null}]}");
        Lineage lineage = new RunFolder(folder).lineage();
        assertEquals("[data]", lineage.activities.get(0).used().toString());
        assertEquals("", lineage.activities.get(0).ended());
    }

    @Test
    void numbersOfAMillionDigitsAreRefused() throws IOException {
        refused("{\"format\":" + "9".repeat(1_000_000) + "}");
        refused("{\"entities\":[{\"id\":\"a\",\"kind\":\"a\",\"name\":\"a\",\"attributes\":{\"rows\":"
                + "9".repeat(1_000_000) + "}}]}");
    }

    @Test
    void whatIsLargerThanADocumentMayBeIsNotRead() throws IOException {
        Path file = folder.resolve(RunFolder.LINEAGE);
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(Json.MAX_BYTES + 1);
        }
        String message = assertThrows(InputException.class, () -> new RunFolder(folder).lineage())
                .getMessage();
        assertTrue(message.contains("bytes"), message);
    }
}
