package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A trace: what MLflow calls its info, as its JSON, and the spans. Guarded by the tracking store. */
final class Trace {
    static final String NAME = "mlflow.traceName";
    private static final String RUN = "mlflow.sourceRun";
    private static final Pattern SPANS = Pattern.compile("\"num_spans\": *([0-9]{1,9})\\b");
    private static final long NANOS = 1_000_000;
    private static final int ERROR = 2;

    final String id;
    final String experiment;
    final ObjectNode info;
    /** By id, in the order in which they came. */
    final Map<String, ObjectNode> spans = new LinkedHashMap<>();
    /** About how long it is as JSON. */
    long bytes;
    /** Whether spans of it were not kept. */
    boolean cut;

    /** @param location URI below which the client may keep what is of this trace */
    Trace(String id, String experiment, String location) {
        this(id, experiment, Json.object().put("trace_id", id));
        info.putObject("trace_location")
                .put("type", "MLFLOW_EXPERIMENT")
                .putObject("mlflow_experiment")
                .put("experiment_id", experiment);
        info.put("state", "IN_PROGRESS");
        info.putObject("trace_metadata");
        info.putObject("tags").put("mlflow.artifactLocation", location + "/traces/" + id + "/artifacts");
        info.putArray("assessments");
    }

    private Trace(String id, String experiment, ObjectNode info) {
        this.id = id;
        this.experiment = experiment;
        this.info = info;
    }

    /** @param stored what {@link #stored} gave */
    static Trace of(ObjectNode stored) {
        ObjectNode info = (ObjectNode) stored.get("info");
        Trace trace = new Trace(
                info.get("trace_id").asText(),
                info.at("/trace_location/mlflow_experiment/experiment_id").asText(),
                info);
        stored.get("spans").forEach(span -> trace.spans.put(span.path("span_id").asText(), (ObjectNode) span));
        trace.cut = stored.get("cut").asBoolean();
        trace.bytes = stored.get("bytes").asLong();
        return trace;
    }

    ObjectNode stored() {
        ObjectNode stored = Json.object().put("cut", cut).put("bytes", bytes);
        stored.set("info", info);
        spans.values().forEach(stored.putArray("spans")::add);
        return stored;
    }

    /** @return the id that MLflow gives the trace of a span */
    static String idOf(JsonNode span) {
        for (JsonNode attribute : span.path("attributes")) {
            if (attribute.path("key").asText().equals("mlflow.traceRequestId")) {
                return attribute.at("/value/string_value").asText().replace("\"", "");
            }
        }
        return "tr-"
                + HexFormat.of()
                        .formatHex(
                                Base64.getDecoder().decode(span.path("trace_id").asText()));
    }

    ObjectNode tags() {
        return (ObjectNode) info.get("tags");
    }

    ObjectNode metadata() {
        return (ObjectNode) info.get("trace_metadata");
    }

    ArrayNode assessments() {
        return (ArrayNode) info.get("assessments");
    }

    /** Takes what the client says of the whole trace; tags and metadata are added to those that are there. */
    void take(JsonNode given) {
        given.properties().forEach(member -> {
            switch (member.getKey()) {
                case "trace_id", "trace_location", "assessments" -> {
                    return; // kept, or taken elsewhere
                }
                case "tags" -> member.getValue().properties().forEach(t -> tags().set(t.getKey(), t.getValue()));
                case "trace_metadata" ->
                    member.getValue().properties().forEach(t -> metadata().set(t.getKey(), t.getValue()));
                default -> info.set(member.getKey(), member.getValue());
            }
        });
    }

    /** A span that ended; the root span tells the trace's name, state and times. */
    void add(ObjectNode span) {
        spans.put(span.path("span_id").asText(), span);
        tags().put("mlflow.trace.spansLocation", "TRACKING_STORE");
        long start = span.path("start_time_unix_nano").asLong();
        long end = span.path("end_time_unix_nano").asLong();
        if (!info.has("request_time")) {
            info.put("request_time", Instant.ofEpochMilli(start / NANOS).toString());
        }
        if (span.path("parent_span_id").asText().isEmpty()) {
            info.put("state", span.at("/status/code").asInt() == ERROR ? "ERROR" : "OK");
            info.put("request_time", Instant.ofEpochMilli(start / NANOS).toString());
            info.put("execution_duration", BigDecimal.valueOf(end - start, 9).toPlainString() + "s");
            if (!tags().has(NAME)) {
                tags().put(NAME, span.path("name").asText());
            }
        }
    }

    /** @return whether all spans are here that its client says it has: it sends them apart, in the background */
    boolean whole() {
        String said = metadata().path("mlflow.trace.sizeStats").asText();
        Matcher count = SPANS.matcher(said);
        return cut || !spans.isEmpty() && (!count.find() || Long.parseLong(count.group(1)) <= spans.size());
    }

    /** @return ms since 1970 */
    long time() {
        try {
            return info.has("request_time")
                    ? Instant.parse(info.get("request_time").asText()).toEpochMilli()
                    : 0;
        } catch (DateTimeException e) {
            throw TrackingException.invalid(
                    "Invalid value " + info.get("request_time") + " for parameter 'request_time'.");
        }
    }

    /** @return ms, or null while it runs */
    Double duration() {
        String text = info.path("execution_duration").asText("");
        return text.matches("[0-9]+(\\.[0-9]+)?s")
                ? 1000 * Double.parseDouble(text.substring(0, text.length() - 1))
                : null;
    }

    Object field(String kind, String key) {
        return switch (kind) {
            case "tag" -> text(tags(), key);
            case "metadata" -> text(metadata(), key);
            case "span" ->
                spans.values().stream()
                        .map(span -> Spans.field(span, key))
                        .filter(v -> v != null)
                        .toList();
            case "feedback", "expectation" -> Assessments.values(this, kind, key);
            default ->
                switch (key) {
                    case "request_id", "trace_id" -> id;
                    case "client_request_id" -> text(info, key);
                    case "experiment_id" -> experiment;
                    case "status", "state" -> text(info, "state");
                    case "name" -> text(tags(), NAME);
                    case "prompt" -> text(tags(), "mlflow.linkedPrompts");
                    case "text" -> spans.values().stream().map(Spans::text).toList();
                    case "execution_time", "execution_time_ms" -> duration();
                    case "end_time", "end_time_ms" -> duration() == null ? null : (Object) (time() + duration());
                    default -> time();
                };
        };
    }

    /** @return the run that it was recorded in, or none */
    Set<String> sourceRun() {
        return metadata().has(RUN) ? Set.of(metadata().get(RUN).asText()) : Set.of();
    }

    private static String text(JsonNode object, String key) {
        return object.hasNonNull(key) ? object.get(key).asText() : null;
    }

    /** @return info, and the spans by their start: those that began others stand before them */
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("trace_info", info);
        ArrayNode array = json.putArray("spans");
        spans.values().stream()
                .sorted(Comparator.comparingLong(
                        span -> span.path("start_time_unix_nano").asLong()))
                .forEach(array::add);
        return json;
    }
}
