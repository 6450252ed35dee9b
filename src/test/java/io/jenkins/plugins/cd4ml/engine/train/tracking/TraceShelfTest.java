package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that memory has no room for, and traces that come while somebody asks for them. */
class TraceShelfTest {
    private static final String START = "1790000000";

    @TempDir
    Path folder;

    private static String id(int number) {
        return "tr-%032x".formatted(number);
    }

    private static void span(Endpoint endpoint, int trace, int id, String text) throws Exception {
        assertEquals(200, sent(endpoint, trace, id, text).statusCode());
    }

    private static HttpResponse<String> sent(Endpoint endpoint, int trace, int id, String text) throws Exception {
        ObjectNode request = Json.object();
        ObjectNode span = request.putArray("resourceSpans")
                .addObject()
                .putArray("scopeSpans")
                .addObject()
                .putArray("spans")
                .addObject()
                .put("traceId", "%032x".formatted(trace))
                .put("spanId", "%016x".formatted(id))
                .put("name", "span " + id)
                .put("startTimeUnixNano", START + "%03d000000".formatted(trace))
                .put("endTimeUnixNano", START + "%03d000000".formatted(trace + 1));
        if (id > 1) {
            span.put("parentSpanId", "%016x".formatted(1));
        }
        span.putArray("attributes")
                .addObject()
                .put("key", "said")
                .putObject("value")
                .put("stringValue", text);
        byte[] body = Json.line(request).getBytes(StandardCharsets.UTF_8);
        return endpoint.post("/v1/traces", "application/json", body);
    }

    private static CompletableFuture<HttpResponse<String>> get(Endpoint endpoint, int trace) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(endpoint.server.url() + "/api/3.0/mlflow/traces/get?trace_id=" + id(trace)))
                .header("Authorization", "Bearer " + endpoint.server.token())
                .build();
        return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode search(Endpoint endpoint, String filter, String order) throws Exception {
        Map<String, Object> asked = Map.of(
                "locations", List.of(Map.of("mlflow_experiment", Map.of("experiment_id", "0"))),
                "filter", filter,
                "order_by", List.of(order));
        var answer = endpoint.post("/api/3.0/mlflow/traces/search", asked);
        assertEquals(200, answer.statusCode(), answer.body());
        return Json.MAPPER.readTree(answer.body()).get("traces");
    }

    @Test
    void whatMemoryHasNoRoomForIsFoundChangedAndRecorded() throws Exception {
        Path spilled = folder.resolve("train/.traces.tmp");
        try (Endpoint endpoint = new Endpoint(folder)) {
            for (int trace = 1; trace <= 40; trace++) {
                span(endpoint, trace, 1, "é".repeat(1 << 18) + trace);
            }
            assertTrue(Files.size(spilled) > 8 << 20, "they are in the file");
            for (int trace = 1; trace <= 40; trace += 13) {
                assertEquals(200, tagged(endpoint, trace, "fold", "f" + trace));
                span(endpoint, trace, 2, "late");
            }
            assertEquals(
                    id(27),
                    search(endpoint, "tags.fold = 'f27'", "timestamp ASC")
                            .at("/0/trace_id")
                            .asText());
            JsonNode newest = search(endpoint, "", "timestamp_ms DESC");
            assertEquals(40, newest.size());
            assertEquals(id(40), newest.at("/0/trace_id").asText());
            JsonNode trace = Json.MAPPER.readTree(
                    get(endpoint, 1).get(20, TimeUnit.SECONDS).body());
            assertEquals(2, trace.at("/trace/spans").size());
            assertTrue(trace.at("/trace/spans/0/attributes/0/value/string_value")
                    .asText()
                    .endsWith("é1"));
            endpoint.server.write();
            JsonNode record = endpoint.run.read("train/traces.json");
            assertEquals(40, record.get("traces").size());
            assertFalse(record.has("spansLeftOut"), "all have room");
            assertEquals("f14", record.at("/traces/13/trace_info/tags/fold").asText());
            assertEquals(2, record.at("/traces/13/spans").size());
        }
        assertFalse(Files.exists(spilled));
    }

    @Test
    void aFileThatCannotBeWrittenIsASentence() throws Exception {
        Files.createDirectories(folder.resolve("train/.traces.tmp"));
        try (Endpoint endpoint = new Endpoint(folder)) {
            HttpResponse<String> answer = sent(endpoint, 1, 1, "x");
            for (int trace = 2; trace <= 40 && answer.statusCode() == 200; trace++) {
                answer = sent(endpoint, trace, 1, "x".repeat(1 << 19));
            }
            assertEquals(500, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("where traces are kept, cannot be written"), answer.body());
            assertFalse(answer.body().contains("Exception"), answer.body());
        }
    }

    private static int tagged(Endpoint endpoint, int trace, String key, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(endpoint.server.url() + "/api/3.0/mlflow/traces/" + id(trace) + "/tags"))
                .header("Authorization", "Bearer " + endpoint.server.token())
                .method("PATCH", HttpRequest.BodyPublishers.ofString(Json.line(Map.of("key", key, "value", value))))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static void info(Endpoint endpoint, int trace, String preview) throws Exception {
        ObjectNode info = Json.object().put("trace_id", id(trace)).put("request_preview", preview);
        info.putObject("trace_location").putObject("mlflow_experiment").put("experiment_id", "0");
        info.putObject("trace_metadata").put("mlflow.trace.sizeStats", "{\"num_spans\": 2}");
        ObjectNode request = Json.object();
        request.putObject("trace").set("trace_info", info);
        var answer = endpoint.post("/api/3.0/mlflow/traces", request);
        assertEquals(preview.length() > 1 << 20 ? 400 : 200, answer.statusCode(), answer.body());
    }

    @Test
    void whoAsksForATraceGetsItWithTheSpansThatAreOnTheirWay() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            info(endpoint, 1, "asked");
            span(endpoint, 1, 1, "first");
            var asked = get(endpoint, 1);
            span(endpoint, 1, 2, "second");
            assertEquals(
                    2,
                    Json.MAPPER
                            .readTree(asked.get(20, TimeUnit.SECONDS).body())
                            .at("/trace/spans")
                            .size());
            info(endpoint, 2, "never");
            var never = get(endpoint, 2).get(20, TimeUnit.SECONDS);
            assertEquals(404, never.statusCode());
            assertTrue(never.body().contains("not fully exported yet"), never.body());
        }
    }

    @Test
    void whatIsToldOfTracesIsBounded() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            for (int trace = 1; trace <= 63; trace++) {
                info(endpoint, trace, "x".repeat(1 << 20));
            }
            info(endpoint, 64, "y".repeat((1 << 20) + 1)); // refused in a sentence; training goes on
            info(endpoint, 65, "short");
            endpoint.server.write();
            assertEquals(
                    64,
                    endpoint.run
                            .read("train/trace-trees.json")
                            .path("tracesInAll")
                            .asInt());
        }
    }
}
