package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import java.util.Arrays;
import java.util.List;

/**
 * What a model said about the rows of a batch.
 *
 * @param numbers rows × width, row by row: probabilities, scores or predicted values
 * @param width   numbers a row; 0 for a model that names classes only
 * @param labels  the predicted class of each row as text; null when the model names none
 * @param labeled what named the labels, for messages: {@code output 'label'}; null without labels
 * @param classes the classes of the columns of {@code numbers} as the model's own output names them; null when it does not
 * @param outputs names of the outputs that hold one column of {@code numbers} each, which may end with the class that it
 *                is of; null where one output holds all
 * @param kind    what the model says that the numbers are
 * @param score   whether the one number a row is by its name of the positive class, whichever place that has
 */
public record Answers(
        double[] numbers,
        int width,
        String[] labels,
        String labeled,
        List<String> classes,
        List<String> outputs,
        Kind kind,
        boolean score) {
    /** What numbers are. */
    public enum Kind {
        /** Probabilities of classes or predicted values: what the task makes of them. */
        PLAIN,
        /** Whatever the project says of its models' numbers. */
        PROBABILITIES,
        LOGITS,
        /** They rank rows and are no probabilities. */
        SCORES
    }

    public Answers(double[] numbers, int width, List<String> classes, boolean logits) {
        this(numbers, width, null, null, classes, null, logits ? Kind.LOGITS : Kind.PLAIN, false);
    }

    /** @return of a model that names a class for each row and nothing else */
    public static Answers labels(String[] labels, String labeled) {
        return new Answers(new double[0], 0, labels, labeled, null, null, Kind.PLAIN, false);
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
        return new Answers(
                numbers, first.width, labels, first.labeled, first.classes, first.outputs, first.kind, first.score);
    }

    /** @return those of the first rows */
    public Answers first(int rows) {
        return new Answers(
                Arrays.copyOf(numbers, rows * width),
                width,
                labels == null ? null : Arrays.copyOf(labels, rows),
                labeled,
                classes,
                outputs,
                kind,
                score);
    }

    /** @return those of the rows at {@code places}, in that order */
    public Answers at(int[] places) {
        double[] some = new double[places.length * width];
        String[] named = labels == null ? null : new String[places.length];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(numbers, places[i] * width, some, i * width, width);
            if (named != null) {
                named[i] = labels[places[i]];
            }
        }
        return new Answers(some, width, named, labeled, classes, outputs, kind, score);
    }

    public int rows() {
        return width == 0 ? labels.length : numbers.length / width;
    }
}
