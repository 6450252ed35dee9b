package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Filter;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.NameRules;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Ordering;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Paging;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The runs that the script starts, the first of which is the build's own. Guarded by {@link TrackingStore}. */
final class TrackedRuns {
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of("run_id", "run_name", "status", "user_id", "artifact_uri", "experiment_id"),
            Set.of("start_time", "end_time"),
            Set.of("attribute", "metric", "param", "tag", "dataset"));
    private static final int PAGE = 1_000;
    private static final int MOST_EXPERIMENTS = 20;

    private final TrainingLog log;
    private final Experiments experiments;
    private final LoggedModels models;
    private final Map<String, Run> all = new LinkedHashMap<>();

    TrackedRuns(TrainingLog log, Experiments experiments, LoggedModels models) {
        this.log = log;
        this.experiments = experiments;
        this.models = models;
    }

    void routes(Routes routes) {
        routes.post("mlflow/runs/create", this::create);
        routes.get("mlflow/runs/get", call -> wrapped(find(call)));
        routes.post("mlflow/runs/update", this::update);
        routes.post("mlflow/runs/delete", call -> deleted(call, true));
        routes.post("mlflow/runs/restore", call -> deleted(call, false));
        routes.post("mlflow/runs/log-parameter", this::param);
        routes.post("mlflow/runs/set-tag", this::tag);
        routes.post("mlflow/runs/delete-tag", this::untag);
        routes.post("mlflow/runs/log-inputs", this::inputs);
        routes.post("mlflow/runs/outputs", this::outputs);
        routes.post("mlflow/runs/log-model", this::logModel);
        routes.post("mlflow/runs/search", this::search);
        routes.post("mlflow/experiments/search-datasets", this::datasets);
    }

    Collection<Run> all() {
        return all.values();
    }

    /** @throws TrackingException when there is none of that id */
    Run find(String id) {
        Run run = all.get(id);
        if (run == null) {
            throw TrackingException.missing("Run with id=" + id + " not found");
        }
        return run;
    }

    Run find(Call call) {
        return find(call.text(call.has("run_uuid") && !call.has("run_id") ? "run_uuid" : "run_id"));
    }

    private ObjectNode create(Call call) {
        Experiment experiment = experiments.active(call.text("experiment_id", "0"));
        Map<String, String> tags = call.pairs("tags");
        String name = call.text("run_name", tags.getOrDefault(Run.NAME_TAG, ""));
        String id = all.isEmpty() ? log.run() : NameRules.id();
        Run run = new Run(
                id,
                experiment,
                name.isEmpty() ? "run-" + id.substring(0, 8) : name,
                call.text("user_id", ""),
                call.number("start_time", 0));
        run.tags.putAll(tags);
        run.tags.put(Run.NAME_TAG, run.name);
        all.put(id, run);
        log.changed();
        ObjectNode answer = wrapped(run);
        ((ObjectNode) answer.get("run")).remove("outputs");
        return answer;
    }

    ObjectNode wrapped(Run run) {
        ObjectNode answer = Json.object();
        answer.set("run", json(run));
        return answer;
    }

    ObjectNode json(Run run) {
        return run.json(log.points().curves(run.id));
    }

    private ObjectNode update(Call call) {
        Run run = find(call);
        run.requireActive();
        run.status = call.text("status", run.status);
        if (call.has("end_time")) {
            run.ended = call.number("end_time", 0);
        }
        if (!call.text("run_name", "").isEmpty()) {
            run.name = call.text("run_name");
            run.tags.put(Run.NAME_TAG, run.name);
        }
        log.changed();
        ObjectNode answer = Json.object();
        answer.set("run_info", run.info());
        return answer;
    }

    private ObjectNode deleted(Call call, boolean deleted) {
        Run run = find(call);
        run.deleted = deleted;
        return Json.object();
    }

    private ObjectNode param(Call call) {
        String key = call.text("key");
        NameRules.key(key, "params");
        params(find(call), Map.of(key, call.text("value", "")));
        return Json.object();
    }

    private void params(Run run, Map<String, String> given) {
        run.requireActive();
        Map<String, String> params = new TreeMap<>();
        given.forEach((key, value) -> {
            params.put(key, NameRules.value(value, NameRules.LONGEST_PARAM));
            if (value.length() > NameRules.LONGEST_PARAM) {
                log.line("the parameter '" + key + "' has " + value.length() + " characters; it is cut to "
                        + NameRules.LONGEST_PARAM + ", as MLflow does");
            }
        });
        params.forEach((key, value) -> {
            String before = run.params.get(key);
            if (before != null && !before.equals(value)) {
                throw TrackingException.invalid("Changing param values is not allowed. Param with key='" + key
                        + "' was already logged with value='" + before + "' for run ID='" + run.id
                        + "'. Attempted logging new value '" + value + "'.");
            }
        });
        run.params.putAll(params);
        if (run.id.equals(log.run())) {
            params.forEach(log::trackedParam);
        }
    }

    /** Records a batch as a whole or not at all. */
    void batch(MetricBatch batch) {
        Run run = find(batch.runId());
        Map<String, String> tags = MetricBatch.map(batch.tags(), "tags", NameRules.LONGEST_TAG);
        params(run, MetricBatch.map(batch.params(), "params", Integer.MAX_VALUE));
        run.tags.putAll(tags);
        if (batch.metrics() != null) {
            for (MetricBatch.Metric metric : batch.metrics()) {
                boolean ofModel = metric.model() != null && !metric.model().isEmpty();
                // a client that logs a model sends the run's metrics once more, for the model
                if (!ofModel || !log.points().has(run.id, metric.key(), metric.point())) {
                    log.points().add(run.id, metric.key(), metric.point());
                }
                if (ofModel) {
                    models.measured(run.id, metric);
                }
            }
            log.points().flush();
            log.changed();
        }
    }

    private ObjectNode tag(Call call) {
        Run run = find(call);
        run.requireActive();
        NameRules.key(call.text("key"), "tags");
        run.tags.put(call.text("key"), NameRules.value(call.text("value", ""), NameRules.LONGEST_TAG));
        if (call.text("key").equals(Run.NAME_TAG)) {
            run.name = call.text("value", run.name);
        }
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        Run run = find(call);
        run.requireActive();
        if (run.tags.remove(call.text("key")) == null) {
            throw TrackingException.missing("No tag with name: " + call.text("key") + " in run with id " + run.id);
        }
        return Json.object();
    }

    private ObjectNode inputs(Call call) {
        Run run = find(call);
        run.requireActive();
        run.inputs(call.list("datasets"));
        Run.models(run.modelInputs, call.list("models"));
        return Json.object();
    }

    private ObjectNode outputs(Call call) {
        Run run = find(call);
        Run.models(run.modelOutputs, call.list("models"));
        return Json.object();
    }

    /** What clients of MLflow 2 send: they keep the models of a run in a tag. */
    private ObjectNode logModel(Call call) {
        Run run = find(call);
        try {
            JsonNode before = Json.MAPPER.readTree(run.tags.getOrDefault("mlflow.log-model.history", "[]"));
            ArrayNode models = before.isArray() ? (ArrayNode) before : Json.MAPPER.createArrayNode();
            models.add(Json.MAPPER.readTree(call.text("model_json")));
            run.tags.put("mlflow.log-model.history", Json.line(models));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw TrackingException.invalid("Malformed model info.");
        }
        return Json.object();
    }

    private ObjectNode search(Call call) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        Comparator<Run> order = Ordering.of(
                call.texts("order_by"),
                FIELDS,
                (run, kind, key) -> run.field(kind, key, () -> log.points().curves(run.id)));
        List<String> wanted = call.texts("experiment_ids");
        String view = call.text("run_view_type", "ACTIVE_ONLY");
        List<Run> found = all.values().stream()
                .filter(r -> wanted.contains(r.experiment.id))
                .filter(r -> view.equals("ALL") || r.active() == view.equals("ACTIVE_ONLY"))
                .filter(r -> filter.accepts(
                        (kind, key) -> r.field(kind, key, () -> log.points().curves(r.id))))
                .sorted(order.thenComparing((Run r) -> r.started, Comparator.reverseOrder())
                        .thenComparing(r -> r.id))
                .toList();
        return Paging.answer("runs", found, this::json, call, PAGE);
    }

    /** Each dataset of the runs of some experiments once, with what it was used for. */
    ObjectNode datasets(Call call) {
        List<String> wanted = call.texts("experiment_ids");
        if (wanted.isEmpty()) {
            throw TrackingException.invalid("SearchDatasets request must specify at least one experiment_id.");
        }
        if (wanted.size() > MOST_EXPERIMENTS) {
            throw TrackingException.invalid("SearchDatasets request cannot specify more than " + MOST_EXPERIMENTS
                    + " experiment_ids. Received " + wanted.size() + " experiment_ids.");
        }
        Set<ObjectNode> found = new LinkedHashSet<>();
        for (Run run : all.values()) {
            for (JsonNode input : wanted.contains(run.experiment.id) ? run.datasets : List.<JsonNode>of()) {
                ObjectNode summary = Json.object()
                        .put("experiment_id", run.experiment.id)
                        .put("name", input.at("/dataset/name").asText())
                        .put("digest", input.at("/dataset/digest").asText());
                for (JsonNode tag : input.path("tags")) {
                    if (tag.path("key").asText().equals("mlflow.data.context")) {
                        summary.put("context", tag.path("value").asText());
                    }
                }
                found.add(summary);
            }
        }
        ObjectNode answer = Json.object();
        found.stream().limit(PAGE).forEach(answer.putArray("dataset_summaries")::add);
        return answer;
    }
}
