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
 * The table of {@code mlflow.genai.evaluate}, written with {@code result.tables["eval_results"].to_json(FILE,
 * orient="records")}: {@code request} names the item with its expectations, {@code assessments} hold the scores and who
 * judged.
 */
final class MlflowEvaluation implements ItemReader {
    @Override
    public List<ItemResult> read(Path path, JsonNode options) {
        JsonNode rows = ItemFiles.json(path);
        List<ItemResult> items = new ArrayList<>();
        for (JsonNode row : rows) {
            if (!row.has("request") || !row.path("assessments").isArray()) {
                break;
            }
            items.add(item(path, row));
        }
        if (items.isEmpty() || items.size() < rows.size()) {
            throw new InputException(path + " is no table of mlflow.genai.evaluate: its rows need request and"
                    + " assessments; write it with result.tables[\"eval_results\"].to_json(FILE, orient=\"records\").");
        }
        return items;
    }

    private static ItemResult item(Path path, JsonNode row) {
        Map<String, Double> values = new TreeMap<>();
        Map<String, String> judges = new TreeMap<>();
        ArrayNode expected = Json.MAPPER.createArrayNode();
        for (JsonNode assessment : row.get("assessments")) {
            String name = assessment
                    .path("assessment_name")
                    .asText(assessment.path("name").asText());
            if (assessment.has("expectation")) {
                expected.add(name).add(assessment.get("expectation"));
                continue;
            }
            JsonNode feedback = assessment.path("feedback");
            values.put(name, feedback.hasNonNull("error") ? Double.NaN : score(feedback.path("value")));
            JsonNode scorer = assessment.path("metadata").path("mlflow.assessment.scorerDigest");
            judges.put(name, ItemFiles.digest(assessment.path("source"), scorer));
        }
        if (row.path("execution_duration").isNumber()) {
            values.put("latency", row.get("execution_duration").doubleValue());
        }
        JsonNode request = row.get("request");
        JsonNode asked = request.isTextual() && request.asText().startsWith("{")
                ? ItemFiles.parse(path, request.asText())
                : request;
        return new ItemResult(
                "", ItemFiles.digest(asked, expected), ItemFiles.digest(Json.MAPPER.valueToTree(judges)), values);
    }

    /** MLflow's own judges say yes and no. */
    private static double score(JsonNode value) {
        return switch (value.asText("")) {
            case "yes" -> 1;
            case "no" -> 0;
            default -> ItemFiles.number(value);
        };
    }
}
