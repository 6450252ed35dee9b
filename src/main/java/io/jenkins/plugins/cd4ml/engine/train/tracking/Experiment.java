package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A group of runs, as MLflow has them. Guarded by {@link TrackingStore}. */
final class Experiment {
    private static final String OWN = "mlflow-artifacts:/";

    final String id;
    String name;
    boolean active = true;
    final long created = System.currentTimeMillis();
    long updated = created;
    final Map<String, String> tags = new TreeMap<>();

    /** URI below which artifacts of its runs and models are. */
    final String location;

    /** @param location as the script gave it; "" for the endpoint's own store */
    Experiment(String id, String name, String location) {
        this.id = id;
        this.name = name;
        this.location = location.isEmpty() ? OWN + id : absolute(location);
    }

    /** A plain path is one of this machine, as it is of the server's with MLflow. */
    private static String absolute(String location) {
        return location.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")
                ? location
                : Path.of(location).toAbsolutePath().normalize().toString();
    }

    /** @return the folder of its artifacts below the endpoint's; where they are elsewhere it stays empty */
    String folder() {
        return location.startsWith(OWN) ? location.substring(OWN.length()).replaceFirst("^/+", "") : id;
    }

    void requireActive() {
        if (!active) {
            throw TrackingException.invalid(
                    "The experiment " + id + " must be in the 'active' state. Current state is deleted.");
        }
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("experiment_id", id)
                .put("name", name)
                .put("artifact_location", location)
                .put("lifecycle_stage", active ? "active" : "deleted")
                .put("last_update_time", updated)
                .put("creation_time", created)
                .put("workspace", "default");
        if (!tags.isEmpty()) {
            json.set("tags", NameRules.pairs(tags));
        }
        return json;
    }

    Object field(String kind, String key) {
        if (kind.equals("tag")) {
            return tags.get(key);
        }
        return switch (key) {
            case "name" -> name;
            case "creation_time" -> created;
            default -> updated;
        };
    }
}
