package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordWriter;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes {@code report.html} of a run: gates, metrics, what was done and the lineage graph on one page that needs
 * nothing but itself, no script, no font and no network, light or dark as the reader's system is.
 */
public final class Report {
    private Report() {}

    /** @return the file it wrote */
    public static Path write(RunFolder run) {
        Lineage lineage = run.lineage();
        StringBuilder html = new StringBuilder();
        LineageGraph graph = new LineageGraph(lineage);
        String name = name(run, lineage);
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(e(lineage.model))
                .append(" · ")
                .append(e(name))
                .append("</title><style>\n")
                .append(style())
                .append("</style></head><body>\n<h1>")
                .append(e(lineage.model))
                .append(" <small>")
                .append(e(name))
                .append("</small></h1>\n");
        gates(html, run);
        metrics(html, run);
        traces(html, run);
        html.append("<h2>Lineage</h2>\n");
        if (graph.tooLarge() == null) {
            html.append("<div class=\"scroll\">").append(LineageSvg.of(graph)).append("</div>\n");
        } else {
            html.append("<p>").append(e(graph.tooLarge())).append("</p>\n");
        }
        activities(html, lineage, graph);
        entities(html, lineage, graph);
        html.append("</body></html>\n");
        new RecordWriter(run).writeText(RunFolder.REPORT, html.toString());
        return run.file(RunFolder.REPORT);
    }

    private static void gates(StringBuilder html, RunFolder run) {
        if (!run.has(RunFolder.GATES)) {
            return;
        }
        JsonNode report = run.read(RunFolder.GATES);
        String verdict = report.path("verdict").asText();
        html.append("<h2>Gates <span class=\"verdict ")
                .append(css(verdict))
                .append("\">")
                .append(e(verdict))
                .append("</span></h2>\n<table><tr><th>Gate</th><th>Verdict</th><th class=\"n\">Observed</th>")
                .append("<th class=\"n\">Bound</th><th class=\"n\">Champion</th><th>Reason</th></tr>\n");
        gates(html, report.path("items"), "");
        html.append("</table>\n");
    }

    private static void gates(StringBuilder html, JsonNode items, String indent) {
        for (JsonNode item : items) {
            String name = item.path("name").asText(item.path("metric").asText());
            String verdict = item.path("verdict").asText();
            html.append("<tr><td>")
                    .append(indent)
                    .append(e(name))
                    .append("</td><td><span class=\"verdict ")
                    .append(css(verdict))
                    .append("\">")
                    .append(e(verdict))
                    .append("</span>")
                    .append(item.path("informational").asBoolean() ? " (informational)" : "")
                    .append("</td>");
            number(html, item.path("observed"), item.path("bound"), item.path("baseline"));
            number(html, item.path("bound"), item.path("observed"));
            number(html, item.path("baseline"), item.path("observed"));
            html.append("<td>").append(e(item.path("reason").asText())).append("</td></tr>\n");
            gates(html, item.path("members"), indent + "– ");
        }
    }

    private static void metrics(StringBuilder html, RunFolder run) {
        if (!run.has(RunFolder.EVALUATION)) {
            return;
        }
        JsonNode evaluation = run.read(RunFolder.EVALUATION);
        html.append("<h2>Metrics</h2>\n<p>")
                .append(e(EvaluationNotes.measuredOn(evaluation)))
                .append("</p>\n");
        notes(html, evaluation);
        html.append("<table><tr><th>Metric</th><th>Slice</th><th class=\"n\">Value</th>")
                .append("<th class=\"n\">Interval</th><th class=\"n\">Champion</th><th class=\"n\">Rows</th></tr>\n");
        for (JsonNode metric : evaluation.path("metrics")) {
            html.append("<tr><td>")
                    .append(e(metric.path("name").asText()))
                    .append("</td><td>")
                    .append(e(metric.path("slice").asText("").replace("null", "")))
                    .append("</td>");
            number(html, metric.path("value"));
            JsonNode interval = metric.path("interval");
            html.append("<td class=\"n\">");
            if (interval.has("low")) {
                html.append(e(Numbers.text(interval.path("low"))))
                        .append(" … ")
                        .append(e(Numbers.text(interval.path("high"))));
            }
            html.append("</td>");
            number(html, metric.path("champion"));
            number(html, metric.path("rows"));
            html.append("</tr>\n");
        }
        html.append("</table>\n");
        details(html, evaluation);
    }

    private static void notes(StringBuilder html, JsonNode evaluation) {
        EvaluationNotes.warnings(evaluation)
                .forEach(n -> html.append("<p class=\"note\">").append(e(n)).append("</p>\n"));
        String shared = EvaluationNotes.sharedRows(evaluation);
        if (!shared.isEmpty()) {
            html.append("<p>").append(e(shared)).append("</p>\n");
        }
    }

    private static void details(StringBuilder html, JsonNode evaluation) {
        for (DetailTable table : DetailTable.of(evaluation)) {
            html.append("<details><summary>")
                    .append(e(table.title()))
                    .append("</summary>\n<div class=\"scroll\"><table><tr>");
            table.head().forEach(name -> html.append("<th>").append(e(name)).append("</th>"));
            html.append("</tr>\n");
            for (List<String> row : table.rows()) {
                html.append("<tr>");
                row.forEach(
                        cell -> html.append("<td class=\"n\">").append(e(cell)).append("</td>"));
                html.append("</tr>\n");
            }
            html.append("</table></div></details>\n");
        }
    }

    private static void traces(StringBuilder html, RunFolder run) {
        String file = "train/" + RunFolder.TRACE_TREES;
        if (!run.has(file)) {
            return;
        }
        JsonNode document = run.read(file);
        List<TraceView> traces = TraceView.of(document);
        html.append("<h2>Traces</h2>\n<p>")
                .append(traces.size())
                .append(" of ")
                .append(document.path("tracesInAll").asLong())
                .append(" traces with ")
                .append(document.path("spansInAll").asLong())
                .append(" spans; ")
                .append(document.path("failedInAll").asLong())
                .append(" ended with an error; all with their inputs and outputs in train/traces.json</p>\n");
        for (TraceView trace : traces) {
            html.append("<details><summary>")
                    .append(e(trace.name()))
                    .append(" · ")
                    .append(e(trace.time()))
                    .append(" · ")
                    .append(e(trace.state()))
                    .append(" · ")
                    .append(trace.spans())
                    .append(" spans</summary>\n<div class=\"scroll\"><table><tr><th>Span</th><th>Type</th>")
                    .append("<th class=\"n\">Start</th><th class=\"n\">Time</th><th>Status</th></tr>\n");
            for (TraceView.Row span : trace.children()) {
                html.append("<tr><td>")
                        .append(span.indent())
                        .append(e(span.name()))
                        .append("</td><td>")
                        .append(e(span.type()))
                        .append("</td><td class=\"n\">")
                        .append(e(span.start()))
                        .append("</td><td class=\"n\">")
                        .append(e(span.time()))
                        .append("</td><td>")
                        .append(e(span.status()))
                        .append("</td></tr>\n");
            }
            html.append("</table></div>")
                    .append(trace.more() > 0 ? "<p>" + trace.more() + " more spans</p>" : "")
                    .append("</details>\n");
        }
    }

    private static void activities(StringBuilder html, Lineage lineage, LineageGraph graph) {
        html.append(
                "<h2>What was done</h2>\n<table><tr><th>Step</th><th>Outcome</th><th>Result</th><th>When</th></tr>\n");
        for (Lineage.Activity activity : lineage.activities) {
            html.append("<tr")
                    .append(anchor(graph.activity(activity.id())))
                    .append("><td>")
                    .append(e(activity.id()))
                    .append("</td><td>")
                    .append(e(Times.outcome(activity.outcome())))
                    .append("</td><td>")
                    .append(e(activity.sentence()))
                    .append("</td><td class=\"when\">")
                    .append(e(Times.text(activity.ended(), ZoneId.systemDefault())))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n");
    }

    private static void entities(StringBuilder html, Lineage lineage, LineageGraph graph) {
        html.append("<table><tr><th>Entity</th><th>Kind</th><th>Digest</th><th>Attributes</th></tr>\n");
        Set<Integer> described = new HashSet<>();
        for (Lineage.Entity entity : lineage.entities) {
            int node = graph.entity(entity.id());
            html.append("<tr")
                    .append(described.add(node) ? anchor(node) : "")
                    .append("><td>")
                    .append(e(entity.name()))
                    .append("</td><td>")
                    .append(e(entity.kind()))
                    .append("</td><td><code>")
                    .append(e(entity.digest() == null ? "" : entity.digest()))
                    .append("</code></td><td>")
                    .append(e(ModelCard.attributes(entity)))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n");
    }

    /** @return {@code run 12}, or the build's name; what is called "run" already is not called so twice */
    static String name(RunFolder run, Lineage lineage) {
        String name = lineage.run.startsWith(lineage.model + " run ")
                ? lineage.run.substring(lineage.model.length() + 1)
                : lineage.run;
        return (name.isBlank() ? "run " + run.id() : name).replaceFirst("^run (?=run\\b)", "");
    }

    private static String anchor(int node) {
        return node < 0 ? "" : " id=\"" + LineageSvg.anchor(node) + "\"";
    }

    private static void number(StringBuilder html, JsonNode value, JsonNode... others) {
        html.append("<td class=\"n\">").append(e(Numbers.text(value, others))).append("</td>");
    }

    private static String css(String verdict) {
        return verdict.replaceAll("[^A-Z]", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static String e(String text) {
        return LineageSvg.escape(text);
    }

    private static String style() {
        try (InputStream in = Report.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
