package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.FolderLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Where the registry keeps what: one folder a model, inside a folder {@code @name} for each folder it belongs to. */
record ModelFolder(Path path, String model) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_DEPTH = 50;
    private static final int MOST_NAME = 200;
    private static final String VERSIONS = "versions";

    /** @param namespace the folder's folder in the registry */
    static ModelFolder of(Path namespace, String model) {
        return new ModelFolder(namespace.resolve(ModelNames.check("model", model)), model);
    }

    /**
     * @param folder full name with slashes, empty for the top
     * @return the folder's place in the registry: whatever characters its names have, it stays inside
     */
    static Path namespace(Path root, String folder) {
        Path path = root;
        String[] names = folder.isEmpty() ? new String[0] : folder.split("/", -1);
        if (names.length > MOST_DEPTH) {
            throw new InputException("The folder '" + ModelNames.shown(folder) + "' is nested too deeply.");
        }
        for (String name : names) {
            if (name.isEmpty()) {
                throw new InputException("'" + ModelNames.shown(folder) + "' is no full name of a folder.");
            }
            path = path.resolve("@" + encoded(name));
        }
        return path;
    }

    /** Percent-encoded, so that each name gives another file name on every file system that tells case apart. */
    private static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
            text.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
        }
        if (text.length() > MOST_NAME) {
            throw new InputException("The folder's name '" + ModelNames.shown(name) + "' is too long for a file name.");
        }
        return text.toString();
    }

    static String decoded(String name) {
        return java.net.URLDecoder.decode(name.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    Path versions() {
        return path.resolve(VERSIONS);
    }

    Path version(int number) {
        return versions().resolve(Integer.toString(number));
    }

    Path environments() {
        return path.resolve("environments");
    }

    Path environment(String name) {
        return environments().resolve(ModelNames.check("environment", name));
    }

    Path deployments(String environment) {
        return environment(environment).resolve("deployments");
    }

    Path deployment(String environment, String id) {
        return deployments(environment).resolve(ModelNames.check("promotion", id) + ".json");
    }

    /** Aliases that belong to no environment. */
    Path aliases() {
        return path.resolve("aliases");
    }

    Path alias(String name) {
        return aliases().resolve(ModelNames.check("alias", name) + ".json");
    }

    /** There where folders below share the model. */
    Path shared() {
        return path.resolve("shared.json");
    }

    /** @return what tells this model from others of its name, in other folders and registries; made once */
    String id() throws InterruptedException {
        Path file = path.resolve(".id");
        try {
            if (!Files.exists(file)) {
                try (FolderLock lock = lock()) {
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

    VersionIndex index() {
        return new VersionIndex(path);
    }

    FolderLock lock() throws InterruptedException {
        return lock(PATIENCE);
    }

    FolderLock lock(Duration patience) throws InterruptedException {
        return FolderLock.take(path.resolve("registry.lock"), "The registry of model " + model, patience);
    }

    /** @return names of the folders in a folder, sorted; without hidden ones and those of folders */
    static List<String> names(Path folder) {
        return list(folder).stream()
                .filter(name -> !name.startsWith(".") && !name.startsWith("@"))
                .toList();
    }

    /** @return names of the models in a folder of the registry, sorted: folders that have versions, or had */
    static List<String> models(Path namespace) {
        return names(namespace).stream()
                .filter(name -> Files.isDirectory(namespace.resolve(name).resolve(VERSIONS)))
                .toList();
    }

    /** @return names of all folders in a folder, sorted */
    static List<String> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
