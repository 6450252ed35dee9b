package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The folders of the registry as a whole: those that models belong to, and the one for what is on its way in. Whoever moves
 * models sees to it that nobody promotes them meanwhile.
 *
 * @param root the registry's folder
 */
public record RegistryFolders(Path root) {
    static final String INCOMING = ".incoming";

    private static final Duration ABANDONED = Duration.ofDays(1);

    /** @return full names of all folders that have models, parents first; the top level is the empty name */
    public List<String> names() {
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

    /**
     * Keeps the models of a folder that was renamed or moved, and of those below it.
     *
     * @throws InputException when the new place has models already
     */
    public void move(String from, String to) {
        Path source = ModelFolder.namespace(root, from);
        Path target = ModelFolder.namespace(root, to);
        if (from.isEmpty() || to.isEmpty() || !Files.isDirectory(source)) {
            return;
        }
        move(source, target, "models", to);
    }

    /**
     * Keeps one model with its history in another folder.
     *
     * @throws InputException when the other folder has a model of that name
     */
    public void moveModel(String from, String model, String to) throws InterruptedException {
        ModelFolder source = model(from, model);
        try (FolderLock lock = source.lock()) {
            move(source.path(), model(to, model).path(), "a model " + model, to);
        }
    }

    private static void move(Path source, Path target, String what, String to) {
        if (Files.exists(target)) {
            throw new InputException((to.isEmpty() ? "The top level" : "The folder '" + ModelNames.shown(to) + "'")
                    + " has " + what + " in the registry already; those of " + source + " stay where they are.");
        }
        try {
            DurableFile.createFolders(target.getParent());
            DurableFile.publish(source, target);
        } catch (IOException e) {
            throw ModelRegistry.failed(source, "moved", e);
        }
    }

    /**
     * @param from full name of the folder of a job that names a model
     * @return the registry of the folder whose model is meant: its own, where that has one; else the nearest one around it
     *     that shares a model of this name; else its own
     */
    public ModelRegistry nearest(String from, String model) {
        ModelRegistry own = new ModelRegistry(root).in(from);
        if (!own.isUnknown(model)) {
            return own;
        }
        for (String name = from; !name.isEmpty(); ) {
            name = name.substring(0, Math.max(0, name.lastIndexOf('/')));
            if (isShared(name, model)) {
                return own.in(name);
            }
        }
        return own;
    }

    /** @return whether the folders below that one mean its model when they name it */
    public boolean isShared(String folder, String model) {
        return Files.isRegularFile(model(folder, model).shared());
    }

    /** Says whether the folders below that one mean its model, which may yet have to be registered. */
    public void share(String folder, String model, boolean shared, String who) {
        Path file = model(folder, model).shared();
        if (shared) {
            Json.write(
                    file,
                    Json.object().put("who", who).put("when", Instant.now().toString()));
        } else {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw ModelRegistry.failed(file, "deleted", e);
            }
        }
    }

    /**
     * Forgets a version with all its documents, and the model files that no other version has. Killed meanwhile, the version
     * is whole or gone; what is left of it goes with the next registration.
     *
     * @param sure asked under the model's lock
     */
    public void forget(String folder, ModelVersion version, BooleanSupplier sure) throws InterruptedException {
        ModelFolder model = model(folder, version.model());
        try (FolderLock lock = model.lock()) {
            Path place = model.version(version.number());
            if (!Files.isDirectory(place) || !sure.getAsBoolean()) {
                return;
            }
            Path gone = model.versions().resolve(VersionWriter.UNFINISHED + "removed-" + version.number());
            DurableFile.publish(place, gone);
            BlobStore blobs = new BlobStore(root);
            try (Stream<Path> files = Files.walk(gone.resolve(ModelVersion.MODEL))) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    blobs.release(file);
                }
            }
            ModelFiles.delete(gone);
        } catch (IOException e) {
            throw ModelRegistry.failed(model.path(), "written", e);
        }
    }

    /** @return whether a folder has, or had, models of its own or folders that have */
    public boolean has(String folder) {
        return !folder.isEmpty() && Files.isDirectory(ModelFolder.namespace(root, folder));
    }

    private ModelFolder model(String folder, String model) {
        return ModelFolder.of(ModelFolder.namespace(root, folder), model);
    }

    /**
     * @return a new folder of the registry's own: model files put there are moved, not copied, when registered; what somebody
     *     left behind is removed after a day
     */
    public Path incoming() {
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
