package io.jenkins.plugins.cd4ml.engine.evaluate.leakage;

import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.List;

/**
 * Which datasets a model was trained on, by the run's record; where another run trained it, by the project, which may
 * have changed since.
 *
 * @param names    of datasets, which the project may no longer have; empty when unknown
 * @param recorded whether this run's record says so
 */
record TrainingData(List<String> names, boolean recorded) {
    private static final String DATASET = "dataset:";

    /** @param model its digest */
    static TrainingData of(Project project, Lineage lineage, String model) {
        Lineage.Activity training = lineage.last("train");
        if (training != null && model.equals(lineage.digest("model"))) {
            return new TrainingData(
                    training.used().stream()
                            .filter(id -> id.startsWith(DATASET))
                            .map(id -> id.substring(DATASET.length()))
                            .toList(),
                    true);
        }
        String named = project.root().path("train").path("dataset").asText("train");
        boolean known = project.root().has("train") && project.section("data").has(named);
        return new TrainingData(known ? List.of(named) : List.of(), false);
    }
}
