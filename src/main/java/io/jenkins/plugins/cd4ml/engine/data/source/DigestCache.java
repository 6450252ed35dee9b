package io.jenkins.plugins.cd4ml.engine.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Digests of large files, remembered by path, size, time of change and inode, so that the same bytes are not read again
 * only to learn that they are the same. A file changed within the last seconds is not remembered: it may change again
 * within the file system's resolution of time. One file, {@code .cd4ml/digests.json} of the project; deleting it is safe.
 */
public final class DigestCache {
    private static final long LARGE = 16L << 20;
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final int KEPT = 10_000;

    private final Path file;
    private final Map<String, String> passed = new HashMap<>();

    public DigestCache(Path project) {
        file = project.resolve(".cd4ml").resolve("digests.json");
    }

    /**
     * @return the digest of the bytes that {@link #open} gave, or else of the file's as it is
     * @throws InputException when {@code path} cannot be read
     */
    String of(Path path) {
        String digest = passed.get(key(path));
        if (digest != null) {
            return digest;
        }
        try {
            Stamp stamp = Stamp.of(path);
            digest = remembered(path, stamp);
            if (digest == null) {
                digest = Digests.of(path);
                remember(path, stamp, digest);
            }
            return digest;
        } catch (IOException e) {
            throw new InputException(path + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /**
     * Opens a file whose digest will be asked for: it is taken in passing, of the very bytes that were read. What is left
     * when the stream is closed is read then, for the digest is of all of them.
     */
    InputStream open(Path path) throws IOException {
        Stamp stamp = Stamp.of(path);
        InputStream in = Files.newInputStream(path);
        if (passed.containsKey(key(path))) {
            return in;
        }
        String known = remembered(path, stamp);
        if (known != null) {
            passed.put(key(path), known);
            return in;
        }
        return new DigestedStream(in, digest -> {
            passed.put(key(path), digest);
            remember(path, stamp, digest);
        });
    }

    private static String key(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    /** What changes when a file does. */
    private record Stamp(long size, Instant changed, Object inode) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(found.size(), found.lastModifiedTime().toInstant(), found.fileKey());
        }

        String text() {
            return size + " " + changed + " " + inode;
        }
    }

    private String remembered(Path path, Stamp stamp) {
        if (stamp.size < LARGE) {
            return null;
        }
        JsonNode entry = read().path(key(path));
        return entry.path("stamp").asText().equals(stamp.text())
                ? entry.path("digest").asText()
                : null;
    }

    private void remember(Path path, Stamp stamp, String digest) {
        if (stamp.size < LARGE || !stamp.changed.isBefore(Instant.now().minus(SETTLED))) {
            return;
        }
        ObjectNode known = read();
        if (known.size() < KEPT) {
            known.putObject(key(path)).put("stamp", stamp.text()).put("digest", digest);
            Json.writeUnsynced(file, known);
        }
    }

    private ObjectNode read() {
        try {
            return Files.exists(file) && Json.read(file) instanceof ObjectNode known ? known : Json.object();
        } catch (InputException e) {
            return Json.object(); // a broken cache is no cache
        }
    }
}
