package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The items of one source by metric. Repeats of an item are a cluster: their mean is the item's value, so that what is
 * resampled are items, and three answers to one question are not three questions. Immutable once made.
 *
 * @param metrics        values by item, by metric; NaN where one of the repeats has none
 * @param judges         by item
 * @param higherIsBetter by metric; null where the tool does not tell
 * @param results        how many results there are, repeats counted
 */
record ItemTable(
        SortedMap<String, SortedMap<String, Double>> metrics,
        SortedMap<String, String> judges,
        Map<String, Boolean> higherIsBetter,
        int results) {
    static ItemTable of(List<ItemResult> results, ItemReader reader) {
        SortedMap<String, SortedMap<String, Double>> metrics = new TreeMap<>();
        SortedMap<String, String> judges = new TreeMap<>();
        Map<String, Boolean> directions = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (ItemResult result : results) {
            String prefix = result.task().isEmpty() ? "" : result.task() + ".";
            String item = prefix + result.id();
            judges.merge(item, result.judge(), (a, b) -> a.equals(b) ? a : a + " " + b);
            result.values().forEach((name, value) -> {
                String metric = prefix + name;
                directions.put(metric, reader.higherIsBetter(metric));
                metrics.computeIfAbsent(metric, m -> new TreeMap<>()).merge(item, value, Double::sum);
                counts.merge(metric + "\n" + item, 1, Integer::sum);
            });
        }
        metrics.forEach((metric, items) -> items.replaceAll((item, sum) -> sum / counts.get(metric + "\n" + item)));
        // what a tool leaves out for all items, such as a cost that no provider names, is no metric
        metrics.values().removeIf(items -> items.values().stream().allMatch(v -> v.isNaN()));
        return new ItemTable(metrics, judges, directions, results.size());
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("results", results);
        ObjectNode byMetric = json.putObject("metrics");
        metrics.forEach((metric, items) -> {
            ObjectNode values = byMetric.putObject(metric);
            items.forEach((item, value) -> {
                if (Double.isFinite(value)) {
                    values.put(item, value);
                } else {
                    values.putNull(item);
                }
            });
        });
        json.set("judges", Json.MAPPER.valueToTree(judges));
        return json;
    }

    /** @return what {@link #json} wrote, without the directions */
    static ItemTable read(JsonNode json) {
        SortedMap<String, SortedMap<String, Double>> metrics = new TreeMap<>();
        json.path("metrics").properties().forEach(metric -> {
            SortedMap<String, Double> values = new TreeMap<>();
            metric.getValue()
                    .properties()
                    .forEach(v -> values.put(v.getKey(), v.getValue().asDouble(Double.NaN)));
            metrics.put(metric.getKey(), values);
        });
        SortedMap<String, String> judges = new TreeMap<>();
        json.path("judges")
                .properties()
                .forEach(j -> judges.put(j.getKey(), j.getValue().asText()));
        return new ItemTable(metrics, judges, Map.of(), json.path("results").asInt());
    }
}
