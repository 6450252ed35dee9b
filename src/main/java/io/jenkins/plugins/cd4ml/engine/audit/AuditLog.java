package io.jenkins.plugins.cd4ml.engine.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An append-only log of JSON lines, each with the digest of the line before, so that none can be changed or removed
 * without breaking the chain. A record is on the disk when {@link #append} returns. How far the log went is also kept
 * apart, so that it is noticed when its end is cut off. A line that a crash tore is closed and named by the next
 * record. Several threads and processes may write one log.
 *
 * <p>The chain shows that the log was not changed behind the back of whoever keeps a head of it; a person who may write
 * all files, heads included, can still replace everything.
 */
public final class AuditLog {
    /** When the current file is larger it is rotated. */
    public static final long ROTATE_BYTES = 64L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_RECORD = 1 << 20;

    private final Path folder;
    private final Path headFile;
    private final long rotateBytes;
    private final AuditSegments segments;

    private AuditHead last;
    /** What the current file was when {@link #last} was its end. */
    private Object lastFile;

    private long lastSize;

    /**
     * @param folder   of {@code audit.jsonl}; made when the first event is appended
     * @param headFile where the head is kept apart, better not in {@code folder}
     */
    public AuditLog(Path folder, Path headFile) {
        this(folder, headFile, ROTATE_BYTES);
    }

    AuditLog(Path folder, Path headFile, long rotateBytes) {
        this.folder = folder;
        this.headFile = headFile;
        this.rotateBytes = rotateBytes;
        this.segments = new AuditSegments(folder);
    }

    /** @return the log of a folder, whose head is kept in it */
    public static AuditLog of(Path folder) {
        return new AuditLog(folder, folder.resolve("audit-head.json"));
    }

    /**
     * Appends an event; it is on the disk when this returns, also when the thread is interrupted.
     *
     * @return the log's head after it
     * @throws InputException when it cannot be written: whatever the event stands for must not happen then
     */
    public synchronized AuditHead append(AuditEvent event) {
        try (FolderLock lock =
                FolderLock.takeUninterruptibly(folder.resolve("audit.lock"), "The audit log in " + folder, PATIENCE)) {
            StringBuilder text = new StringBuilder();
            AuditHead now = continued(text);
            now = add(text, now, event, Json.object());
            write(text.toString());
            remember(now);
            return now;
        } catch (IOException e) {
            last = null;
            throw new InputException(
                    "The audit log in " + folder + " cannot be written, so nothing is decided: " + FileErrors.reason(e)
                            + ".",
                    e);
        }
    }

    private static AuditHead add(StringBuilder text, AuditHead now, AuditEvent event, ObjectNode own) {
        String line = Json.line(event.line(now.lines() + 1, Instant.now().toString(), now.digest(), own));
        if (line.length() > MOST_RECORD) {
            throw new InputException("The event '" + event.event() + "' has " + line.length()
                    + " characters; the audit log takes " + MOST_RECORD + ". Shorten the reason.");
        }
        text.append(line).append('\n');
        return new AuditHead(now.lines() + 1, Digests.of(line));
    }

    /** @return what the next record continues; what has to be said before it is added to {@code text} */
    private AuditHead continued(StringBuilder text) throws IOException {
        Path current = segments.current();
        if (last != null
                && Files.exists(current)
                && Files.size(current) == lastSize
                && lastFile.equals(identity(current))) {
            if (lastSize > rotateBytes) {
                segments.rotate();
            }
            return last;
        }
        AuditTail tail = AuditTail.of(segments);
        AuditHead now = tail.head();
        if (tail.open()) {
            text.append('\n');
        } else if (tail.fragments().isEmpty() && Files.exists(current) && Files.size(current) > rotateBytes) {
            segments.rotate();
        }
        if (!tail.fragments().isEmpty()) {
            ObjectNode torn = Json.object();
            torn.set("torn", Json.MAPPER.valueToTree(tail.fragments()));
            now = add(text, now, AuditEvent.of(AuditChain.TORN, null), torn);
        }
        Optional<AuditHead> kept = AuditHead.read(headFile);
        if (kept.isPresent() && !passes(tail.head(), kept.get())) {
            String reason = "the log had " + tail.head().lines() + " records, but its head was kept as " + kept.get();
            ObjectNode head = Json.object().put("head", kept.get().toString());
            now = add(text, now, new AuditEvent(AuditChain.TRUNCATED, null, reason, null), head);
        }
        return now;
    }

    /** Whether the log still goes as far as its head, which lags behind when a process died between the two. */
    private static boolean passes(AuditHead now, AuditHead kept) {
        return kept.lines() < now.lines() || kept.equals(now);
    }

    private void write(String text) throws IOException {
        Path current = segments.current();
        boolean made = !Files.exists(current);
        // no channel: an interrupt would close it in the middle of a record
        try (RandomAccessFile file = new RandomAccessFile(current.toFile(), "rw")) {
            long before = file.length();
            try {
                file.seek(before);
                file.write(text.getBytes(StandardCharsets.UTF_8));
                file.getFD().sync();
            } catch (IOException e) { // a full disk: take back what was written of it
                file.setLength(before);
                throw e;
            }
        }
        if (made) {
            DurableFile.syncFolder(folder);
        }
    }

    private void remember(AuditHead now) throws IOException {
        last = now;
        lastSize = Files.size(segments.current());
        lastFile = identity(segments.current());
        now.write(headFile);
    }

    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key;
    }

    /** @return the head kept apart; empty when there is none */
    public Optional<AuditHead> keptHead() {
        return AuditHead.read(headFile);
    }

    /** @return whether there is a log, or a head that was kept of one */
    public boolean exists() {
        try {
            return Files.exists(headFile) || !segments.files().isEmpty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Follows the whole chain, which must go through the head that was kept apart. May run beside writers.
     *
     * @param more heads that the log must go through, too, such as one from an earlier export
     */
    public AuditVerification verify(AuditHead... more) {
        return read((head, record, text) -> {}, more);
    }

    /** Gets each record while the chain is followed. */
    public interface Reader {
        /**
         * @param head   of the log up to and with this record
         * @param record the record
         * @param text   its line as it stands in the file, for its digest
         */
        void record(AuditHead head, JsonNode record, String text) throws IOException;
    }

    /**
     * Follows the chain and hands out each record, oldest first, also where the chain is broken.
     *
     * @param more as for {@link #verify}
     */
    public AuditVerification read(Reader reader, AuditHead... more) {
        List<AuditHead> expected = new ArrayList<>(List.of(more));
        keptHead().ifPresent(expected::add); // before the log, which only grows
        try {
            AuditChain chain = new AuditChain(expected);
            String missing = segments.missing();
            if (missing != null) {
                chain.find(missing, 1, "is missing: an earlier part of the log was taken away");
            }
            segments.visit((file, number, line, ended) -> {
                JsonNode record = chain.line(file.getFileName().toString(), number, line, ended);
                if (record != null) {
                    reader.record(chain.head(), record, new String(line, StandardCharsets.UTF_8));
                }
            });
            return chain.end();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputException unreadable(IOException e) {
        return new InputException("The audit log in " + folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
    }
}
