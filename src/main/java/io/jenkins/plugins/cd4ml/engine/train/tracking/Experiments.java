package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The experiments of this training: MLflow's default one, and those that the script creates. Guarded by {@link TrackingStore}. */
final class Experiments {
    private static final Filter.Fields FIELDS =
            new Filter.Fields(Set.of("name"), Set.of("creation_time", "last_update_time"), Set.of("attribute", "tag"));

    private static final class Experiment {
        final String id;
        String name;
        boolean active = true;
        final long created = System.currentTimeMillis();
        long updated = created;
        final Map<String, String> tags = new TreeMap<>();

        Experiment(String id, String name) {
            this.id = id;
            this.name = name;
        }

        ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("experiment_id", id)
                    .put("name", name)
                    .put("artifact_location", "mlflow-artifacts:/" + id)
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

    private final Map<String, Experiment> all = new LinkedHashMap<>();

    Experiments() {
        all.put("0", new Experiment("0", "Default"));
    }

    void routes(Routes routes) {
        routes.post("mlflow/experiments/create", this::create);
        routes.get("mlflow/experiments/get", call -> wrapped(find(call)));
        routes.get("mlflow/experiments/get-by-name", call -> wrapped(named(call.text("experiment_name"))));
        routes.post("mlflow/experiments/search", this::search);
        routes.get("mlflow/experiments/search", this::search);
        routes.post("mlflow/experiments/update", this::update);
        routes.post("mlflow/experiments/delete", call -> activate(call, false));
        routes.post("mlflow/experiments/restore", call -> activate(call, true));
        routes.post("mlflow/experiments/set-experiment-tag", this::tag);
        routes.post("mlflow/experiments/delete-experiment-tag", this::untag);
    }

    /** @throws TrackingException when there is none of that id */
    void require(String id) {
        find(id);
    }

    private ObjectNode create(Call call) {
        String name = call.text("name");
        if (all.values().stream().anyMatch(e -> e.name.equals(name))) {
            throw TrackingException.exists("Experiment(name=" + name + ") already exists.");
        }
        Experiment experiment = new Experiment(Integer.toString(all.size()), name);
        experiment.tags.putAll(call.pairs("tags"));
        all.put(experiment.id, experiment);
        return Json.object().put("experiment_id", experiment.id);
    }

    private Experiment find(Call call) {
        return find(call.text("experiment_id"));
    }

    private Experiment find(String id) {
        Experiment found = all.get(id);
        if (found == null) {
            throw TrackingException.missing("No Experiment with id=" + id + " exists");
        }
        return found;
    }

    private Experiment named(String name) {
        return all.values().stream()
                .filter(e -> e.name.equals(name))
                .findFirst()
                .orElseThrow(() -> TrackingException.missing("Could not find experiment with name '" + name + "'"));
    }

    private static ObjectNode wrapped(Experiment experiment) {
        ObjectNode answer = Json.object();
        answer.set("experiment", experiment.json());
        return answer;
    }

    private ObjectNode search(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        Comparator<Experiment> order = Ordering.of(call.texts("order_by"), FIELDS, Experiment::field);
        String view = call.text("view_type", "ACTIVE_ONLY");
        List<Experiment> found = all.values().stream()
                .filter(e -> view.equals("ALL") || e.active == view.equals("ACTIVE_ONLY"))
                .filter(e -> filter.accepts(e::field))
                .sorted(order.thenComparing((Experiment e) -> e.created, Comparator.reverseOrder())
                        .thenComparing(e -> Integer.valueOf(e.id), Comparator.reverseOrder()))
                .toList();
        return Paging.answer("experiments", found, Experiment::json, call, 1_000);
    }

    private ObjectNode update(Call call) {
        Experiment experiment = find(call);
        experiment.name = call.text("new_name", experiment.name);
        experiment.updated = System.currentTimeMillis();
        return Json.object();
    }

    private ObjectNode activate(Call call, boolean active) {
        find(call).active = active;
        return Json.object();
    }

    private ObjectNode tag(Call call) {
        NameRules.key(call.text("key"), "key");
        find(call).tags.put(call.text("key"), call.text("value", ""));
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        find(call).tags.remove(call.text("key"));
        return Json.object();
    }
}
