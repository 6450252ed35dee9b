package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/**
 * Digests of large files, remembered by path, size, time of change and inode, so that the same bytes are not read again
 * only to learn that they are the same. A file changed within the last seconds is not remembered: it may change again
 * within the file system's resolution of time. One file, {@code .cd4ml/digests.json} of the project; deleting it is safe.
 */
final class DigestCache {
    private static final long LARGE = 16L << 20;
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final int KEPT = 10_000;

    private final Path file;

    DigestCache(Path project) {
        file = project.resolve(".cd4ml").resolve("digests.json");
    }

    /** @throws InputException when {@code path} cannot be read */
    String of(Path path) {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            if (found.size() < LARGE) {
                return Digests.of(path);
            }
            String key = path.toAbsolutePath().normalize().toString();
            String stamp = found.size() + " " + found.lastModifiedTime().toInstant() + " " + found.fileKey();
            ObjectNode known = read();
            JsonNode entry = known.path(key);
            if (entry.path("stamp").asText().equals(stamp)) {
                return entry.path("digest").asText();
            }
            String digest = Digests.of(path);
            boolean settled =
                    found.lastModifiedTime().toInstant().isBefore(Instant.now().minus(SETTLED));
            if (settled && known.size() < KEPT) {
                known.putObject(key).put("stamp", stamp).put("digest", digest);
                Json.write(file, known);
            }
            return digest;
        } catch (IOException e) {
            throw new InputException(path + " cannot be read: " + FileErrors.reason(e) + ".", e);
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
