package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A version as MLflow shall show it.
 *
 * @param tags   the version's own tags, and those of the mirror, which begin with {@code cd4ml.}
 * @param said   names of the version's own tags
 * @param source where it comes from
 */
record MirroredVersion(
        int number, String source, String description, SortedMap<String, String> tags, SortedSet<String> said) {
    static final String PREFIX = "cd4ml.";
    static final String STATE = PREFIX + "state";
    /** What MLflow's stores take in a column of every database. */
    private static final int MOST_TEXT = 5000;

    private static final String OF_MLFLOW = "mlflow.";
    private static final Set<String> IDENTITY = Set.of(PREFIX + "version", PREFIX + "digest", PREFIX + "registered");

    static MirroredVersion of(ModelVersion version, String source, String page) {
        SortedMap<String, String> tags = new TreeMap<>();
        SortedSet<String> said = new TreeSet<>();
        version.status().tags().forEach((key, value) -> {
            if (taken(key)) {
                tags.put(key, shortened(value, MOST_TEXT));
                said.add(key);
            }
        });
        tags.put(PREFIX + "version", Integer.toString(version.number()));
        tags.put(PREFIX + "digest", version.digest());
        tags.put(PREFIX + "registered", version.registered());
        tags.put(PREFIX + "run", shortened(version.run(), MOST_TEXT));
        tags.put(PREFIX + "by", shortened(Objects.toString(version.by(), ""), MOST_TEXT));
        if (page != null) {
            tags.put(PREFIX + "page", page + version.number());
        }
        tags.put(STATE, version.state().name().toLowerCase(Locale.ROOT));
        String description = Objects.toString(version.status().description(), "");
        return new MirroredVersion(version.number(), source, shortened(description, MOST_TEXT), tags, said);
    }

    /** A tag of somebody's own must neither pass for one of the mirror nor mean something to MLflow. */
    static boolean taken(String key) {
        boolean ofOthers = key.startsWith(PREFIX) || key.startsWith(OF_MLFLOW);
        boolean path = ("/" + key + "/").matches(".*/\\.{0,2}/.*");
        return !ofOthers && !path;
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** @return what tells it from every other version of the model, also from a later one of the same number */
    String identity() {
        return identity(tags);
    }

    static String identity(SortedMap<String, String> tags) {
        SortedMap<String, String> identity = new TreeMap<>(tags);
        identity.keySet().retainAll(IDENTITY);
        return identity.size() == IDENTITY.size() ? Json.line(identity) : "";
    }

    /** @return digest of all that MLflow is told of it */
    String digest() {
        return Digests.of(Json.line(tags) + '\n' + Json.line(description));
    }

    ArrayNode tagList() {
        ArrayNode list = Json.MAPPER.createArrayNode();
        tags.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
        return list;
    }
}
