package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A log of Inspect, {@code .json} or {@code .eval}: the scores of each sample and epoch. A letter counts as Inspect counts
 * it: C is 1, P one half, I and N are 0. A sample that ended with an error has no scores, which is not a score of 0.
 */
final class InspectLog implements ItemReader {
    @Override
    public List<ItemResult> read(Path path, JsonNode options) {
        if (path.toString().endsWith(".eval")) {
            List<JsonNode> documents = InspectArchive.read(path);
            return items(path, documents.get(0), documents.subList(1, documents.size()));
        }
        JsonNode log = ItemFiles.json(path);
        return items(path, log, log.path("samples"));
    }

    private static List<ItemResult> items(Path path, JsonNode log, Iterable<JsonNode> samples) {
        if (!log.path("eval").isObject()) {
            throw new InputException(path + " is no log of Inspect: it has no eval.");
        }
        if (!"success".equals(log.path("status").asText())) {
            throw new InputException(path + " is the log of an evaluation that did not end well (status "
                    + log.path("status").asText("missing") + "); evaluate again.");
        }
        JsonNode eval = log.path("eval");
        String judge =
                ItemFiles.digest(eval.path("scorers"), eval.at("/model_roles/grader"), eval.path("task_version"));
        List<ItemResult> items = new ArrayList<>();
        for (JsonNode sample : samples) {
            Map<String, Double> values = new TreeMap<>();
            eval.path("scorers").forEach(s -> values.put(s.path("name").asText(), Double.NaN));
            sample.path("scores")
                    .properties()
                    .forEach(s -> put(s.getKey(), s.getValue().path("value"), values));
            values.put("latency", 1000 * ItemFiles.number(sample.path("total_time")));
            values.put("error", sample.hasNonNull("error") ? 1.0 : 0.0);
            double tokens = 0;
            for (JsonNode usage : sample.path("model_usage")) {
                tokens += usage.path("total_tokens").asDouble();
            }
            values.put("tokens", tokens);
            String id = ItemFiles.digest(sample.path("id"), sample.path("input"), sample.path("target"));
            items.add(new ItemResult("", id, judge, values));
        }
        if (items.isEmpty()) {
            throw new InputException(path + " holds no samples; have Inspect log them (log_samples).");
        }
        return items;
    }

    private static void put(String name, JsonNode value, Map<String, Double> into) {
        if (value.isObject()) { // a scorer that measures several things
            into.remove(name);
            value.properties().forEach(v -> put(name + "." + v.getKey(), v.getValue(), into));
            return;
        }
        into.put(
                name,
                switch (value.asText()) {
                    case "C" -> 1.0;
                    case "P" -> 0.5;
                    case "I", "N" -> 0.0;
                    default -> ItemFiles.number(value);
                });
    }
}
