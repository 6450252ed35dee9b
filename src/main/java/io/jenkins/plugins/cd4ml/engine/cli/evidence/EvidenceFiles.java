package io.jenkins.plugins.cd4ml.engine.cli.evidence;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a verb is given or writes. */
final class EvidenceFiles {
    private EvidenceFiles() {}

    /** @throws InputException when it is not there, cannot be read, or is larger than a document may be */
    static byte[] read(Path file) {
        try {
            if (Files.size(file) > Json.MAX_BYTES) {
                throw new InputException(
                        file + " has " + Files.size(file) + " bytes; more than " + Json.MAX_BYTES + " are not read.");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InputException(file + " does not exist.", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @throws InputException when it cannot be written */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }
}
