package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Call;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Filter;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Ordering;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Paging;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.Routes;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** The traces of this training. Of those that together are larger than {@value #MOST} bytes the spans are not kept. */
public final class Traces {
    private static final long MOST = 64 << 20;
    /** Less than a document of a run may have. */
    private static final long MOST_WRITTEN = 60 << 20;

    private static final int INDENTED = 4;
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 500;
    private static final Filter.Fields FIELDS = new Filter.Fields(
            Set.of(
                    "request_id",
                    "trace_id",
                    "client_request_id",
                    "experiment_id",
                    "status",
                    "state",
                    "name",
                    "run_id",
                    "prompt",
                    "text"),
            Set.of("timestamp", "timestamp_ms", "execution_time", "execution_time_ms", "end_time", "end_time_ms"),
            Set.of("attribute", "tag", "metadata", "span", "feedback", "expectation"));

    private final UnaryOperator<String> locations;
    private final Map<String, Trace> all = new LinkedHashMap<>();
    /** Ids of runs by the trace's. */
    private final Map<String, Set<String>> linked = new LinkedHashMap<>();

    private long bytes;
    private int left;

    /** @param locations gives the artifacts' URI of an active experiment, by its id, and throws where there is none */
    public Traces(UnaryOperator<String> locations) {
        this.locations = locations;
    }

    public void routes(Routes routes) {
        routes.post("mlflow/traces", this::start);
        routes.get("mlflow/traces", this::searchOld);
        routes.get("mlflow/traces/*", call -> wrapped(find(call.id())));
        routes.get("mlflow/traces/*/info", call -> OldTraces.info(find(call.id())));
        routes.add("PATCH", "mlflow/traces/*", call -> OldTraces.end(find(call.id()), call));
        routes.get("mlflow/traces/get", this::get);
        routes.get("mlflow/traces/batchGet", this::batch);
        routes.post("mlflow/traces/batchGetInfos", this::infos);
        routes.post("mlflow/traces/search", this::search);
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
        for (ObjectNode span : OtlpReader.spans(body, json)) {
            Trace trace = all.computeIfAbsent(Trace.idOf(span), id -> new Trace(id, experiment, location));
            boolean root = span.path("parent_span_id").asText().isEmpty();
            if (room) {
                trace.add(span);
            } else {
                left++;
                if (root) { // it tells the trace's times
                    trace.add((ObjectNode) span.without(List.of("attributes", "events", "links")));
                }
            }
        }
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
            all.put(trace.id, trace);
            return OldTraces.info(trace);
        }
        String experiment =
                info.at("/trace_location/mlflow_experiment/experiment_id").asText("0");
        String location = locations.apply(experiment);
        Trace trace = all.computeIfAbsent(info.path("trace_id").asText(), id -> new Trace(id, experiment, location));
        trace.take(info);
        info.path("assessments").forEach(assessment -> Assessments.add(trace, assessment));
        return wrapped(trace);
    }

    private static ObjectNode wrapped(Trace trace) {
        ObjectNode answer = Json.object();
        answer.putObject("trace").set("trace_info", trace.info);
        return answer;
    }

    private ObjectNode get(Call call) {
        ObjectNode answer = Json.object();
        answer.set("trace", find(call.text("trace_id")).json());
        return answer;
    }

    private List<Trace> named(Call call) {
        List<String> experiments = call.texts("experiment_ids");
        List<Trace> found = new ArrayList<>();
        for (String id : call.texts("trace_ids")) {
            Trace trace = all.get(id);
            if (trace != null && (experiments.isEmpty() || experiments.contains(trace.experiment))) {
                found.add(trace);
            }
        }
        return found;
    }

    private ObjectNode batch(Call call) {
        ObjectNode answer = Json.object();
        ArrayNode traces = answer.putArray("traces");
        named(call).forEach(trace -> traces.add(trace.json()));
        return answer;
    }

    private ObjectNode infos(Call call) {
        ObjectNode answer = Json.object();
        ArrayNode traces = answer.putArray("trace_infos");
        named(call).forEach(trace -> traces.add(trace.info));
        return answer;
    }

    private ObjectNode search(Call call) {
        List<String> experiments = new ArrayList<>();
        for (JsonNode location : call.list("locations")) {
            experiments.add(location.at("/mlflow_experiment/experiment_id").asText());
        }
        return Paging.answer("traces", found(call, experiments), trace -> trace.info, call, PAGE, LARGEST_PAGE);
    }

    private ObjectNode searchOld(Call call) {
        return Paging.answer(
                "traces", found(call, call.texts("experiment_ids")), OldTraces::json, call, PAGE, LARGEST_PAGE);
    }

    private List<Trace> found(Call call, List<String> experiments) {
        Filter filter = Filter.parse(call.text("filter", ""), FIELDS);
        Comparator<Trace> order = Ordering.of(call.texts("order_by"), FIELDS, this::field);
        return all.values().stream()
                .filter(trace -> experiments.contains(trace.experiment)
                        && filter.accepts((kind, key) -> field(trace, kind, key)))
                .sorted(order.thenComparing(Trace::time, Comparator.reverseOrder()))
                .toList();
    }

    private Object field(Trace trace, String kind, String key) {
        if (kind.equals("attribute") && key.equals("run_id")) {
            Set<String> runs = new TreeSet<>(linked.getOrDefault(trace.id, Set.of()));
            runs.addAll(trace.sourceRun());
            return runs;
        }
        return trace.field(kind, key);
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
        List<String> deleted = all.values().stream()
                .filter(trace -> trace.experiment.equals(experiment))
                .filter(trace -> older ? trace.time() <= newest : ids.contains(trace.id))
                .sorted(Comparator.comparingLong(Trace::time))
                .limit(call.number("max_traces", Integer.MAX_VALUE))
                .map(trace -> trace.id)
                .toList();
        deleted.forEach(all::remove);
        return Json.object().put("traces_deleted", deleted.size());
    }

    private ObjectNode link(Call call) {
        String run = call.text("run_id");
        for (String id : call.texts("trace_ids")) { // clients send traces later, in the background
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
        trace.tags().put("mlflow.linkedPrompts", Json.line(linked));
        return Json.object();
    }

    private ObjectNode tag(Call call) {
        find(call.id()).tags().put(call.text("key"), call.text("value", ""));
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
        return all.isEmpty();
    }

    /** @return all, for the record, as far as a document of a run may be that long; what it does not have is counted */
    public ObjectNode json() {
        ObjectNode document = Json.object().put("format", 1);
        ArrayNode traces = document.putArray("traces");
        long written = 0;
        int spansLeft = left;
        int tracesLeft = 0;
        for (Trace trace : all.values()) {
            ObjectNode whole = trace.json();
            long size = size(whole);
            if (written + size > MOST_WRITTEN) {
                spansLeft += trace.spans.size();
                whole.putArray("spans");
                size = size(whole);
            }
            if (written + size > MOST_WRITTEN) {
                tracesLeft++;
            } else {
                written += size;
                traces.add(whole);
            }
        }
        if (spansLeft > 0) {
            document.put("spansLeftOut", spansLeft);
        }
        if (tracesLeft > 0) {
            document.put("tracesLeftOut", tracesLeft);
        }
        return document;
    }

    /** @return how long it is in a document that is indented */
    private static long size(ObjectNode trace) {
        String text = Json.text(trace);
        return text.getBytes(StandardCharsets.UTF_8).length
                + INDENTED * text.lines().count();
    }

    /** @return the first ones as a reader sees them, see {@link TraceTree} */
    public ObjectNode trees() {
        return TraceTree.of(all.values());
    }
}
