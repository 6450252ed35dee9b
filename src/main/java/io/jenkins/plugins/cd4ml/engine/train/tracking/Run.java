package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.MetricSummary;
import io.jenkins.plugins.cd4ml.engine.train.log.Point;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A run in MLflow's sense; its metrics are in the metric log. Guarded by {@link TrackingStore}. */
final class Run {
    static final String NAME_TAG = "mlflow.runName";
    static final String PARENT_TAG = "mlflow.parentRunId";

    final String id;
    final String experiment;
    final long started;
    final String user;
    String name;
    String status = "RUNNING";
    Long ended;
    boolean active = true;
    final Map<String, String> params = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    final ArrayNode datasets = Json.MAPPER.createArrayNode();
    final ArrayNode modelInputs = Json.MAPPER.createArrayNode();
    final ArrayNode modelOutputs = Json.MAPPER.createArrayNode();

    Run(String id, String experiment, String name, String user, long started) {
        this.id = id;
        this.experiment = experiment;
        this.name = name;
        this.user = user;
        this.started = started;
    }

    String artifacts() {
        return "mlflow-artifacts:/" + experiment + "/" + id + "/artifacts";
    }

    void require(boolean wanted) {
        if (active != wanted) {
            throw TrackingException.invalid(
                    "The run " + id + " must be in the '" + (wanted ? "active" : "deleted") + "' state.");
        }
    }

    ObjectNode info() {
        ObjectNode info = Json.object()
                .put("run_uuid", id)
                .put("run_id", id)
                .put("run_name", name)
                .put("experiment_id", experiment)
                .put("user_id", user)
                .put("status", status)
                .put("start_time", started);
        if (ended != null) {
            info.put("end_time", ended);
        }
        return info.put("artifact_uri", artifacts()).put("lifecycle_stage", active ? "active" : "deleted");
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
            case "dataset" -> dataset(key);
            default ->
                switch (key) {
                    case "run_id" -> id;
                    case "run_name" -> name;
                    case "status" -> status;
                    case "user_id" -> user;
                    case "artifact_uri" -> artifacts();
                    case "experiment_id" -> experiment;
                    case "end_time" -> ended;
                    default -> started;
                };
        };
    }

    /** Of the first dataset: a run with several is found by its first. */
    private String dataset(String key) {
        if (datasets.isEmpty()) {
            return null;
        }
        return key.equals("context")
                ? datasets.get(0).at("/tags/0/value").asText(null)
                : datasets.get(0).path("dataset").path(key).asText(null);
    }
}
