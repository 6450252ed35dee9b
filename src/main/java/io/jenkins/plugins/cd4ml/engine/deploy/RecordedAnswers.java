package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;

/** What the served model will be held against where {@code promote.servingSkew} asks for it: rows that the evaluation kept. */
final class RecordedAnswers {
    private static final double MAX = 0.001;

    private RecordedAnswers() {}

    /**
     * @return {@code max} and {@code requests}, as a deployment keeps them for a roll back; null where it is not asked for
     * @throws InputException when the run's evaluation kept none, or others
     */
    static JsonNode of(PromotionRequest request) {
        JsonNode section = request.source().section().path("servingSkew");
        if (section.isMissingNode()) {
            return null;
        }
        RunFolder run = request.run();
        String digest = run.read(RunFolder.EVALUATION).at("/servingRows/digest").asText("");
        if (digest.isEmpty() || !run.has(RunFolder.SERVING_ROWS)) {
            throw new InputException(
                    "promote.servingSkew: the run's evaluation kept no rows to ask the served model about;"
                            + " run evaluate-model with it.");
        }
        String now = Digests.of(run.file(RunFolder.SERVING_ROWS));
        if (!now.equals(digest)) {
            throw new InputException(run.file(RunFolder.SERVING_ROWS) + " has the digest " + now
                    + ", and the evaluation" + " kept " + digest + "; evaluate again.");
        }
        JsonNode kept = run.read(RunFolder.SERVING_ROWS);
        for (JsonNode item : kept.path("requests")) {
            if (item.path("rows").isEmpty() || item.at("/expected/outputs").isEmpty()) {
                throw new InputException(
                        run.file(RunFolder.SERVING_ROWS) + " has a request without rows or answers; evaluate again.");
            }
        }
        if (kept.path("requests").isEmpty()) {
            throw new InputException(run.file(RunFolder.SERVING_ROWS) + " holds no requests; evaluate again.");
        }
        ObjectNode recorded = Json.object().put("max", section.path("max").asDouble(MAX));
        recorded.set("requests", kept.get("requests"));
        return recorded;
    }
}
