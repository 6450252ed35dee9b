package io.jenkins.plugins.cd4ml.engine.train.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.report.Report;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a script's traces is recorded and shown. */
class TraceRecordTest {
    private static final long START = 1_790_000_000_000_000_000L;

    @TempDir
    Path folder;

    private final ArrayNode spans = Json.MAPPER.createArrayNode();

    /** @param parent 0 for none; times in ms after the trace's start */
    private ObjectNode span(int trace, int id, int parent, String name, long start, long milliseconds) {
        ObjectNode span = spans.addObject()
                .put("traceId", "%032x".formatted(trace))
                .put("spanId", "%016x".formatted(id))
                .put("name", name)
                .put("startTimeUnixNano", Long.toString(START + start * 1_000_000))
                .put("endTimeUnixNano", Long.toString(START + (start + milliseconds) * 1_000_000));
        if (parent > 0) {
            span.put("parentSpanId", "%016x".formatted(parent));
        }
        return span;
    }

    private void send(Endpoint endpoint) throws Exception {
        ObjectNode request = Json.object();
        request.putArray("resourceSpans")
                .addObject()
                .putArray("scopeSpans")
                .addObject()
                .set("spans", spans.deepCopy());
        spans.removeAll();
        var answer = endpoint.post(
                "/v1/traces", "application/json", Json.line(request).getBytes(StandardCharsets.UTF_8));
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private JsonNode trees(Endpoint endpoint) {
        endpoint.server.write();
        return endpoint.run.read("train/trace-trees.json");
    }

    @Test
    void spansStandBelowTheOneThatBeganThemWithTheirTimes() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            span(1, 3, 2, "embed", 20, 5);
            span(1, 2, 1, "retrieve", 10, 30).putObject("status").put("code", 2);
            span(1, 4, 1, "answer", 50, 1_000);
            span(1, 1, 0, "chat", 0, 1_200);
            send(endpoint);
            JsonNode trace = trees(endpoint).at("/traces/0");
            assertEquals("chat", trace.get("name").asText());
            assertEquals(1_200, trace.get("milliseconds").asDouble());
            StringBuilder seen = new StringBuilder();
            trace.get("spans")
                    .forEach(s ->
                            seen.append(s.get("depth")).append(s.get("name")).append(s.get("start")));
            assertEquals("0\"chat\"0.01\"retrieve\"10.02\"embed\"20.01\"answer\"50.0", seen.toString());
            assertEquals("ERROR", trace.at("/spans/1/status").asText());
            JsonNode counts = endpoint.run.read("train/trace-trees.json");
            assertEquals(4, counts.get("spansInAll").asInt());
            assertEquals(0, counts.get("failedInAll").asInt());
            endpoint.run.write(new Lineage());
            String html = Files.readString(Report.write(endpoint.run));
            assertTrue(html.contains("<summary>chat · 1.20 s · OK · 4 spans</summary>"), html);
            assertTrue(
                    html.contains("\u2003\u2003embed</td><td></td><td class=\"n\">20.0 ms</td><td class=\"n\">5.0 ms"));
        }
    }

    @Test
    void hostileNamesAndParentsAreOnlyText() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            span(1, 1, 0, "<img src=x onerror=alert(1)>\u202Egnp\n\u001b[2J", 0, 10);
            span(1, 2, 3, "a", 1, 5); // each begun by the other
            span(1, 3, 2, "b", 1, 5);
            span(1, 4, 4, "itself", 1, -5);
            span(1, 5, 77, "lost", 1, 5);
            span(1, 6, 1, "x".repeat(100_000), 1, 5);
            send(endpoint);
            JsonNode trace = trees(endpoint).at("/traces/0");
            assertEquals(6, trace.get("spans").size(), trace.toString());
            endpoint.run.write(new Lineage());
            String html = Files.readString(Report.write(endpoint.run));
            assertFalse(html.contains("<img"), html);
            assertFalse(html.contains("\u202E") || html.contains("\u001b"));
            assertTrue(html.length() < 20_000, html.length() + " characters");
        }
    }

    @Test
    void manySpansAreKeptAndSomeShown() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            for (int i = 1; i <= 100_000; i++) {
                span(1, i, i - 1, "deep", i, 200_000 - i);
                if (i % 10_000 == 0) {
                    send(endpoint);
                }
            }
            JsonNode trees = trees(endpoint);
            assertEquals(100_000, trees.at("/traces/0/spansInAll").asInt());
            assertEquals(200, trees.at("/traces/0/spans").size());
            assertTrue(Json.text(trees).length() < 100_000);
            assertTrue(Files.size(endpoint.run.file("train/traces.json")) < 64 << 20);
        }
    }

    @Test
    void whatIsTooLongForTheRecordIsSaidAndTheRestKept() throws Exception {
        try (Endpoint endpoint = new Endpoint(folder)) {
            for (int i = 0; i < 20; i++) { // control characters are six times as long in JSON
                span(i + 1, 1, 0, "root " + i, 0, 10);
                ObjectNode attribute = span(i + 1, 2, 1, "large", 0, 10)
                        .putArray("attributes")
                        .addObject()
                        .put("key", "output");
                attribute.putObject("value").put("stringValue", "\u0001".repeat(1 << 20));
                send(endpoint);
            }
            endpoint.server.write();
            JsonNode traces = endpoint.run.read("train/traces.json");
            assertEquals(20, traces.get("traces").size());
            assertTrue(
                    traces.get("spansLeftOut").asInt() >= 2,
                    traces.get("spansLeftOut").toString());
            assertTrue(
                    endpoint.said.stream().anyMatch(s -> s.contains("too long to be kept whole")),
                    endpoint.said.toString());
        }
    }
}
