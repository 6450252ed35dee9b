package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Models that the script logs, as MLflow 3 has them: of their own, beside runs. Guarded by {@link TrackingStore}. */
final class LoggedModels {
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of("name", "model_id", "model_type", "status", "source_run_id"),
            Set.of("creation_time", "creation_timestamp", "last_updated_timestamp"),
            Set.of("attribute", "metric", "param", "tag"));

    static final class Model {
        final String id = "m-" + NameRules.id();
        final String experiment;
        final String name;
        final String type;
        final String run;
        final long created = System.currentTimeMillis();
        long updated = created;
        String status = "LOGGED_MODEL_PENDING";
        final Map<String, String> params = new LinkedHashMap<>();
        final Map<String, String> tags = new LinkedHashMap<>();
        final Map<String, ObjectNode> metrics = new LinkedHashMap<>();

        Model(String experiment, String name, String type, String run) {
            this.experiment = experiment;
            this.name = name;
            this.type = type;
            this.run = run;
        }

        /** @return its folder below the artifacts' root */
        String path() {
            return experiment + "/models/" + id + "/artifacts";
        }

        ObjectNode json() {
            ObjectNode model = Json.object();
            ObjectNode info = model.putObject("info")
                    .put("model_id", id)
                    .put("experiment_id", experiment)
                    .put("name", name)
                    .put("creation_timestamp_ms", created)
                    .put("last_updated_timestamp_ms", updated)
                    .put("artifact_uri", "mlflow-artifacts:/" + path())
                    .put("status", status)
                    .put("model_type", type);
            if (!run.isEmpty()) {
                info.put("source_run_id", run);
            }
            if (!tags.isEmpty()) {
                info.set("tags", NameRules.pairs(tags));
            }
            ObjectNode data = model.putObject("data");
            if (!params.isEmpty()) {
                data.set("params", NameRules.pairs(params));
            }
            if (!metrics.isEmpty()) {
                metrics.values().forEach(data.withArray("metrics")::add);
            }
            return model;
        }

        Object field(String kind, String key) {
            return switch (kind) {
                case "param" -> params.get(key);
                case "tag" -> tags.get(key);
                case "metric" ->
                    metrics.values().stream()
                            .filter(m -> m.path("key").asText().equals(key))
                            .map(m -> (Object) m.path("value").asDouble())
                            .findFirst()
                            .orElse(null);
                default ->
                    switch (key) {
                        case "name" -> name;
                        case "model_id" -> id;
                        case "model_type" -> type;
                        case "status" -> status.replace("LOGGED_MODEL_", "");
                        case "source_run_id" -> run;
                        case "last_updated_timestamp" -> updated;
                        default -> created;
                    };
            };
        }
    }

    private final Experiments experiments;
    private final Map<String, Model> all = new LinkedHashMap<>();

    LoggedModels(Experiments experiments) {
        this.experiments = experiments;
    }

    void routes(Routes routes) {
        routes.post("mlflow/logged-models", this::create);
        routes.post("mlflow/logged-models/search", this::search);
        routes.get("mlflow/logged-models/*", call -> wrapped(find(call.id())));
        routes.add("PATCH", "mlflow/logged-models/*", this::finish);
        routes.add("DELETE", "mlflow/logged-models/*", this::delete);
        routes.add("PATCH", "mlflow/logged-models/*/tags", this::tags);
        routes.add("DELETE", "mlflow/logged-models/*/tags/*", this::untag);
        routes.post("mlflow/logged-models/*/params", this::params);
    }

    Collection<Model> all() {
        return all.values();
    }

    Model find(String id) {
        Model model = all.get(id);
        if (model == null) {
            throw TrackingException.missing("Logged model with ID '" + id + "' not found.");
        }
        return model;
    }

    /** A metric that was logged for a model, by the run that measured it. */
    void measured(String run, MetricBatch.Metric metric) {
        Model model = find(metric.model());
        ObjectNode json = Json.object().put("key", metric.key());
        json.set("value", TrainingLog.number(metric.point().value()));
        json.put("timestamp", metric.point().time()).put("step", metric.point().step());
        json.put("model_id", model.id).put("run_id", run);
        if (metric.dataset() != null && !metric.dataset().isEmpty()) {
            json.put("dataset_name", metric.dataset()).put("dataset_digest", metric.digest());
        }
        model.metrics.put(metric.key() + "\n" + metric.dataset() + "\n" + metric.digest(), json);
    }

    private ObjectNode create(Call call) {
        String experiment = call.text("experiment_id", "0");
        experiments.require(experiment);
        Model model = new Model(
                experiment, call.text("name", "model"), call.text("model_type", ""), call.text("source_run_id", ""));
        model.params.putAll(call.pairs("params"));
        model.tags.putAll(call.pairs("tags"));
        all.put(model.id, model);
        return wrapped(model);
    }

    private static ObjectNode wrapped(Model model) {
        ObjectNode answer = Json.object();
        answer.set("model", model.json());
        return answer;
    }

    private ObjectNode finish(Call call) {
        Model model = find(call.id());
        model.status = call.text("status");
        model.updated = System.currentTimeMillis();
        return wrapped(model);
    }

    private ObjectNode delete(Call call) {
        all.remove(find(call.id()).id);
        return Json.object();
    }

    private ObjectNode tags(Call call) {
        find(call.id()).tags.putAll(call.pairs("tags"));
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        String[] parts = call.id().split("/", 2);
        find(parts[0]).tags.remove(parts[1]);
        return Json.object();
    }

    private ObjectNode params(Call call) {
        find(call.id()).params.putAll(call.pairs("params"));
        return Json.object();
    }

    private ObjectNode search(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        List<String> orders = new ArrayList<>();
        for (JsonNode order : call.list("order_by")) {
            orders.add(
                    order.path("field_name").asText() + (order.path("ascending").asBoolean(true) ? " ASC" : " DESC"));
        }
        Comparator<Model> order = Ordering.of(orders, FIELDS, Model::field);
        List<String> wanted = call.texts("experiment_ids");
        List<Model> found = all.values().stream()
                .filter(m -> wanted.contains(m.experiment) && filter.accepts(m::field))
                .sorted(order.thenComparing((Model m) -> m.created, Comparator.reverseOrder()))
                .toList();
        return Paging.answer("models", found, Model::json, call, 100);
    }

    ArrayNode json() {
        ArrayNode models = Json.MAPPER.createArrayNode();
        all.values().forEach(m -> models.add(m.json()));
        return models;
    }
}
