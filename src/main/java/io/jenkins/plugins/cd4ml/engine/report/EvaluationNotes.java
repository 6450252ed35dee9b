package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a reader must know before the numbers of an evaluation. Plain text: whoever shows it escapes it. */
final class EvaluationNotes {
    private EvaluationNotes() {}

    /** @return what was measured, as a sentence */
    static String measuredOn(JsonNode evaluation) {
        JsonNode dataset = evaluation.path("dataset");
        return dataset.isMissingNode()
                ? "By items of other tools or commands."
                : "On " + dataset.path("name").asText() + ", "
                        + dataset.path("rows").asText() + " rows"
                        + (dataset.path("trainedOn").asBoolean() ? ", on which the model was trained." : ".");
    }

    /** @return how the model was asked otherwise than it says, and what it may have seen before; as sentences */
    static List<String> warnings(JsonNode evaluation) {
        List<String> warnings = new ArrayList<>();
        evaluation.at("/model/notes").forEach(n -> warnings.add(n.asText() + "."));
        evaluation.at("/leakage/findings").forEach(n -> warnings.add(n.asText() + "."));
        return warnings;
    }

    /** @return how many rows the training data have, too, or why that is not known; empty where it was not asked */
    static String sharedRows(JsonNode evaluation) {
        JsonNode leakage = evaluation.path("leakage");
        JsonNode metrics = leakage.path("metrics");
        if (metrics.path("rows.share").isNumber()) {
            return "Rows that the training data have, too: " + Numbers.text(metrics.path("rows.count"))
                    + " (by their features " + Numbers.text(metrics.path("features.count")) + ").";
        }
        return leakage.hasNonNull("why")
                ? "Whether rows stand in the training data is not known: "
                        + leakage.get("why").asText() + "."
                : "";
    }
}
