package io.jenkins.plugins.cd4ml.engine.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model project: a folder with a {@code cd4ml.yaml}, read together with its {@code features/*.yaml}, overridden and
 * checked against the published schema. Each room reads its own section. Immutable.
 */
public final class Project {
    public static final String FILE = "cd4ml.yaml";

    /** The folder beside it whose YAML files each define features. */
    public static final String FEATURES = FeatureFiles.FOLDER;

    private final Path folder;
    private final ProjectPlaces places;
    private final ObjectNode root;

    private Project(Path folder, ProjectPlaces places, ObjectNode root) {
        this.folder = folder;
        this.places = places;
        this.root = root;
    }

    /**
     * @param folder    the project's folder
     * @param overrides what a step's parameters or {@code --set} say: merged over the file as a JSON merge patch
     *                  (RFC 7396), may be null
     * @throws InputException with file, line and key when something is wrong with a file
     */
    public static Project read(Path folder, ObjectNode overrides) {
        return of(folder, FeatureFiles.read(folder), overrides);
    }

    /** As {@link #read}, of a {@code cd4ml.yaml} that was recorded: what {@code features/*.yaml} say is in it already. */
    public static Project recorded(Path folder) {
        return of(folder, Map.of(), null);
    }

    private static Project of(Path folder, Map<String, YamlDocument> features, ObjectNode overrides) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + " does not exist; run in the model project's folder or name it with -C.");
        }
        YamlDocument document = YamlDocument.read(file);
        if (!document.root().isObject()) {
            throw new InputException(document.place("") + " must be a mapping such as 'model: churn'.");
        }
        ProjectPlaces places = new ProjectPlaces(document, features);
        ObjectNode root = places.merged();
        if (overrides != null) {
            merge(root, overrides);
        }
        ProjectSchema.check(places, root);
        return new Project(folder.toAbsolutePath().normalize(), places, root);
    }

    /**
     * @param patch merged over this project, overrides and all, as a JSON merge patch
     * @return another project with the patched values
     * @throws InputException with file, line and key when the result is against the schema
     */
    public Project with(ObjectNode patch) {
        ObjectNode changed = root.deepCopy();
        merge(changed, patch);
        ProjectSchema.check(places, changed);
        return new Project(folder, places, changed);
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
                    places.name() + " has no section '" + section + "'; add one, see docs/cd4ml-yaml.md.");
        }
        return root.get(section);
    }

    /** @return {@code cd4ml.yaml line 12 (gates[2].metric)}: where a value stands, for messages */
    public String place(String pointer) {
        return places.place(pointer);
    }

    /** @return the file that has a value, relative to the project's folder, such as {@code features/age.yaml} */
    public String file(String pointer) {
        return folder.relativize(Path.of(places.path(pointer)).toAbsolutePath().normalize())
                .toString();
    }

    /**
     * @param path a path as written in the file, relative to the project's folder
     * @param pointer where it is written, for the message
     * @throws InputException when it leads outside the project's folder or does not exist
     */
    public Path existing(String path, String pointer) {
        Path file = inside(path, pointer);
        if (!Files.exists(file)) {
            throw new InputException(places.place(pointer) + ": " + path + " does not exist below " + folder + ".");
        }
        return file;
    }

    /** As {@link #existing}, for a path that need not exist yet. Absolute paths are allowed; {@code ../} is not. */
    public Path inside(String path, String pointer) {
        try {
            Path given = Path.of(path);
            Path file = folder.resolve(given).normalize();
            if (!given.isAbsolute() && !file.startsWith(folder)) {
                throw new InputException(places.place(pointer) + ": '" + path
                        + "' leads outside the project's folder; move the file or give an absolute path.");
            }
            return file;
        } catch (java.nio.file.InvalidPathException e) {
            throw new InputException(places.place(pointer) + ": '" + path + "' is not a path.", e);
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
