package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Results of data checks as counts: {@code checks}, {@code failed}, {@code success} (1 or 0). */
final class CheckResults {
    private CheckResults() {}

    /**
     * A validation result of Great Expectations: one result with {@code statistics}, or a checkpoint's with several under
     * {@code run_results} or {@code validation_results}, whose results {@code describe()} calls {@code expectations}.
     * Counted are the results themselves, not their summary.
     */
    static Map<String, Double> greatExpectations(Path file) {
        JsonNode root = MetricsFile.document(file);
        int[] counts = new int[2];
        boolean[] success = {root.path("success").asBoolean(false)};
        boolean found = suite(root, counts, success);
        for (String key : new String[] {"run_results", "validation_results"}) {
            for (JsonNode entry : root.path(key)) {
                found |=
                        suite(entry.has("validation_result") ? entry.get("validation_result") : entry, counts, success);
            }
        }
        if (!found) {
            throw new InputException(file + " is no validation result of Great Expectations: it has no 'results'.");
        }
        return numbers(counts, success[0]);
    }

    private static boolean suite(JsonNode suite, int[] counts, boolean[] success) {
        JsonNode results = suite.path(suite.has("results") ? "results" : "expectations");
        if (!results.isArray()) {
            return false;
        }
        for (JsonNode result : results) {
            counts[0]++;
            counts[1] += result.path("success").asBoolean(false) ? 0 : 1;
        }
        success[0] &= suite.path("success").asBoolean(false);
        return true;
    }

    /** Check results of Deequ as JSON: a list, an object a constraint with {@code constraint_status}. */
    static Map<String, Double> deequ(Path file) {
        JsonNode root = MetricsFile.document(file);
        int[] counts = new int[2];
        for (JsonNode constraint : root) {
            if (!constraint.path("constraint_status").isTextual()) {
                throw new InputException(file + " is no check result of Deequ: an entry has no 'constraint_status'.");
            }
            counts[0]++;
            counts[1] += constraint.get("constraint_status").asText().equals("Success") ? 0 : 1;
        }
        if (!root.isArray() || counts[0] == 0) {
            throw new InputException(file + " is no check result of Deequ: it is not a list of constraints.");
        }
        return numbers(counts, true);
    }

    private static Map<String, Double> numbers(int[] counts, boolean success) {
        Map<String, Double> numbers = new TreeMap<>();
        numbers.put("checks", (double) counts[0]);
        numbers.put("failed", (double) counts[1]);
        numbers.put("success", success && counts[1] == 0 && counts[0] > 0 ? 1.0 : 0.0);
        return numbers;
    }
}
