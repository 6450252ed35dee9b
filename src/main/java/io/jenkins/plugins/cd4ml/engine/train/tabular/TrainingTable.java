package io.jenkins.plugins.cd4ml.engine.train.tabular;

import java.util.List;

/** A training dataset in memory, by columns: numbers first, then categories, each in the order of the data. */
public record TrainingTable(List<Feature> features, Target target, int rows) {
    public List<String> names() {
        return features.stream().map(Feature::name).toList();
    }

    /** @return its size and what is to be predicted, for people */
    @Override
    public String toString() {
        return rows + " rows × " + features.size() + " features, "
                + (target.regression() ? "regression" : target.classes().size() + " classes");
    }
}
