package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code promptfoo eval -o results.json}: {@code results.results[]} with {@code success}, {@code score}, {@code
 * namedScores}, {@code cost} and {@code latencyMs}. An item is its variables; a file with several prompts or providers
 * needs {@code column}, the {@code promptIdx} that is meant.
 */
final class PromptfooResults implements ItemReader {
    @Override
    public List<ItemResult> read(Path path, JsonNode options) {
        JsonNode results = ItemFiles.json(path).at("/results/results");
        if (!results.isArray() || results.isEmpty()) {
            throw new InputException(path + " holds no results of promptfoo (results.results); write it with"
                    + " promptfoo eval -o FILE.json.");
        }
        Set<Integer> columns = new TreeSet<>();
        results.forEach(r -> columns.add(r.path("promptIdx").asInt()));
        int column = options.path("column").asInt(columns.iterator().next());
        if (columns.size() > 1 && !options.has("column") || !columns.contains(column)) {
            throw new InputException(path + " has results of the columns " + columns
                    + " (promptIdx: a prompt with a provider); name one of them with column.");
        }
        List<ItemResult> items = new ArrayList<>();
        for (JsonNode result : results) {
            if (result.path("promptIdx").asInt() == column) {
                items.add(item(result));
            }
        }
        return items;
    }

    private static ItemResult item(JsonNode result) {
        JsonNode test = result.path("testCase");
        Map<String, Double> values = new TreeMap<>();
        values.put("pass_rate", result.path("success").asBoolean() ? 1.0 : 0.0);
        values.put("score", ItemFiles.number(result.path("score")));
        values.put("latency", ItemFiles.number(result.path("latencyMs")));
        values.put("cost", ItemFiles.number(result.path("cost")));
        // 2 is an error: nothing was judged
        boolean error = result.path("failureReason").asInt() == 2;
        values.put("error", error ? 1.0 : 0.0);
        test.path("assert").forEach(a -> {
            if (a.hasNonNull("metric")) {
                values.put(a.get("metric").asText(), Double.NaN);
            }
        });
        result.path("namedScores")
                .properties()
                .forEach(s -> values.put(s.getKey(), error ? Double.NaN : ItemFiles.number(s.getValue())));
        JsonNode vars = result.path("vars").isEmpty() ? test.path("vars") : result.path("vars");
        JsonNode what = vars.isEmpty() ? result.path("testIdx") : vars;
        return new ItemResult("", ItemFiles.digest(what, test.path("description")), judge(test), values);
    }

    /** The assertions with their judge models and prompts, as the test has them, in whatever order. */
    private static String judge(JsonNode test) {
        List<String> assertions = new ArrayList<>();
        test.path("assert").forEach(a -> assertions.add(ItemFiles.digest(a)));
        assertions.sort(null);
        ArrayNode sorted = Json.MAPPER.createArrayNode();
        assertions.forEach(sorted::add);
        JsonNode options = test.path("options");
        return ItemFiles.digest(sorted, options.path("provider"), options.path("rubricPrompt"), test.path("threshold"));
    }
}
