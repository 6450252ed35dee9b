package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;

/** What a classifier's numbers allow to be measured. */
public enum ScoreKind {
    /** Probabilities of the classes; for regression and ranking, values. */
    PROBABILITIES,
    /** As {@link #PROBABILITIES}; rows are ranked by the logits, which do not tie where probabilities round to 1. */
    LOGITS,
    /** Numbers that only rank rows. */
    RANKS,
    /** Classes only. */
    NONE;

    /** @return whether numbers are probabilities */
    public boolean probable() {
        return this == PROBABILITIES || this == LOGITS;
    }

    /** @return whether the metric can be measured of such numbers */
    public boolean suits(Metric metric) {
        return switch (this) {
            case PROBABILITIES, LOGITS -> true;
            case RANKS -> metric.has(Metric.Trait.CLASSES_ONLY) || metric.has(Metric.Trait.RANKS);
            case NONE -> metric.has(Metric.Trait.CLASSES_ONLY);
        };
    }
}
