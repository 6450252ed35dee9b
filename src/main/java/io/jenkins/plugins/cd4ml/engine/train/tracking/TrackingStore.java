package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.log.MetricSummary;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import io.jenkins.plugins.cd4ml.engine.train.tracking.genai.EvaluationDatasets;
import io.jenkins.plugins.cd4ml.engine.train.tracking.genai.Scorers;
import io.jenkins.plugins.cd4ml.engine.train.tracking.graphql.GraphQl;
import io.jenkins.plugins.cd4ml.engine.train.tracking.registry.Registry;
import io.jenkins.plugins.cd4ml.engine.train.tracking.trace.Traces;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What a script tracked: experiments, runs, models. Everything but artifacts and the metric points is in memory and
 * written to {@value #FILE} in the end. One lock guards it: calls are short, and their bodies are parsed before.
 */
final class TrackingStore implements AutoCloseable {
    static final String FILE = "tracking.json";
    static final String TRACES = "traces.json";
    static final String ARTIFACTS = "artifacts";
    private static final int MOST_SHOWN = 200;
    private static final Duration TRACE_COMES = Duration.ofSeconds(1);
    private static final Duration SPANS_COME = Duration.ofSeconds(3);
    /** Threads that wait for traces; the others take their spans. */
    private static final int MOST_WAITING = 4;

    private final TrainingLog log;
    private final Experiments experiments;
    private final LoggedModels models;
    private final TrackedRuns runs;
    private final Registry registry;
    private final Traces traces;
    private final Artifacts artifacts;
    private final Downloads downloads;
    private final Routes routes = new Routes();
    private int waiting;

    /** @param folder of the artifacts */
    TrackingStore(Path folder, TrainingLog log) {
        this.log = log;
        experiments = new Experiments();
        models = new LoggedModels(experiments);
        runs = new TrackedRuns(log, experiments, models);
        registry = new Registry(models);
        traces = new Traces(id -> experiments.active(id).location, folder.resolveSibling(".traces.tmp"));
        artifacts = new Artifacts(folder);
        downloads = new Downloads(runs, models, artifacts);
        experiments.routes(routes);
        models.routes(routes);
        runs.routes(routes);
        new MetricHistories(runs, log).routes(routes);
        registry.routes(routes);
        traces.routes(routes);
        new EvaluationDatasets(experiments::active).routes(routes);
        new Scorers(experiments::active).routes(routes);
        routes.post("graphql", new GraphQl(routes)::answer);
        routes.get("mlflow/traces/get", this::trace);
        routes.get("mlflow/get-trace-artifact", call -> traces.data(call.text("request_id")));
        routes.get("mlflow/traces/*", this::traceInfo);
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

    /** @return a file that is asked for by an address of its own, or null when there is no such address */
    synchronized Path download(String path, ObjectNode query) {
        return downloads.find(path, query);
    }

    synchronized void upload(ObjectNode query, byte[] body) {
        downloads.upload(query, body);
    }

    /** @return null when there is no such call */
    Routes.Match find(String method, String path) {
        return routes.find(method, path);
    }

    /** @return the answer as JSON: what it is made of may be changed by the next call */
    synchronized byte[] answer(Function<Call, ObjectNode> handler, Call call) {
        byte[] answer = Json.bytes(handler.apply(call));
        if (waiting > 0) {
            notifyAll();
        }
        return answer;
    }

    synchronized void record(MetricBatch batch) {
        runs.batch(batch);
    }

    /** Takes spans of OpenTelemetry's protocol. */
    synchronized void spans(byte[] body, boolean json, String experiment) {
        traces.spans(body, json, experiment);
        notifyAll();
    }

    /** Clients send spans and traces in the background: who asks for a trace waits for it, as at MLflow's server. */
    private ObjectNode traceInfo(Call call) {
        await(TRACE_COMES, () -> traces.has(call.id()));
        return traces.info(call.id());
    }

    private ObjectNode trace(Call call) {
        String id = call.text("trace_id");
        boolean partial = call.text("allow_partial", "false").equals("true");
        await(TRACE_COMES, () -> traces.has(id));
        if (!partial && !await(SPANS_COME, () -> traces.whole(id))) {
            throw TrackingException.missing(
                    "Trace with ID " + id + " is not fully exported yet, please try again later.");
        }
        return traces.get(call);
    }

    synchronized boolean traced() {
        return !traces.isEmpty();
    }

    /** Writes the traces for the record. @return how much of them it has no room for */
    synchronized ObjectNode traces(OutputStream out) throws IOException {
        return traces.write(out);
    }

    /** Gives up the lock until something came, or it is too late. @return whether it is there */
    private boolean await(Duration most, BooleanSupplier there) {
        long until = System.nanoTime() + most.toNanos();
        boolean found = there.getAsBoolean();
        for (long left = most.toNanos(); !found && left > 0 && waiting < MOST_WAITING; ) {
            waiting++;
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw TrackingException.internal("The tracking endpoint ends.");
            } finally {
                waiting--;
            }
            found = there.getAsBoolean();
            left = until - System.nanoTime();
        }
        return found;
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

    @Override
    public synchronized void close() {
        traces.close();
    }
}
