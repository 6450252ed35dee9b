package io.jenkins.plugins.cd4ml.engine.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The documents that a run's folder may hold: an allow-list of names with who writes each, how large it may be and
 * what it looks like. A new document of a run gets its line here and nowhere else.
 */
public final class RunDocuments {
    /** Above this no single file of a run is taken. */
    public static final long MOST_BYTES = 64L << 20;

    private static final int MOST_NAME = 200;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    private static final String ANY = ".+";
    /** What a worker has beside its documents until it ends, and leaves when it is killed. */
    private static final String SCRATCH = "(reproduce/[^/]+/)?"
            + "(train/points\\.tmp|(data|train|evaluate|history)/([^/]+/)?\\.[^/]*\\.tmp(\\.new)?)";

    /** Who may write a document in Jenkins: what an agent sends under a name of the controller is dropped. */
    private enum Writer {
        CONTROLLER,
        WORKER
    }

    /**
     * One line of the list.
     *
     * @param name   matches the whole path below the run's folder
     * @param synced whether a write waits for the disk; not for what is written every second and can be lost
     * @param shape  kind of a top-level key's value where the key is there; only of documents that are JSON
     */
    private record Document(Pattern name, Writer writer, boolean synced, Map<String, JsonNodeType> shape) {
        static Document of(Writer writer, String name) {
            return new Document(Pattern.compile(name), writer, true, Map.of());
        }

        Document where(String key, JsonNodeType type) {
            Map<String, JsonNodeType> more = new java.util.HashMap<>(shape);
            more.put(key, type);
            return new Document(name, writer, synced, Map.copyOf(more));
        }

        Document unsynced() {
            return new Document(name, writer, false, shape);
        }
    }

    private static final List<Document> DOCUMENTS = List.of(
            Document.of(Writer.WORKER, "lineage\\.json")
                    .where("entities", JsonNodeType.ARRAY)
                    .where("activities", JsonNodeType.ARRAY)
                    .where("agents", JsonNodeType.ARRAY),
            Document.of(Writer.WORKER, "project\\.json"),
            Document.of(Writer.WORKER, "reproduce\\.json").where("differences", JsonNodeType.ARRAY),
            Document.of(Writer.CONTROLLER, "gates\\.json")
                    .where("verdict", JsonNodeType.STRING)
                    .where("items", JsonNodeType.ARRAY),
            Document.of(Writer.CONTROLLER, "registered\\.json").where("gates", JsonNodeType.STRING),
            Document.of(Writer.CONTROLLER, "(numbers|approvals|waivers)\\.json"),
            Document.of(Writer.CONTROLLER, "model-card\\.md|report\\.html"),
            Document.of(Writer.CONTROLLER, "promote/promotion\\.json|promote/history/" + NAME + "\\.json")
                    .where("outcome", JsonNodeType.STRING)
                    .where("objects", JsonNodeType.ARRAY),
            Document.of(Writer.CONTROLLER, "promote/policy\\.json"),
            Document.of(Writer.CONTROLLER, "promote/canary\\.json").unsynced(),
            Document.of(Writer.WORKER, "promote/input/" + ANY),
            Document.of(Writer.WORKER, "(.+/)?live\\.json").unsynced(),
            Document.of(Writer.WORKER, "data/[^/]+/validation\\.json").where("valid", JsonNodeType.BOOLEAN),
            Document.of(Writer.WORKER, "evaluate/evaluation\\.json").where("metrics", JsonNodeType.ARRAY),
            Document.of(Writer.WORKER, "train/training\\.json").where("model", JsonNodeType.OBJECT),
            // what was brought to the worker, or is its scratch, is read there and not brought back
            Document.of(Writer.CONTROLLER, SCRATCH),
            Document.of(Writer.CONTROLLER, "(champion|recorded)/" + ANY),
            Document.of(Writer.WORKER, "(data|train|evaluate|history)/" + ANY),
            Document.of(Writer.WORKER, "reproduce/[^/]+/" + ANY));

    private static final Pattern TRIAL = Pattern.compile(RunFolder.TRIALS + "/" + NAME + "/(.+)");

    private RunDocuments() {}

    /** @return whether a worker on an agent may bring a file of that name into a build's record */
    public static boolean fromWorker(String name) {
        return find(name).map(d -> d.writer == Writer.WORKER).orElse(false);
    }

    /** @return whether a write of that name waits for the disk */
    static boolean synced(String name) {
        return find(name).map(Document::synced).orElse(true);
    }

    /** @throws InputException when a run's folder holds no document of that name */
    static void checkName(String name) {
        if (find(name).isEmpty()) {
            throw new InputException("A run has no document '" + name + "'; RunDocuments lists those it has.");
        }
    }

    /** @return whether a document of that name is JSON of a known shape; files that scripts wrote are not read */
    static boolean shaped(String name) {
        return find(name).map(d -> !d.shape.isEmpty()).orElse(false);
    }

    /** @throws InputException when the document is larger than {@link #MOST_BYTES} or a key has another kind of value */
    static void check(String name, JsonNode document, long bytes) {
        if (bytes > MOST_BYTES) {
            throw new InputException(
                    name + " would have " + bytes + " bytes; a document of a run has at most " + MOST_BYTES + ".");
        }
        find(name)
                .ifPresent(d -> d.shape.forEach((key, type) -> {
                    JsonNode value = document.path(key);
                    if (!value.isMissingNode() && !value.isNull() && value.getNodeType() != type) {
                        throw new InputException("'" + key + "' of " + name + " must be of type "
                                + type.name().toLowerCase(java.util.Locale.ROOT) + ", not "
                                + value.getNodeType().name().toLowerCase(java.util.Locale.ROOT) + ".");
                    }
                }));
    }

    private static Optional<Document> find(String name) {
        if (!plain(name)) {
            return Optional.empty();
        }
        var trial = TRIAL.matcher(name);
        if (trial.matches()) {
            // a trial's folder has what a run's folder has, as far as workers write it
            return find(trial.group(1)).filter(d -> d.writer == Writer.WORKER);
        }
        return DOCUMENTS.stream().filter(d -> d.name.matcher(name).matches()).findFirst();
    }

    private static boolean plain(String name) {
        return name.length() <= MOST_NAME
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':')
                && Stream.of(name.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }
}
