package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Filter;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Ordering;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Paging;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The experiments of this training: MLflow's default one, and those that the script creates. Guarded by {@link TrackingStore}. */
final class Experiments {
    private static final Filter.Fields FIELDS =
            new Filter.Fields(Set.of("name"), Set.of("creation_time", "last_update_time"), Set.of("attribute", "tag"));

    private final Map<String, Experiment> all = new LinkedHashMap<>();

    Experiments() {
        all.put("0", new Experiment("0", "Default", ""));
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

    /** @throws TrackingException when there is none of that id, or it is deleted */
    Experiment active(String id) {
        Experiment experiment = find(id);
        experiment.requireActive();
        return experiment;
    }

    private ObjectNode create(Call call) {
        String name = call.text("name");
        if (all.values().stream().anyMatch(e -> e.name.equals(name))) {
            throw TrackingException.exists("Experiment(name=" + name + ") already exists.");
        }
        NameRules.experiment(name);
        String location = call.text("artifact_location", "");
        if (location.startsWith("runs:")) {
            throw TrackingException.invalid("Artifact location cannot be a runs:/ URI. Given: '" + location + "'");
        }
        Experiment experiment = new Experiment(Integer.toString(all.size()), name, location);
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
        String name = call.text("new_name");
        experiment.requireActive();
        NameRules.experiment(name);
        if (all.values().stream().anyMatch(e -> e != experiment && e.name.equals(name))) {
            throw TrackingException.refused("An experiment with the name '" + name + "' is there already.");
        }
        experiment.name = name;
        experiment.updated = System.currentTimeMillis();
        return Json.object();
    }

    private ObjectNode activate(Call call, boolean active) {
        Experiment experiment = find(call);
        if (experiment.active == active) {
            throw TrackingException.missing("No Experiment with id=" + experiment.id + " exists");
        }
        experiment.active = active;
        experiment.updated = System.currentTimeMillis();
        return Json.object();
    }

    private ObjectNode tag(Call call) {
        NameRules.key(call.text("key"), "key");
        Experiment experiment = find(call);
        experiment.requireActive();
        experiment.tags.put(call.text("key"), call.text("value", ""));
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        Experiment experiment = find(call);
        experiment.requireActive();
        if (experiment.tags.remove(call.text("key")) == null) {
            throw TrackingException.missing(
                    "No tag with name: " + call.text("key") + " in experiment with id " + experiment.id);
        }
        return Json.object();
    }
}
