package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What of the project a pod gets: small files in a ConfigMap, or the node's own folder on a shared volume. */
final class ProjectShipment {
    /** A ConfigMap holds 1 MiB, also its keys and the script. */
    private static final long MOST_BYTES = 900_000;

    private final JsonNode block;
    private final TreeMap<String, Path> files = new TreeMap<>();

    /** @throws InputException when a listed file is missing, outside the project, or all are too large */
    ProjectShipment(Project project, JsonNode block) {
        this.block = block;
        int i = 0;
        for (JsonNode name : block.path("files")) {
            Path path = project.existing(name.asText(), "/train/kubernetes/files/" + i++);
            if (!path.startsWith(project.folder())) {
                throw new InputException(project.place("/train/kubernetes/files") + ": " + name.asText()
                        + " is outside the project's folder.");
            }
            try (Stream<Path> all = Files.walk(path)) {
                all.filter(Files::isRegularFile)
                        .forEach(f -> files.put(
                                project.folder().relativize(f).toString().replace('\\', '/'), f));
            } catch (IOException e) {
                throw new InputException(path + " cannot be read: " + FileErrors.reason(e) + ".", e);
            }
        }
        long bytes = files.values().stream().mapToLong(f -> f.toFile().length()).sum();
        if (bytes > MOST_BYTES) {
            throw new InputException(project.place("/train/kubernetes/files") + ": the files have " + bytes
                    + " bytes, and a pod can be given " + MOST_BYTES
                    + "; put the large ones into the image, or use a volume (docs/training.md).");
        }
    }

    /** @return whether the pods see this node's folders at the same paths */
    boolean shared() {
        return block.has("sharedVolume");
    }

    /** @return where the image or a volume has a dataset; null where it is not said */
    String data(String name) {
        return block.path("data").hasNonNull(name) ? block.at("/data/" + name).asText() : null;
    }

    /** @return paths below the project */
    List<String> files() {
        return List.copyOf(files.keySet());
    }

    /** @return contents by the keys of a ConfigMap, which know no slashes: {@code f0}, {@code f1}, … */
    Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        List<Path> paths = new ArrayList<>(files.values());
        for (int i = 0; i < paths.size(); i++) {
            try {
                contents.put("f" + i, Base64.getEncoder().encodeToString(Files.readAllBytes(paths.get(i))));
            } catch (IOException e) {
                throw new InputException(paths.get(i) + " cannot be read: " + FileErrors.reason(e) + ".", e);
            }
        }
        return contents;
    }
}
