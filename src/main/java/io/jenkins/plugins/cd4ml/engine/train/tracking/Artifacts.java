package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import io.jenkins.plugins.cd4ml.engine.train.trainer.OutputFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that the script logs, below one folder: {@code <experiment>/<run>/artifacts/…}. Thread-safe. */
final class Artifacts {
    private final Path root;

    Artifacts(Path root) {
        this.root = root;
    }

    /**
     * @param path below the root, with slashes
     * @throws TrackingException when it leads elsewhere
     */
    Path file(String path) {
        String plain = path.replaceFirst("^/+", "");
        for (String part : plain.split("[/\\\\]", -1)) {
            if (part.equals("..") || part.equals(".")) {
                throw TrackingException.invalid("Invalid path");
            }
        }
        try {
            Path file = root.resolve(plain).normalize();
            if (!file.startsWith(root)) {
                throw TrackingException.invalid("Invalid path");
            }
            return file;
        } catch (InvalidPathException e) {
            throw TrackingException.invalid("Invalid path");
        }
    }

    /**
     * A reader sees the old file or the new one, never a part. Of a script that logs the project's folder, cd4ml's own
     * state is not kept: each run would hold all before it.
     */
    void put(String path, InputStream body) {
        Path file = file(path);
        if (file.equals(root)) {
            throw TrackingException.invalid("Invalid path: a file's name is missing.");
        }
        for (Path part : root.relativize(file)) {
            if (part.toString().equals(OutputFolder.RUNS)) {
                return;
            }
        }
        Path temporary = root.resolve("." + UUID.randomUUID());
        try {
            Files.createDirectories(file.getParent());
            try {
                Files.copy(body, temporary);
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw TrackingException.internal(path + " cannot be written: " + FileErrors.reason(e) + ".");
        }
    }

    Path existing(String path) {
        Path file = file(path);
        if (!Files.isRegularFile(file)) {
            throw TrackingException.missing("No such artifact: '" + path + "'");
        }
        return file;
    }

    void delete(String path) {
        Path file = file(path);
        try (Stream<Path> all = Files.exists(file) ? Files.walk(file) : Stream.empty()) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw TrackingException.internal(path + " cannot be deleted: " + FileErrors.reason(e) + ".");
        }
    }

    /** @param prefix what the listed names begin with: the folder's path as the caller knows it, or "" */
    ObjectNode list(String path, String prefix) {
        Path folder = file(path);
        ObjectNode answer = Json.object();
        if (!Files.isDirectory(folder)) {
            return answer;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.sorted().toList();
            ArrayNode array = Json.MAPPER.createArrayNode();
            for (Path file : sorted) {
                boolean directory = Files.isDirectory(file);
                ObjectNode item = array.addObject()
                        .put("path", (prefix.isEmpty() ? "" : prefix + "/") + file.getFileName())
                        .put("is_dir", directory);
                if (!directory) {
                    item.put("file_size", Files.size(file));
                }
            }
            if (!array.isEmpty()) {
                answer.set("files", array);
            }
            return answer;
        } catch (IOException e) {
            throw TrackingException.internal(path + " cannot be listed: " + FileErrors.reason(e) + ".");
        }
    }
}
