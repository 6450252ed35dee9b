package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Map;

/**
 * What a browser gets of {@code train/live.json}. The file came from an agent: only what is known is passed on, and of
 * that at most {@value #METRICS} metrics of {@value #POINTS} points, {@value #PARAMS} parameters and {@value #TRIALS}
 * trials, texts cut to {@value #TEXT} characters.
 */
final class LiveTraining {
    private static final int METRICS = 60;
    private static final int POINTS = 160;
    private static final int PARAMS = 200;
    private static final int TRIALS = 100;
    private static final int TEXT = 300;

    private LiveTraining() {}

    /** @param building whether the build runs: a training whose worker died says that it runs for ever */
    static ObjectNode of(JsonNode live, boolean building) {
        String state = live.path("state").asText();
        ObjectNode shown = Json.object().put("state", state.equals("running") && !building ? "ended" : cut(state));
        if (live.path("progress").isNumber()) {
            shown.put("progress", Math.min(1, Math.max(0, live.get("progress").asDouble())));
        }
        for (String key : new String[] {"secondsLeft", "stepsPerSecond"}) {
            if (building && live.path(key).isNumber()) {
                shown.set(key, live.get(key));
            }
        }
        shown.set("params", params(live.path("params"), PARAMS));
        ArrayNode metrics = shown.putArray("metrics");
        for (Map.Entry<String, JsonNode> metric : live.path("metrics").properties()) {
            if (metrics.size() < METRICS) {
                metrics.add(metric(metric.getKey(), metric.getValue()));
            }
        }
        shown.put(
                "metricsInAll",
                Math.max(live.path("metrics").size(), live.path("metricsInAll").asInt()));
        ArrayNode trials = shown.putArray("trials");
        for (JsonNode run : live.path("runs")) {
            if (trials.size() < TRIALS) {
                ObjectNode trial = trials.addObject()
                        .put("name", cut(run.path("name").asText(run.path("id").asText())));
                trial.put("status", cut(run.path("status").asText()));
                trial.set("params", params(run.path("params"), METRICS));
                trial.set("metrics", params(run.path("metrics"), METRICS));
            }
        }
        return shown;
    }

    private static ObjectNode metric(String name, JsonNode given) {
        ObjectNode metric = Json.object()
                .put("name", cut(name))
                .put("step", given.path("step").asLong());
        metric.put("count", given.path("count").asLong());
        metric.set("value", number(given.path("value")));
        JsonNode steps = given.path("steps");
        JsonNode values = given.path("values");
        int size = Math.min(steps.size(), values.size());
        int stride = (size + POINTS - 1) / POINTS;
        ArrayNode points = metric.putArray("points");
        for (int i = size - 1; i >= 0; i -= stride) { // from the end: the newest point is always there
            points.insertArray(0).add(steps.get(i).asLong()).add(number(values.get(i)));
        }
        return metric;
    }

    private static ObjectNode params(JsonNode given, int most) {
        ObjectNode params = Json.object();
        for (Map.Entry<String, JsonNode> param : given.properties()) {
            if (params.size() < most) {
                params.put(cut(param.getKey()), cut(param.getValue().asText()));
            }
        }
        return params;
    }

    /** @return the number; NaN and infinities are words, anything else is null */
    private static JsonNode number(JsonNode value) {
        boolean word = value.isTextual() && value.asText().matches("NaN|-?Infinity");
        return value.isNumber() || word ? value : Json.MAPPER.nullNode();
    }

    private static String cut(String text) {
        return text.length() <= TEXT ? text : text.substring(0, TEXT) + "…";
    }
}
