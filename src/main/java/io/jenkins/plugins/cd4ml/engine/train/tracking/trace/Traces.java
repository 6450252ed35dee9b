package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The traces of this training. Of those that together are larger than {@value #MOST} bytes the spans are not kept. */
public final class Traces implements AutoCloseable {
    private static final long MOST = 64 << 20;
    private final UnaryOperator<String> locations;
    private final TraceShelf all;
    /** Ids of runs by the trace's. */
    private final Map<String, Set<String>> linked = new LinkedHashMap<>();

    private long bytes;
    private int spansLeft;
    private int tracesLeft;

    /**
     * @param locations gives the artifacts' URI of an active experiment, by its id, and throws where there is none
     * @param file      for those that memory has no room for
     */
    public Traces(UnaryOperator<String> locations, Path file) {
        this.locations = locations;
        all = new TraceShelf(file);
    }

    public void routes(Routes routes) {
        routes.post("mlflow/traces", this::start);
        new TraceSearch(all, linked).routes(routes);
        routes.get("mlflow/traces/*/info", call -> OldTraces.info(find(call.id())));
        routes.add("PATCH", "mlflow/traces/*", call -> OldTraces.end(find(call.id()), call));
        routes.get("mlflow/traces/batchGet", this::batch);
        routes.post("mlflow/traces/batchGetInfos", this::infos);
        routes.post("mlflow/traces/delete-traces", this::delete);
        routes.post("mlflow/traces/link-to-run", this::link);
        routes.post("mlflow/traces/link-prompts", this::linkPrompts);
        routes.add("PATCH", "mlflow/traces/*/tags", this::tag);
        routes.add("DELETE", "mlflow/traces/*/tags", this::untag);
        new Assessments(this).routes(routes);
    }

    /** Takes spans of OpenTelemetry's protocol. @param json whether they are JSON, else Protobuf */
    public void spans(byte[] body, boolean json, String experiment) {
        String location = locations.apply(experiment);
        boolean room = bytes + body.length <= MOST;
        bytes += room ? body.length : 0;
        List<ObjectNode> spans = OtlpReader.spans(body, json);
        for (ObjectNode span : spans) {
            String id = Trace.idOf(span);
            Trace trace = all.get(id);
            if (trace == null) {
                trace = new Trace(id, experiment, location);
                if (!all.add(trace)) {
                    spansLeft++;
                    continue;
                }
            }
            boolean root = span.path("parent_span_id").asText().isEmpty();
            if (room) {
                trace.add(span);
                all.grown(trace, body.length / spans.size());
            } else {
                spansLeft++;
                trace.cut = true;
                if (root) { // it tells the trace's times
                    ObjectNode times = (ObjectNode) span.without(List.of("attributes", "events", "links"));
                    trace.add(times);
                    all.grown(trace, TraceShelf.length(times));
                }
            }
        }
    }

    public boolean has(String id) {
        return all.get(id) != null;
    }

    /** @return whether a trace that is there has all of its spans */
    public boolean whole(String id) {
        return find(id).whole();
    }

    Trace find(String id) {
        Trace trace = all.get(id);
        if (trace == null) {
            throw TrackingException.missing("Trace with ID '" + id + "' not found.");
        }
        return trace;
    }

    private ObjectNode start(Call call) {
        JsonNode info = call.arguments().at("/trace/trace_info");
        if (info.isMissingNode()) {
            if (!call.has("experiment_id")) {
                throw Call.missing("trace");
            }
            String experiment = call.text("experiment_id");
            Trace trace = OldTraces.start(call, locations.apply(experiment));
            all.told(TraceShelf.length(trace.info));
            keep(trace);
            return OldTraces.info(trace);
        }
        String experiment =
                info.at("/trace_location/mlflow_experiment/experiment_id").asText("0");
        String location = locations.apply(experiment);
        long length = TraceShelf.length(info);
        all.told(length);
        Trace trace = all.get(info.path("trace_id").asText());
        if (trace == null) {
            trace = new Trace(info.path("trace_id").asText(), experiment, location);
            keep(trace);
        }
        trace.take(info);
        all.grown(trace, length);
        for (JsonNode assessment : info.path("assessments")) {
            Assessments.add(trace, assessment);
        }
        return wrapped(trace);
    }

    private void keep(Trace trace) {
        if (!all.add(trace)) {
            tracesLeft++;
            throw TrackingException.refused("A training has at most " + TraceShelf.TRACES
                    + " traces; trace a part of the calls (MLFLOW_TRACE_SAMPLING_RATIO).");
        }
    }

    /** Notes what a call tells of a trace, before it is taken. */
    void told(Trace trace, JsonNode what) {
        long length = TraceShelf.length(what);
        all.told(length);
        all.grown(trace, length);
    }

    /** Answers {@code GET mlflow/traces/<id>}. */
    public ObjectNode info(String id) {
        return wrapped(find(id));
    }

    private static ObjectNode wrapped(Trace trace) {
        ObjectNode answer = Json.object();
        answer.putObject("trace").set("trace_info", trace.info);
        return answer;
    }

    /** Answers {@code GET mlflow/traces/get}. */
    public ObjectNode get(Call call) {
        ObjectNode answer = Json.object();
        answer.set("trace", find(call.text("trace_id")).json());
        return answer;
    }

    private ObjectNode named(Call call, String name, Function<Trace, ObjectNode> json) {
        List<String> experiments = call.texts("experiment_ids");
        ObjectNode answer = Json.object();
        ArrayNode traces = answer.putArray(name);
        for (String id : call.texts("trace_ids")) {
            Trace trace = all.get(id);
            if (trace != null && (experiments.isEmpty() || experiments.contains(trace.experiment))) {
                traces.add(json.apply(trace));
            }
        }
        return answer;
    }

    private ObjectNode batch(Call call) {
        return named(call, "traces", Trace::json);
    }

    private ObjectNode infos(Call call) {
        return named(call, "trace_infos", trace -> trace.info);
    }

    /** @return the spans as MLflow writes them into a file of a trace */
    public ObjectNode data(String id) {
        ObjectNode data = Json.object();
        ArrayNode spans = data.putArray("spans");
        find(id).json().get("spans").forEach(span -> spans.add(Spans.written(span)));
        return data;
    }

    private ObjectNode delete(Call call) {
        String experiment = call.text("experiment_id");
        List<String> ids = call.texts("request_ids");
        boolean older = call.has("max_timestamp_millis");
        if (ids.isEmpty() != older) {
            throw TrackingException.invalid(
                    "Either `max_timestamp_millis` or `trace_ids` must be specified, but not both.");
        }
        long newest = call.number("max_timestamp_millis", 0);
        Map<String, Long> found = new HashMap<>();
        for (String id : all.ids()) {
            Trace trace = all.get(id);
            if (trace.experiment.equals(experiment) && (older ? trace.time() <= newest : ids.contains(id))) {
                found.put(id, trace.time());
            }
        }
        List<String> deleted = found.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(call.number("max_traces", Integer.MAX_VALUE))
                .map(Map.Entry::getKey)
                .toList();
        deleted.forEach(all::remove);
        return Json.object().put("traces_deleted", deleted.size());
    }

    private ObjectNode link(Call call) {
        String run = call.text("run_id");
        for (String id : call.texts("trace_ids")) { // clients send traces later, in the background
            all.told(id.length() + (long) run.length());
            linked.computeIfAbsent(id, trace -> new TreeSet<>()).add(run);
        }
        return Json.object();
    }

    private ObjectNode linkPrompts(Call call) {
        Trace trace = find(call.text("trace_id"));
        ArrayNode linked = Json.MAPPER.createArrayNode();
        for (JsonNode prompt : call.list("prompt_versions")) {
            linked.addObject()
                    .put("name", prompt.path("name").asText())
                    .put("version", prompt.path("version").asText());
        }
        told(trace, linked);
        trace.tags().put("mlflow.linkedPrompts", Json.line(linked));
        return Json.object();
    }

    private ObjectNode tag(Call call) {
        Trace trace = find(call.id());
        told(trace, call.arguments());
        trace.tags().put(call.text("key"), call.text("value", ""));
        return Json.object();
    }

    private ObjectNode untag(Call call) {
        Trace trace = find(call.id());
        if (trace.tags().remove(call.text("key")) == null) {
            throw TrackingException.missing(
                    "No trace tag with key '" + call.text("key") + "' for trace with ID '" + trace.id + "'");
        }
        return Json.object();
    }

    public boolean isEmpty() {
        return all.size() == 0;
    }

    /**
     * Writes all into the record, as far as a document of a run may be that long.
     *
     * @return {@code spansLeftOut} and {@code tracesLeftOut}, where there are any
     */
    public ObjectNode write(OutputStream out) throws IOException {
        return TraceRecord.write(all, spansLeft, tracesLeft, out);
    }

    /** @return the first ones as a reader sees them, see {@link TraceTree} */
    public ObjectNode trees() {
        return TraceTree.of(all);
    }

    @Override
    public void close() {
        all.close();
    }
}
