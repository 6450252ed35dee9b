package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FlatNumbers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A report of Evidently as JSON ({@code Snapshot.dict()} or {@code save_json}): {@code metrics} with {@code metric_id} (or
 * {@code metric_name}) and {@code value}, or of older versions {@code metric} and {@code result}, of several columns with the column's name; {@code tests} with
 * {@code status} are counted as {@code tests} and {@code tests_failed}.
 */
final class EvidentlySnapshot {
    private EvidentlySnapshot() {}

    static Map<String, Double> read(Path file) {
        JsonNode root = MetricsFile.document(file);
        Map<String, Double> numbers = new TreeMap<>();
        Map<String, Integer> seen = new TreeMap<>();
        root.path("metrics").forEach(metric -> seen.merge(name(metric), 1, Integer::sum));
        for (JsonNode metric : root.path("metrics")) {
            JsonNode column = metric.at("/result/column_name");
            boolean several = seen.get(name(metric)) > 1 && column.isTextual();
            String name = name(metric) + (several ? "." + column.asText() : "");
            FlatNumbers.add(name, metric.has("value") ? metric.get("value") : metric.path("result"), numbers);
        }
        int tests = 0;
        int failed = 0;
        for (JsonNode test : root.path("tests")) {
            tests++;
            failed += test.path("status").asText().equalsIgnoreCase("SUCCESS") ? 0 : 1;
        }
        if (tests > 0) {
            numbers.put("tests", (double) tests);
            numbers.put("tests_failed", (double) failed);
        }
        if (numbers.isEmpty()) {
            throw new InputException(file + " is no report of Evidently: it has neither metrics nor tests.");
        }
        return numbers;
    }

    private static String name(JsonNode metric) {
        return metric.path("metric_name")
                .asText(metric.path("metric_id").asText(metric.path("metric").asText()));
    }
}
