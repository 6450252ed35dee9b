package io.jenkins.plugins.cd4ml.engine.train.tabular;

import java.util.List;

/** A training dataset in memory, by columns: numbers first, then categories, each in the order of the data. */
public record TrainingTable(List<Feature> features, Target target, int rows) {
    public List<String> names() {
        return features.stream().map(Feature::name).toList();
    }

    public boolean categories() {
        return features.stream().anyMatch(Feature::category);
    }
}
