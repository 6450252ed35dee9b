package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.MetricSummary;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.genai.EvaluationDatasets;
import io.jenkins.plugins.cd4ml.engine.train.tracking.genai.Scorers;
import io.jenkins.plugins.cd4ml.engine.train.tracking.registry.Registry;
import io.jenkins.plugins.cd4ml.engine.train.tracking.trace.Traces;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a script tracked: experiments, runs, models. Everything but artifacts and the metric points is in memory and
 * written to {@value #FILE} in the end. One lock guards it: calls are short, and their bodies are parsed before.
 */
final class TrackingStore {
    static final String FILE = "tracking.json";
    static final String TRACES = "traces.json";
    static final String ARTIFACTS = "artifacts";
    private static final int MOST_SHOWN = 200;

    private final TrainingLog log;
    private final Experiments experiments;
    private final LoggedModels models;
    private final TrackedRuns runs;
    private final Registry registry;
    private final Traces traces;
    private final Artifacts artifacts;
    private final Routes routes = new Routes();

    /** @param folder of the artifacts */
    TrackingStore(Path folder, TrainingLog log) {
        this.log = log;
        experiments = new Experiments();
        models = new LoggedModels(experiments);
        runs = new TrackedRuns(log, experiments, models);
        registry = new Registry(models);
        traces = new Traces(id -> experiments.active(id).location);
        artifacts = new Artifacts(folder);
        experiments.routes(routes);
        models.routes(routes);
        runs.routes(routes);
        registry.routes(routes);
        traces.routes(routes);
        new EvaluationDatasets(experiments::active).routes(routes);
        new Scorers(experiments::active).routes(routes);
        routes.get("mlflow/artifacts/list", this::list);
        routes.get("mlflow/logged-models/*/artifacts/directories", this::listModel);
        routes.get("mlflow-artifacts/artifacts", call -> artifacts.list(call.text("path", ""), ""));
        routes.get(
                "mlflow/server-info",
                call -> Json.object().put("store_type", "SqlStore").put("workspaces_enabled", false));
        log.others(this::shown);
    }

    Artifacts artifacts() {
        return artifacts;
    }

    /** @return null when there is no such call */
    Routes.Match find(String method, String path) {
        return routes.find(method, path);
    }

    synchronized ObjectNode answer(Function<Call, ObjectNode> handler, Call call) {
        return handler.apply(call);
    }

    synchronized void record(MetricBatch batch) {
        runs.batch(batch);
    }

    /** Takes spans of OpenTelemetry's protocol. */
    synchronized void spans(byte[] body, boolean json, String experiment) {
        traces.spans(body, json, experiment);
    }

    /** @return null where there are none */
    synchronized ObjectNode traces() {
        return traces.isEmpty() ? null : traces.json();
    }

    /** @return the first traces as a reader sees them */
    synchronized ObjectNode trees() {
        return traces.trees();
    }

    private ObjectNode list(Call call) {
        Run run = runs.find(call);
        return listed(run.path(), call.text("path", ""), run.artifacts());
    }

    private ObjectNode listModel(Call call) {
        LoggedModel model = models.find(call.id());
        return listed(model.path(), call.text("artifact_directory_path", ""), model.uri());
    }

    private ObjectNode listed(String root, String path, String uri) {
        artifacts.file(path); // ../ is refused, also where it would stay below the artifacts' root
        ObjectNode answer = Json.object().put("root_uri", uri);
        return answer.setAll(artifacts.list(root + (path.isEmpty() ? "" : "/" + path), path));
    }

    /** @return the runs but the build's own, as a page shows them */
    private synchronized ArrayNode shown() {
        ArrayNode shown = Json.MAPPER.createArrayNode();
        for (Run run : runs.all()) {
            if (!run.id.equals(log.run()) && run.active() && shown.size() < MOST_SHOWN) {
                ObjectNode node = shown.addObject()
                        .put("id", run.id)
                        .put("name", run.name)
                        .put("status", run.status);
                node.put("parent", run.tags.getOrDefault(Run.PARENT_TAG, ""));
                node.set("params", Json.MAPPER.valueToTree(run.params));
                ObjectNode metrics = node.putObject("metrics");
                new TreeMap<>(log.points().curves(run.id))
                        .forEach((name, curve) -> metrics.set(
                                name, TrainingLog.number(curve.newest().value())));
            }
        }
        return shown;
    }

    /** @return everything, for the record */
    synchronized ObjectNode document() {
        ObjectNode document = Json.object().put("format", 1).put("run", log.run());
        ArrayNode array = document.putArray("runs");
        runs.all().forEach(r -> array.add(runs.json(r)));
        document.set("models", models.json());
        document.set("registeredModels", registry.json());
        return document;
    }

    /** @return what the script tracked with the run that counts */
    synchronized TrackingResult result(CountedRun counted) {
        Run run = counted.of(runs.all(), this::metrics);
        if (run == null) {
            String model = modelOf("");
            return new TrackingResult(log.run(), Map.of(), Map.of(), model == null ? null : artifacts.file(model));
        }
        String model = modelOf(run.id);
        return new TrackingResult(
                run.id, new LinkedHashMap<>(run.params), metrics(run), model == null ? null : artifacts.file(model));
    }

    private Map<String, Double> metrics(Run run) {
        Map<String, Double> values = new TreeMap<>();
        for (Map.Entry<String, MetricSummary> metric :
                log.points().curves(run.id).entrySet()) {
            values.put(metric.getKey(), metric.getValue().newest().value());
        }
        return values;
    }

    /** @return folder below the artifacts of the last model of that run, else of any; null when there is none */
    private String modelOf(String run) {
        String any = null;
        String own = null;
        for (LoggedModel model : models.all()) {
            any = model.path();
            own = model.run.equals(run) ? any : own;
        }
        if (own == null && any == null) { // a client of MLflow 2 keeps its models among the run's artifacts
            Run its = run.isEmpty() ? null : runs.find(run);
            String history = its == null ? null : its.tags.get("mlflow.log-model.history");
            return history == null ? null : Mlflow2.lastModel(history, its);
        }
        return own == null ? any : own;
    }
}
