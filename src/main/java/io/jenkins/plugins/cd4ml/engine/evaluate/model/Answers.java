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

    /** @param parts of one model, in the order of the rows */
    public static Answers joined(List<Answers> parts) {
        Answers first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        int rows = parts.stream().mapToInt(Answers::rows).sum();
        double[] numbers = new double[rows * first.width];
        String[] labels = first.labels == null ? null : new String[rows];
        int at = 0;
        for (Answers part : parts) {
            System.arraycopy(part.numbers, 0, numbers, at * first.width, part.numbers.length);
            if (labels != null) {
                System.arraycopy(part.labels, 0, labels, at, part.rows());
            }
            at += part.rows();
        }
        return new Answers(numbers, first.width, labels, first.classes, first.logits, first.score);
    }

    public int rows() {
        return numbers.length / width;
    }
}
