package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {
    @TempDir
    Path folder;

    @Test
    void theDigestOfNothingIsThePublishedOne() {
        assertEquals(
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Digests.of(new byte[0]));
    }

    @Test
    void aFolderIsWhatSha256sumWouldPrint() throws Exception {
        Files.createDirectories(folder.resolve("b"));
        Files.writeString(folder.resolve("b/x"), "1");
        Files.writeString(folder.resolve("a"), "2");
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "find . -type f | sed 's|^./||' | LC_ALL=C sort | xargs sha256sum | sed 's/^/sha256:/' | sha256sum")
                .directory(folder.toFile())
                .start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).substring(0, 64);
        assertEquals("sha256:" + printed, Digests.of(folder));
    }

    @Test
    void oneByteOrOneNameMoreIsAnotherDigest() throws Exception {
        Files.writeString(folder.resolve("model.onnx"), "abc");
        String before = Digests.of(folder);
        Files.writeString(folder.resolve("model.onnx"), "abcd");
        String longer = Digests.of(folder);
        Files.move(folder.resolve("model.onnx"), folder.resolve("model2.onnx"));
        assertNotEquals(before, longer);
        assertNotEquals(longer, Digests.of(folder));
    }

    @Test
    void aLinkToAFileCountsAndALinkToAFolderDoesNot() throws Exception {
        Path blobs = Files.createDirectories(folder.resolve("blobs"));
        Files.writeString(blobs.resolve("weights"), "w");
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.createSymbolicLink(model.resolve("weights"), blobs.resolve("weights"));
        Files.createSymbolicLink(model.resolve("loop"), folder);
        assertEquals(Set.of("weights"), Digests.files(model).keySet());
        assertEquals(Digests.of(blobs), Digests.of(model));
    }

    @Test
    void whatIsNotThereIsNamed() {
        InputException refusal = assertThrows(InputException.class, () -> Digests.of(folder.resolve("no.csv")));
        assertTrue(refusal.getMessage().contains("no.csv"), refusal.getMessage());
    }
}
