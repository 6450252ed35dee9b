package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Traces as a reader sees them: spans below the span that began them, with milliseconds since the trace's start. Of bounded
 * size, whatever a script traced: {@value #TRACES} traces of {@value #SPANS} spans, names of {@value #LONGEST} characters.
 */
public final class TraceTree {
    static final int TRACES = 20;
    static final int SPANS = 200;
    static final int LONGEST = 120;
    /** Deeper spans are shown at this depth. */
    private static final int DEEPEST = 30;

    private static final double NANOS = 1e6;

    private final Map<String, List<ObjectNode>> children = new HashMap<>();
    private final List<ObjectNode> roots = new ArrayList<>();
    private final Set<ObjectNode> shown = new HashSet<>();
    private final ArrayNode rows = Json.MAPPER.createArrayNode();

    private TraceTree() {}

    /** @return the first traces, how many there are in all, their spans, and how many failed */
    static ObjectNode of(TraceShelf all) {
        ObjectNode document = Json.object().put("format", 1).put("tracesInAll", all.size());
        ArrayNode traces = document.putArray("traces");
        long spans = 0;
        long failed = 0;
        for (String id : all.ids()) {
            Trace trace = all.get(id);
            spans += trace.spans.size();
            failed += trace.info.path("state").asText().equals("ERROR") ? 1 : 0;
            if (traces.size() < TRACES) {
                traces.add(new TraceTree().tree(trace));
            }
        }
        document.put("spansInAll", spans).put("failedInAll", failed);
        return document;
    }

    private ObjectNode tree(Trace trace) {
        List<ObjectNode> spans = new ArrayList<>(trace.spans.values());
        spans.sort(Comparator.comparingLong(TraceTree::start));
        long first = spans.isEmpty() ? 0 : start(spans.get(0));
        for (ObjectNode span : spans) {
            String parent = span.path("parent_span_id").asText();
            if (parent.isEmpty() || !trace.spans.containsKey(parent)) {
                roots.add(span);
            } else {
                children.computeIfAbsent(parent, p -> new ArrayList<>()).add(span);
            }
        }
        roots.forEach(root -> walk(root, first));
        spans.forEach(span -> walk(span, first)); // those that claim to have begun each other
        ObjectNode json = Json.object()
                .put("id", cut(trace.id))
                .put("name", cut(trace.tags().path(Trace.NAME).asText()))
                .put("state", cut(trace.info.path("state").asText()))
                .put("started", cut(trace.info.path("request_time").asText()));
        Double milliseconds = trace.duration();
        if (milliseconds != null) {
            json.put("milliseconds", milliseconds);
        }
        json.put("spansInAll", spans.size()).set("spans", rows);
        return json;
    }

    private record At(ObjectNode span, int depth) {}

    /** Depth first, without recursion: a trace may be as deep as it is long. */
    private void walk(ObjectNode root, long first) {
        Deque<At> open = new ArrayDeque<>(List.of(new At(root, 0)));
        while (!open.isEmpty() && rows.size() < SPANS) {
            At at = open.pop();
            if (!shown.add(at.span)) {
                continue;
            }
            rows.add(row(at.span, at.depth, first));
            List<ObjectNode> below =
                    children.getOrDefault(at.span.path("span_id").asText(), List.of());
            for (int i = below.size() - 1; i >= 0; i--) {
                open.push(new At(below.get(i), Math.min(DEEPEST, at.depth + 1)));
            }
        }
    }

    private static ObjectNode row(ObjectNode span, int depth, long first) {
        ObjectNode row = Json.object().put("name", cut(span.path("name").asText()));
        String type = Spans.field(span, "type");
        if (type != null) {
            row.put("type", cut(type));
        }
        long start = start(span);
        long end = span.path("end_time_unix_nano").asLong();
        return row.put("depth", depth)
                .put("start", (start - first) / NANOS)
                .put("milliseconds", Math.max(0, end - start) / NANOS)
                .put("status", Spans.field(span, "status"));
    }

    private static long start(JsonNode span) {
        return span.path("start_time_unix_nano").asLong();
    }

    /** @return it without characters that move text, such as ends of lines and marks of direction */
    private static String cut(String text) {
        String plain = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return plain.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
    }
}
