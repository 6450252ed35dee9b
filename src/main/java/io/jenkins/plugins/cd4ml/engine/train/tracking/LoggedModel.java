package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.Point;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model that a script logged, with every point of every metric that was measured of it. Guarded by {@link TrackingStore}. */
final class LoggedModel {
    /**
     * A point of a metric.
     *
     * @param run     that measured it
     * @param dataset on which it was measured, or ""
     */
    record Metric(String key, Point point, String run, String dataset, String digest) {
        boolean on(List<LoggedModels.Dataset> datasets) {
            return datasets.isEmpty()
                    || datasets.stream()
                            .anyMatch(d -> d.name().equals(dataset)
                                    && (d.digest().isEmpty() || d.digest().equals(digest)));
        }

        ObjectNode json(String model) {
            ObjectNode json = Run.metric(key, point).put("model_id", model).put("run_id", run);
            return dataset.isEmpty() ? json : json.put("dataset_name", dataset).put("dataset_digest", digest);
        }
    }

    final String id = "m-" + NameRules.id();
    final Experiment experiment;
    final String name;
    final String type;
    final String run;
    final long created = System.currentTimeMillis();
    long updated = created;
    String status = "LOGGED_MODEL_PENDING";
    final Map<String, String> params = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    /** A point that is logged again is the same one. */
    final Set<Metric> metrics = new LinkedHashSet<>();

    LoggedModel(Experiment experiment, String name, String type, String run) {
        this.experiment = experiment;
        this.name = name;
        this.type = type;
        this.run = run;
    }

    /** @return its folder below the artifacts' root */
    String path() {
        return experiment.folder() + "/models/" + id + "/artifacts";
    }

    String uri() {
        return experiment.location + "/models/" + id + "/artifacts";
    }

    ObjectNode json() {
        ObjectNode model = Json.object();
        ObjectNode info = model.putObject("info")
                .put("model_id", id)
                .put("experiment_id", experiment.id)
                .put("name", name)
                .put("creation_timestamp_ms", created)
                .put("last_updated_timestamp_ms", updated)
                .put("artifact_uri", uri())
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
        metrics.forEach(metric -> data.withArray("metrics").add(metric.json(id)));
        return model;
    }

    /** @param on datasets whose metrics count; empty for all */
    boolean measuredOn(List<LoggedModels.Dataset> on) {
        return on.isEmpty() || metrics.stream().anyMatch(metric -> metric.on(on));
    }

    /** @return a field's value; of a metric those of all its points on the datasets */
    Object field(String kind, String key, List<LoggedModels.Dataset> on) {
        return kind.equals("metric")
                ? metrics.stream()
                        .filter(metric -> metric.key().equals(key) && metric.on(on))
                        .map(metric -> (Object) metric.point().value())
                        .toList()
                : attribute(kind, key);
    }

    /** @return a field's value; of a metric that of its newest point on the datasets, or null */
    Object newest(String kind, String key, List<LoggedModels.Dataset> on) {
        return kind.equals("metric")
                ? metrics.stream()
                        .filter(metric -> metric.key().equals(key) && metric.on(on))
                        .max(Comparator.comparingLong(
                                        (Metric metric) -> metric.point().time())
                                .thenComparingLong(metric -> metric.point().step()))
                        .map(metric -> (Object) metric.point().value())
                        .orElse(null)
                : attribute(kind, key);
    }

    private Object attribute(String kind, String key) {
        return switch (kind) {
            case "param" -> params.get(key);
            case "tag" -> tags.get(key);
            default ->
                switch (key) {
                    case "name" -> name;
                    case "model_id" -> id;
                    case "model_type" -> type;
                    case "status" -> status.replace("LOGGED_MODEL_", "");
                    case "source_run_id" -> run;
                    case "last_updated_timestamp", "last_updated_timestamp_ms" -> updated;
                    default -> created;
                };
        };
    }
}
