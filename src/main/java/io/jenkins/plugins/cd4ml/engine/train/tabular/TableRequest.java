package io.jenkins.plugins.cd4ml.engine.train.tabular;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which columns of a dataset a built-in trainer learns from, and what.
 *
 * @param features   wanted columns in order; empty for all that are not {@code others}
 * @param categories columns that are categories though they hold numbers
 * @param others     columns that evaluation needs and a model must not see: key, weight, group
 * @param task       {@code regression} or {@code classification}; null where the target's values tell
 * @param missing    whether a missing number is allowed
 */
public record TableRequest(
        String dataset,
        String target,
        Set<String> features,
        Set<String> categories,
        Set<String> others,
        String task,
        boolean missing) {
    private static final Set<String> REGRESSION = Set.of("rmse", "mse", "mae", "mape", "r2");

    /**
     * @param block the trainer's own part of {@code train}
     * @throws InputException when {@code evaluate.target} is missing, or is among the features
     */
    public static TableRequest of(Project project, String dataset, JsonNode block, boolean missing) {
        JsonNode evaluate = project.section("evaluate");
        if (!evaluate.hasNonNull("target")) {
            throw new InputException(project.place("/evaluate")
                    + " names no target, the column that the model learns to predict; add evaluate.target.");
        }
        Set<String> others = new LinkedHashSet<>();
        for (String key : new String[] {"key", "weight", "group"}) {
            if (evaluate.hasNonNull(key)) {
                others.add(evaluate.get(key).asText());
            }
        }
        String target = evaluate.get("target").asText();
        Set<String> features = names(block.path("features"));
        if (features.contains(target)) {
            throw new InputException(project.place("/train") + ": the target '" + target
                    + "' is among the features, so the model would learn it from itself; take it out of the list.");
        }
        return new TableRequest(
                dataset, target, features, names(block.path("categories")), others, task(block, evaluate), missing);
    }

    private static String task(JsonNode block, JsonNode evaluate) {
        if (block.hasNonNull("task")) {
            return block.get("task").asText();
        }
        String task = evaluate.path("task").asText("");
        if (!task.isEmpty()) {
            return task.equals("regression") ? task : "classification";
        }
        String metric = evaluate.path("metrics").path(0).asText("");
        return REGRESSION.contains(metric) || metric.startsWith("pinball@") ? "regression" : null;
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new LinkedHashSet<>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }
}
