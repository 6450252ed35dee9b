package io.jenkins.plugins.cd4ml.engine.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The one way in which documents come into a run's folder: only names of {@link RunDocuments}, under the folder's lock
 * (threads and processes), whole or not at all, and on the disk when the call returns. An interrupt does not keep a
 * record from being written. Keeps no state.
 */
public final class RecordWriter {
    /** Of the run's folder; never shipped and never opened by anything else. */
    static final String LOCK = ".lock";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunFolder run;

    public RecordWriter(RunFolder run) {
        this.run = run;
    }

    /**
     * Writes a JSON document.
     *
     * @throws InputException when a run has no such document, it is too large or of another shape, or cannot be written
     */
    public void write(String name, Object value) {
        RunDocuments.checkName(name);
        JsonNode document = value instanceof JsonNode json ? json : Json.MAPPER.valueToTree(value);
        byte[] bytes = Json.text(document).getBytes(StandardCharsets.UTF_8);
        RunDocuments.check(name, document, bytes.length);
        try (FolderLock lock = lock()) {
            replace(name, bytes);
        }
    }

    /** Writes a document that is text, such as the report. */
    public void writeText(String name, String text) {
        RunDocuments.checkName(name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RunDocuments.check(name, Json.object(), bytes.length);
        try (FolderLock lock = lock()) {
            replace(name, bytes);
        }
    }

    /**
     * Changes the lineage: reads it, has it changed and writes it, all under the lock, so that steps of parallel
     * branches do not overwrite each other.
     *
     * @param change gets the record as it is; must not write documents of this run itself
     * @return the record as it was written
     */
    public Lineage lineage(UnaryOperator<Lineage> change) {
        try (FolderLock lock = lock()) {
            Lineage changed = change.apply(run.lineage());
            JsonNode document = Json.MAPPER.valueToTree(changed);
            byte[] bytes = Json.text(document).getBytes(StandardCharsets.UTF_8);
            RunDocuments.check(RunFolder.LINEAGE, document, bytes.length);
            replace(RunFolder.LINEAGE, bytes);
            return changed;
        }
    }

    /**
     * Takes a file of any kind, such as one that an agent sent.
     *
     * @param most how many bytes are taken at most
     * @return how many it had
     * @throws InputException when a run has no such document, or it has more bytes
     */
    public long take(String name, InputStream in, long most) {
        RunDocuments.checkName(name);
        Path file = run.file(name);
        Path temporary = null;
        try {
            DurableFile.createFolders(file.getParent());
            temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
            long bytes = copy(in, temporary, Math.min(most, RunDocuments.MOST_BYTES), name);
            if (RunDocuments.shaped(name)) {
                RunDocuments.check(name, Json.read(temporary), bytes);
            }
            DurableFile.sync(temporary);
            try (FolderLock lock = lock()) {
                Files.move(
                        temporary,
                        file,
                        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                DurableFile.syncFolder(file.getParent());
            }
            return bytes;
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e), e);
        } finally {
            delete(temporary);
        }
    }

    private static long copy(InputStream in, Path to, long most, String name) throws IOException {
        long copied = 0;
        try (var out = Files.newOutputStream(to, java.nio.file.StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                copied += n;
                if (copied > most) {
                    throw new InputException(
                            name + " has more than " + most + " bytes; nothing more is taken from it.");
                }
                out.write(buffer, 0, n);
            }
        }
        return copied;
    }

    private static void delete(Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // a leftover under a hidden name does no harm
        }
    }

    private void replace(String name, byte[] bytes) {
        Path file = run.file(name);
        try {
            if (RunDocuments.synced(name)) {
                DurableFile.replace(file, bytes);
            } else {
                DurableFile.replaceUnsynced(file, bytes);
            }
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e), e);
        }
    }

    private FolderLock lock() {
        return FolderLock.takeUninterruptibly(run.path().resolve(LOCK), "The record in " + run.path(), PATIENCE);
    }
}
