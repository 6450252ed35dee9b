package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FlatNumbers;
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
        if (counts[0] == 0) {
            throw new InputException(file + " has no results: nothing was checked.");
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

    /**
     * What Deequ writes as JSON, a list: {@code checkResultsAsJson}, of which the constraints are counted by their {@code
     * constraint_status}, or {@code successMetricsAsJson}, whose values are called {@code <name>.<column>}, or of the
     * whole dataset {@code <name>}. Results of several days, which a repository gives in one list, are NaN where they
     * differ.
     */
    static Map<String, Double> deequ(Path file) {
        JsonNode root = MetricsFile.document(file);
        if (!root.isArray() || root.isEmpty()) {
            throw new InputException(file + " is no result of Deequ: it is not a list of constraints or metrics.");
        }
        int[] counts = new int[2];
        Map<String, Double> metrics = new TreeMap<>();
        for (JsonNode entry : root) {
            if (entry.path("constraint_status").isTextual()) {
                counts[0]++;
                counts[1] += entry.get("constraint_status").asText().equals("Success") ? 0 : 1;
            } else if (entry.path("name").isTextual() && entry.path("value").isNumber()) {
                boolean whole = "Dataset".equals(entry.path("entity").asText());
                String of = whole ? "" : "." + entry.path("instance").asText();
                FlatNumbers.put(
                        entry.get("name").asText() + of, entry.get("value").doubleValue(), metrics);
            } else {
                throw new InputException(file
                        + " is no result of Deequ: an entry has neither 'constraint_status' nor 'name' and 'value'.");
            }
        }
        if (counts[0] > 0) {
            metrics.putAll(numbers(counts, true));
        }
        return metrics;
    }

    private static Map<String, Double> numbers(int[] counts, boolean success) {
        Map<String, Double> numbers = new TreeMap<>();
        numbers.put("checks", (double) counts[0]);
        numbers.put("failed", (double) counts[1]);
        numbers.put("success", success && counts[1] == 0 && counts[0] > 0 ? 1.0 : 0.0);
        return numbers;
    }
}
