package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * DeepEval's {@code test_run_*.json}, or the newest of a folder of them: {@code testCases[]} and {@code
 * conversationalTestCases[]} with {@code success}, {@code metricsData[]}, {@code tokenCost} and {@code completionTime}.
 */
final class DeepevalRun implements ItemReader {
    @Override
    public List<ItemResult> read(Path path, JsonNode options) {
        Path file = FolderOfResults.newest(path, "test_run_*.json");
        JsonNode run = ItemFiles.json(file);
        List<ItemResult> items = new ArrayList<>();
        run.path("testCases").forEach(c -> items.add(item(c)));
        run.path("conversationalTestCases").forEach(c -> items.add(item(c)));
        if (items.isEmpty()) {
            throw new InputException(
                    file + " holds no test cases of DeepEval (testCases); have it write test_run_*.json"
                            + " with DEEPEVAL_RESULTS_FOLDER.");
        }
        return items;
    }

    private static ItemResult item(JsonNode test) {
        Map<String, Double> values = new TreeMap<>();
        values.put("pass_rate", test.path("success").asBoolean() ? 1.0 : 0.0);
        if (test.hasNonNull("tokenCost")) {
            values.put("cost", ItemFiles.number(test.get("tokenCost")));
        }
        if (test.hasNonNull("completionTime")) {
            values.put("latency", 1000 * ItemFiles.number(test.get("completionTime")));
        }
        ArrayNode judges = Json.MAPPER.createArrayNode();
        for (JsonNode metric : test.path("metricsData")) {
            values.put(
                    metric.path("name").asText(),
                    metric.hasNonNull("error") ? Double.NaN : ItemFiles.number(metric.path("score")));
            judges.addObject()
                    .put("name", metric.path("name").asText())
                    .put("model", metric.path("evaluationModel").asText(null))
                    .put("threshold", metric.path("threshold").asDouble())
                    .put("strict", metric.path("strictMode").asBoolean());
        }
        JsonNode asked = test.has("input") ? test.get("input") : test.path("scenario");
        String id = ItemFiles.digest(
                asked,
                test.path("expectedOutput"),
                test.path("expectedOutcome"),
                test.path("context"),
                asked.isMissingNode() ? test.path("name") : Json.object());
        return new ItemResult("", id, ItemFiles.digest(judges), values);
    }
}
