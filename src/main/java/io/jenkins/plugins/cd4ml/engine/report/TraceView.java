package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A trace of a training as a reader sees it: its spans, each below the one that began it. The document may come from an
 * agent: of it at most {@value #TRACES} traces of {@value #SPANS} spans are shown, texts cut to {@value #TEXT} characters.
 *
 * @param time     how long it took, with its unit; empty while it ran
 * @param spans    how many it has in all
 * @param children the spans, those that began others before them
 */
public record TraceView(String name, String state, String started, String time, long spans, List<Row> children) {
    private static final int TRACES = 20;
    private static final int SPANS = 200;
    private static final int TEXT = 121;
    private static final int DEEPEST = 30;
    private static final double SECOND = 1_000;
    private static final String EM_SPACE = "\u2003";

    /**
     * A span.
     *
     * @param indent spaces for its depth
     * @param start  when it began, since the trace did, with its unit
     * @param time   how long it took, with its unit
     */
    public record Row(String indent, String name, String type, String start, String time, String status) {}

    /** @param document {@code train/trace-trees.json}; may be missing */
    public static List<TraceView> of(JsonNode document) {
        List<TraceView> traces = new ArrayList<>();
        for (JsonNode trace : document.path("traces")) {
            if (traces.size() < TRACES) {
                traces.add(view(trace));
            }
        }
        return traces;
    }

    private static TraceView view(JsonNode trace) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode span : trace.path("spans")) {
            if (rows.size() < SPANS) {
                int depth = Math.max(0, Math.min(DEEPEST, span.path("depth").asInt()));
                rows.add(new Row(
                        EM_SPACE.repeat(depth),
                        text(span, "name"),
                        text(span, "type"),
                        time(span.path("start")),
                        time(span.path("milliseconds")),
                        text(span, "status")));
            }
        }
        return new TraceView(
                text(trace, "name"),
                text(trace, "state"),
                text(trace, "started"),
                time(trace.path("milliseconds")),
                trace.path("spansInAll").asLong(),
                rows);
    }

    private static String text(JsonNode of, String key) {
        String text = of.path(key).asText();
        return text.length() <= TEXT ? text : text.substring(0, TEXT);
    }

    private static String time(JsonNode milliseconds) {
        if (!milliseconds.isNumber()) {
            return "";
        }
        double ms = milliseconds.asDouble();
        return ms < SECOND
                ? String.format(Locale.ROOT, "%.1f ms", ms)
                : String.format(Locale.ROOT, "%.2f s", ms / SECOND);
    }

    /** @return how many spans it has that are not shown */
    public long more() {
        return Math.max(0, spans - children.size());
    }
}
