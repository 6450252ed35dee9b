package io.jenkins.plugins.cd4ml.engine.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model project: a folder with a {@code cd4ml.yaml}, read, overridden and checked against the published schema. Each
 * room reads its own section. Immutable.
 */
public final class Project {
    public static final String FILE = "cd4ml.yaml";

    private final Path folder;
    private final YamlDocument document;
    private final ObjectNode root;

    private Project(Path folder, YamlDocument document, ObjectNode root) {
        this.folder = folder;
        this.document = document;
        this.root = root;
    }

    /**
     * @param folder    the project's folder
     * @param overrides what a step's parameters or {@code --set} say: merged over the file as a JSON merge patch
     *                  (RFC 7396), may be null
     * @throws InputException with file, line and key when something is wrong with the file
     */
    public static Project read(Path folder, ObjectNode overrides) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + " does not exist; run in the model project's folder or name it with -C.");
        }
        return of(folder, YamlDocument.read(file), overrides);
    }

    static Project of(Path folder, YamlDocument document, ObjectNode overrides) {
        if (!(document.root() instanceof ObjectNode read)) {
            throw new InputException(document.place("") + " must be a mapping such as 'model: churn'.");
        }
        ObjectNode root = read.deepCopy();
        if (overrides != null) {
            merge(root, overrides);
        }
        ProjectSchema.check(document, root);
        return new Project(folder.toAbsolutePath().normalize(), document, root);
    }

    /**
     * @param patch merged over this project, overrides and all, as a JSON merge patch
     * @return another project with the patched values
     * @throws InputException with file, line and key when the result is against the schema
     */
    public Project with(ObjectNode patch) {
        ObjectNode changed = root.deepCopy();
        merge(changed, patch);
        ProjectSchema.check(document, changed);
        return new Project(folder, document, changed);
    }

    public Path folder() {
        return folder;
    }

    /** @return the model's name */
    public String model() {
        return root.path("model").asText();
    }

    /** @return the whole document, overrides applied; not to be modified */
    public ObjectNode root() {
        return root;
    }

    /** @return whether the section is there */
    public boolean has(String section) {
        return root.hasNonNull(section);
    }

    /**
     * @param section a top-level key such as {@code train}
     * @throws InputException when the file does not have it
     */
    public JsonNode section(String section) {
        if (!has(section)) {
            throw new InputException(
                    document.name() + " has no section '" + section + "'; add one, see docs/cd4ml-yaml.md.");
        }
        return root.get(section);
    }

    /** @return {@code cd4ml.yaml line 12 (gates[2].metric)}: where a value stands, for messages */
    public String place(String pointer) {
        return document.place(pointer);
    }

    /**
     * @param path a path as written in the file, relative to the project's folder
     * @param pointer where it is written, for the message
     * @throws InputException when it leads outside the project's folder or does not exist
     */
    public Path existing(String path, String pointer) {
        Path file = inside(path, pointer);
        if (!Files.exists(file)) {
            throw new InputException(document.place(pointer) + ": " + path + " does not exist below " + folder + ".");
        }
        return file;
    }

    /** As {@link #existing}, for a path that need not exist yet. Absolute paths are allowed; {@code ../} is not. */
    public Path inside(String path, String pointer) {
        try {
            Path given = Path.of(path);
            Path file = folder.resolve(given).normalize();
            if (!given.isAbsolute() && !file.startsWith(folder)) {
                throw new InputException(document.place(pointer) + ": '" + path
                        + "' leads outside the project's folder; move the file or give an absolute path.");
            }
            return file;
        } catch (java.nio.file.InvalidPathException e) {
            throw new InputException(document.place(pointer) + ": '" + path + "' is not a path.", e);
        }
    }

    /** @return the digest of the named sections, overrides applied: what a result depends on besides files */
    public String digest(String... sections) {
        ObjectNode part = Json.object();
        for (String section : sections) {
            part.set(section, root.path(section));
        }
        return io.jenkins.plugins.cd4ml.engine.lineage.Digests.of(
                Json.line(Json.MAPPER.convertValue(part, Object.class)));
    }

    /** Merges {@code patch} into {@code target} as a JSON merge patch (RFC 7396). */
    public static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(entry.getKey());
            } else if (value instanceof ObjectNode object) {
                if (!(target.get(entry.getKey()) instanceof ObjectNode)) {
                    target.set(entry.getKey(), Json.object());
                }
                merge((ObjectNode) target.get(entry.getKey()), object);
            } else {
                target.set(entry.getKey(), value);
            }
        });
    }
}
