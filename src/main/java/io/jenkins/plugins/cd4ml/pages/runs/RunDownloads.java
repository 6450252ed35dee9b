package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import org.kohsuke.stapler.StaplerResponse2;

/** The chosen runs as a file. */
final class RunDownloads {
    private RunDownloads() {}

    /** A line a run, a column a key, numbers with all of their digits. */
    static void csv(RunTable table, StaplerResponse2 response) throws IOException {
        List<String> keys = table.getKeys();
        Writer out = start(response, "text/csv", "runs.csv");
        out.write("build,time");
        for (String key : keys) {
            out.write("," + cell(key));
        }
        out.write("\r\n");
        for (RunFacts run : table.chosen()) {
            out.write(run.build() + "," + Instant.ofEpochMilli(run.time()));
            for (String key : keys) {
                Object value = run.value(key);
                out.write("," + (value instanceof String text ? cell(text) : value == null ? "" : value.toString()));
            }
            out.write("\r\n");
        }
    }

    static void json(RunTable table, StaplerResponse2 response) throws IOException {
        Writer out = start(response, "application/json", "runs.json");
        try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
            json.writeStartArray();
            for (RunFacts run : table.chosen()) {
                json.writeStartObject();
                json.writeNumberField("build", run.build());
                json.writeStringField("time", Instant.ofEpochMilli(run.time()).toString());
                for (String key : table.getKeys()) {
                    Object value = run.value(key);
                    if (value instanceof Double number) {
                        json.writeNumberField(key, number);
                    } else if (value != null) {
                        json.writeStringField(key, value.toString());
                    }
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static Writer start(StaplerResponse2 response, String type, String file) throws IOException {
        response.setContentType(type + ";charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + file + '"');
        return response.getWriter();
    }

    /** A spreadsheet would run a cell that begins like a formula. */
    private static String cell(String text) {
        String safe = text.matches("(?s)[=+@\\t\\r-].*") ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
