package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.MetricSummary;
import io.jenkins.plugins.cd4ml.engine.train.log.Point;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A run in MLflow's sense; its metrics are in the metric log. Guarded by {@link TrackingStore}. */
final class Run {
    static final String NAME_TAG = "mlflow.runName";
    static final String PARENT_TAG = "mlflow.parentRunId";

    final String id;
    final Experiment experiment;
    final long started;
    final String user;
    String name;
    String status = "RUNNING";
    Long ended;
    boolean deleted;
    final Map<String, String> params = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    final ArrayNode datasets = Json.MAPPER.createArrayNode();
    final ArrayNode modelInputs = Json.MAPPER.createArrayNode();
    final ArrayNode modelOutputs = Json.MAPPER.createArrayNode();

    Run(String id, Experiment experiment, String name, String user, long started) {
        this.id = id;
        this.experiment = experiment;
        this.name = name;
        this.user = user;
        this.started = started;
    }

    String artifacts() {
        return experiment.location + "/" + id + "/artifacts";
    }

    /** @return its artifacts' folder below the endpoint's */
    String path() {
        return experiment.folder() + "/" + id + "/artifacts";
    }

    boolean active() {
        return !deleted && experiment.active;
    }

    void requireActive() {
        if (!active()) {
            throw TrackingException.invalid(
                    "The run " + id + " must be in the 'active' state. Current state is deleted.");
        }
    }

    ObjectNode info() {
        ObjectNode info = Json.object()
                .put("run_uuid", id)
                .put("run_id", id)
                .put("run_name", name)
                .put("experiment_id", experiment.id)
                .put("user_id", user)
                .put("status", status)
                .put("start_time", started);
        if (ended != null) {
            info.put("end_time", ended);
        }
        return info.put("artifact_uri", artifacts()).put("lifecycle_stage", active() ? "active" : "deleted");
    }

    ObjectNode json(Map<String, MetricSummary> metrics) {
        ObjectNode run = Json.object();
        run.set("info", info());
        ObjectNode data = run.putObject("data");
        if (!metrics.isEmpty()) {
            ArrayNode newest = data.putArray("metrics");
            metrics.forEach((key, curve) -> newest.add(metric(key, curve.newest())));
        }
        put(data, "params", NameRules.pairs(params));
        put(data, "tags", NameRules.pairs(tags));
        ObjectNode inputs = run.putObject("inputs");
        put(inputs, "dataset_inputs", datasets);
        put(inputs, "model_inputs", modelInputs);
        put(run.putObject("outputs"), "model_outputs", modelOutputs);
        return run;
    }

    private static void put(ObjectNode node, String name, ArrayNode array) {
        if (!array.isEmpty()) {
            node.set(name, array);
        }
    }

    static ObjectNode metric(String key, Point point) {
        ObjectNode metric = Json.object().put("key", key);
        metric.set("value", TrainingLog.number(point.value()));
        return metric.put("timestamp", point.time()).put("step", point.step());
    }

    /** @param metrics of this run; asked for only where a metric is */
    Object field(String kind, String key, Supplier<Map<String, MetricSummary>> metrics) {
        return switch (kind) {
            case "metric" -> {
                MetricSummary curve = metrics.get().get(key);
                yield curve == null ? null : (Object) curve.newest().value();
            }
            case "param" -> params.get(key);
            case "tag" -> tags.get(key);
            case "dataset" -> datasets(key);
            default ->
                switch (key) {
                    case "run_id" -> id;
                    case "run_name" -> name;
                    case "status" -> status;
                    case "user_id" -> user;
                    case "artifact_uri" -> artifacts();
                    case "experiment_id" -> experiment.id;
                    case "end_time" -> ended;
                    default -> started;
                };
        };
    }

    /** Notes datasets that it was trained on; one that it has already is not noted again. */
    void inputs(JsonNode given) {
        for (JsonNode input : given) {
            JsonNode dataset = input.path("dataset");
            boolean known = false;
            for (JsonNode before : datasets) {
                known |= before.at("/dataset/name").equals(dataset.path("name"))
                        && before.at("/dataset/digest").equals(dataset.path("digest"));
            }
            if (!known) {
                datasets.add(input);
            }
        }
    }

    /** Notes models; one that is there already is not noted again. */
    static void models(ArrayNode to, JsonNode given) {
        for (JsonNode model : given) {
            boolean known = false;
            for (JsonNode before : to) {
                known |= before.path("model_id").equals(model.path("model_id"));
            }
            if (!known) {
                to.add(model);
            }
        }
    }

    private List<String> datasets(String key) {
        List<String> values = new ArrayList<>();
        for (JsonNode input : datasets) {
            if (key.equals("context")) {
                for (JsonNode tag : input.path("tags")) {
                    if (tag.path("key").asText().equals("mlflow.data.context")) {
                        values.add(tag.path("value").asText());
                    }
                }
            } else if (input.path("dataset").hasNonNull(key)) {
                values.add(input.path("dataset").get(key).asText());
            }
        }
        return values;
    }
}
