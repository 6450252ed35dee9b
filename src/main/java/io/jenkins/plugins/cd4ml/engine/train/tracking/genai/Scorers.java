package io.jenkins.plugins.cd4ml.engine.train.tracking.genai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Scorers that a script registered, in versions. Guarded by the tracking store. */
public final class Scorers {
    private record Key(String experiment, String name) {}

    private final Consumer<String> requireExperiment;
    private final Map<Key, NavigableMap<Integer, ObjectNode>> all = new LinkedHashMap<>();

    /** @param requireExperiment throws where there is no active experiment of an id */
    public Scorers(Consumer<String> requireExperiment) {
        this.requireExperiment = requireExperiment;
    }

    public void routes(Routes routes) {
        routes.post("mlflow/scorers/register", this::register);
        routes.get("mlflow/scorers/list", this::list);
        routes.get("mlflow/scorers/versions", call -> listed(find(call).values()));
        routes.get("mlflow/scorers/get", this::get);
        routes.add("DELETE", "mlflow/scorers/delete", this::delete);
    }

    private static Key key(Call call) {
        return new Key(call.text("experiment_id"), call.text("name"));
    }

    private ObjectNode register(Call call) {
        Key key = key(call);
        String serialized = call.text("serialized_scorer");
        requireExperiment.accept(key.experiment());
        NavigableMap<Integer, ObjectNode> versions = all.computeIfAbsent(key, k -> new TreeMap<>());
        int version = versions.isEmpty() ? 1 : versions.lastKey() + 1;
        String id = versions.isEmpty()
                ? NameRules.id()
                : versions.lastEntry().getValue().get("scorer_id").asText();
        long now = System.currentTimeMillis();
        versions.put(
                version,
                Json.object()
                        .put("experiment_id", key.experiment())
                        .put("scorer_name", key.name())
                        .put("scorer_version", version)
                        .put("serialized_scorer", serialized)
                        .put("creation_time", now)
                        .put("scorer_id", id));
        return Json.object()
                .put("version", version)
                .put("scorer_id", id)
                .put("experiment_id", key.experiment())
                .put("name", key.name())
                .put("serialized_scorer", serialized)
                .put("creation_time", now);
    }

    private static ObjectNode listed(Iterable<ObjectNode> scorers) {
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("scorers");
        scorers.forEach(array::add);
        return answer;
    }

    private ObjectNode list(Call call) {
        List<String> experiments =
                call.has("experiment_id") ? List.of(call.text("experiment_id")) : call.texts("experiment_ids");
        List<ObjectNode> newest = new ArrayList<>();
        all.forEach((key, versions) -> {
            if (experiments.isEmpty() || experiments.contains(key.experiment())) {
                newest.add(versions.lastEntry().getValue());
            }
        });
        return listed(newest);
    }

    private NavigableMap<Integer, ObjectNode> find(Call call) {
        Key key = key(call);
        NavigableMap<Integer, ObjectNode> versions = all.get(key);
        if (versions == null) {
            throw TrackingException.missing(
                    "Scorer with name '" + key.name() + "' not found for experiment " + key.experiment() + ".");
        }
        return versions;
    }

    private ObjectNode find(NavigableMap<Integer, ObjectNode> versions, Call call) {
        ObjectNode found = call.has("version")
                ? versions.get((int) call.number("version", 0))
                : versions.lastEntry().getValue();
        if (found == null) {
            throw TrackingException.missing("Scorer with name '" + call.text("name") + "' and version "
                    + call.number("version", 0) + " not found for experiment " + call.text("experiment_id") + ".");
        }
        return found;
    }

    private ObjectNode get(Call call) {
        ObjectNode answer = Json.object();
        answer.set("scorer", find(find(call), call));
        return answer;
    }

    private ObjectNode delete(Call call) {
        NavigableMap<Integer, ObjectNode> versions = find(call);
        if (call.has("version")) {
            versions.remove(find(versions, call).get("scorer_version").asInt());
        } else {
            versions.clear();
        }
        if (versions.isEmpty()) {
            all.remove(key(call));
        }
        return Json.object();
    }
}
