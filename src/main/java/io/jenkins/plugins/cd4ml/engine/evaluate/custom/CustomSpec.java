package io.jenkins.plugins.cd4ml.engine.evaluate.custom;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code evaluate.custom}.
 *
 * @param pointer        of the entry, for messages
 * @param name           of the metric, {@code custom.NAME}
 * @param command        that measures; null for a function
 * @param file           of the function; null for a command
 * @param function       its name there
 * @param number         whether it returns one number for all rows that it is given, else a value a row
 * @param range          values that the metric can have, as far as the project says
 * @param columns        of the data that a function is given besides truth and predictions
 * @param resamples      of a number; a mean takes those of the evaluation
 * @param seconds        that a command may take
 */
record CustomSpec(
        String pointer,
        String name,
        String command,
        Path file,
        String function,
        boolean number,
        boolean higherIsBetter,
        Metric.Range range,
        List<String> columns,
        int resamples,
        int seconds) {
    static final String PREFIX = "custom.";

    private static final int RESAMPLES = 1_000;
    private static final int SECONDS = 600;

    /** @throws io.jenkins.plugins.cd4ml.engine.InputException when a function's file is not there */
    static List<CustomSpec> all(Project project) {
        List<CustomSpec> all = new ArrayList<>();
        project.section("evaluate")
                .path("custom")
                .properties()
                .forEach(e -> all.add(of(project, e.getKey(), e.getValue())));
        return all;
    }

    private static CustomSpec of(Project project, String name, JsonNode spec) {
        String pointer = "/evaluate/custom/" + name;
        String[] function = spec.path("function").asText("").split(":", 2);
        List<String> columns = new ArrayList<>();
        spec.path("columns").forEach(c -> columns.add(c.asText()));
        double high = spec.at("/range/1").asDouble(Double.POSITIVE_INFINITY);
        return new CustomSpec(
                pointer,
                PREFIX + name,
                spec.hasNonNull("command") ? spec.get("command").asText() : null,
                function.length < 2 ? null : project.existing(function[0], pointer + "/function"),
                function.length < 2 ? null : function[1],
                spec.path("returns").asText().equals("number"),
                spec.path("higherIsBetter").asBoolean(true),
                new Metric.Range(spec.at("/range/0").asDouble(Double.NEGATIVE_INFINITY), high, high),
                columns,
                spec.path("resamples").asInt(RESAMPLES),
                spec.path("seconds").asInt(SECONDS));
    }

    /** @return what messages call it */
    String what() {
        return pointer.substring(1).replace('/', '.');
    }
}
