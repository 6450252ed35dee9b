package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.answers.AnswerTruth;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.SortedMap;

/**
 * Answers to items whose truth is known.
 *
 * @param digests of the truth, by item
 * @param answers by item, as {@code truth} takes them
 */
record AnsweredItems(AnswerTruth truth, SortedMap<String, String> digests, SortedMap<String, JsonNode> answers) {
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("truth", Json.MAPPER.valueToTree(digests));
        json.set("answers", Json.MAPPER.valueToTree(answers));
        return json;
    }
}
