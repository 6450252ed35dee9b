package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import java.util.List;

/**
 * What a model said about the rows of a batch.
 *
 * @param numbers rows × width, row by row: probabilities, scores or predicted values
 * @param width   numbers a row
 * @param labels  the predicted class of each row as text; null when the model names none
 * @param classes the classes of the columns of {@code numbers} as the model's own output names them; null when it does not
 * @param logits  whether the model says that the numbers are logits
 * @param score   whether the one number a row is by its name of the positive class, whichever place that has
 */
public record Answers(
        double[] numbers, int width, String[] labels, List<String> classes, boolean logits, boolean score) {
    public Answers(double[] numbers, int width, String[] labels, List<String> classes, boolean logits) {
        this(numbers, width, labels, classes, logits, false);
    }

    public int rows() {
        return numbers.length / width;
    }
}
