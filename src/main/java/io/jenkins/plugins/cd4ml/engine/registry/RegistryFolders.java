package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The folders of the registry as a whole: those that models belong to, and the one for what is on its way in. */
record RegistryFolders(Path root) {
    static final String INCOMING = ".incoming";

    private static final String ID = ".id";
    private static final Duration ID_PATIENCE = Duration.ofSeconds(60);
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** @return full names of all folders that have models, parents first; the top level is the empty name */
    List<String> names() {
        List<String> found = new ArrayList<>();
        add(root, "", found);
        return found;
    }

    private static void add(Path path, String name, List<String> found) {
        if (!ModelFolder.models(path).isEmpty()) {
            found.add(name);
        }
        for (String child : ModelFolder.list(path)) {
            if (child.startsWith("@")) {
                String decoded = ModelFolder.decoded(child);
                add(path.resolve(child), name.isEmpty() ? decoded : name + "/" + decoded, found);
            }
        }
    }

    void move(String from, String to) {
        Path source = ModelFolder.namespace(root, from);
        Path target = ModelFolder.namespace(root, to);
        if (from.isEmpty() || to.isEmpty() || !Files.isDirectory(source)) {
            return;
        }
        if (Files.exists(target)) {
            throw new InputException("The registry has models of a folder '" + ModelNames.shown(to)
                    + "' already; those of '" + ModelNames.shown(from) + "' stay where they were.");
        }
        try {
            DurableFile.createFolders(target.getParent());
            DurableFile.publish(source, target);
        } catch (IOException e) {
            throw ModelRegistry.failed(source, "moved", e);
        }
    }

    String id() throws InterruptedException {
        Path file = root.resolve(ID);
        try {
            if (!Files.exists(file)) {
                try (FolderLock lock = FolderLock.take(root.resolve(ID + ".lock"), "The registry", ID_PATIENCE)) {
                    if (!Files.exists(file)) {
                        String made =
                                UUID.randomUUID().toString().replace("-", "").substring(0, 12);
                        DurableFile.replace(file, made.getBytes(StandardCharsets.US_ASCII));
                    }
                }
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw ModelRegistry.failed(file, "read", e);
        }
    }

    /** @return a new folder; those that somebody left behind are removed after a day */
    Path incoming() {
        Path all = root.resolve(INCOMING);
        try {
            for (String name : ModelFolder.list(all)) {
                Path abandoned = all.resolve(name);
                if (Files.getLastModifiedTime(abandoned)
                        .toInstant()
                        .isBefore(Instant.now().minus(ABANDONED))) {
                    ModelFiles.delete(abandoned);
                }
            }
            return Files.createDirectories(all.resolve(UUID.randomUUID().toString()));
        } catch (IOException e) {
            throw ModelRegistry.failed(all, "written", e);
        }
    }
}
