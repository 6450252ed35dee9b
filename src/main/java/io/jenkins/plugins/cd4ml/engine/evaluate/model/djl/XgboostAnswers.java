package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;

/**
 * What the numbers are that a model of an objective answers
 * (<a href="https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters">objectives</a>).
 */
enum XgboostAnswers {
    /** Probabilities of the classes, or predicted values. */
    VALUES,
    /** The logit of the second class. */
    LOGITS,
    /** The class as a number, without any score. */
    LABELS;

    static XgboostAnswers of(XgboostDescription description) {
        return switch (description.objective()) {
            case "binary:logitraw" -> LOGITS;
            case "binary:hinge" -> LABELS;
            default -> VALUES;
        };
    }
}
