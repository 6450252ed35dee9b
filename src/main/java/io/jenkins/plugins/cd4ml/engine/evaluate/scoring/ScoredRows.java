package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's answers to all rows, in the terms of the task.
 *
 * @param sample as metrics take it; an answer that is not finite stays so, and no metric of it is a number
 */
public record ScoredRows(Sample sample) {
    /** Sums of float probabilities are off by so much at most. */
    private static final double TOLERANCE = 1e-3;

    /**
     * @param where   names the model in messages
     * @param classes the order of this model's own probabilities; may be empty, then the task's for such models
     * @throws InputException when a label is none of the classes, or the numbers are no probabilities, or not as many a
     *     row as the task has classes
     */
    public static ScoredRows of(
            EvaluationSettings settings,
            PredictionTask task,
            HoldoutRows rows,
            Answers answers,
            List<String> classes,
            Path where) {
        int wanted = Math.max(1, task.classes().size());
        if (answers.width() != wanted
                && (answers.width() != 1 || wanted != 2)) { // read on, rows would get others' numbers
            throw new InputException(where + " answers " + answers.width() + " numbers a row, but "
                    + (wanted == 1 ? "one is wanted." : "there are the classes " + task.classes() + "."));
        }
        return task.classes().isEmpty()
                ? regression(settings, rows, answers)
                : new Reader(settings, task, rows, answers, classes, where).read();
    }

    private static ScoredRows regression(EvaluationSettings settings, HoldoutRows rows, Answers answers) {
        double[] labels = new double[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            try {
                labels[i] = Double.parseDouble(rows.targets()[i]);
            } catch (NumberFormatException e) {
                throw new InputException(
                        settings.data() + " row " + (i + 1) + ", " + settings.target() + ": '" + rows.targets()[i]
                                + "' is no number.",
                        e);
            }
        }
        return new ScoredRows(new Sample(labels, answers.numbers(), null, null, rows.weights(), rows.groups()));
    }

    private record Reader(
            EvaluationSettings settings,
            PredictionTask task,
            HoldoutRows rows,
            Answers answers,
            List<String> classes,
            Path where) {
        ScoredRows read() {
            int n = rows.size();
            int count = task.classes().size();
            int[] order = order(count);
            double[] labels = new double[n];
            double[][] probabilities = new double[n][];
            int[] predicted = new int[n];
            double[] positive = count == 2 ? new double[n] : null;
            for (int i = 0; i < n; i++) {
                labels[i] = label(i);
                probabilities[i] = probabilities(i, order);
                predicted[i] = predicted(i, probabilities[i]);
                if (positive != null) {
                    positive[i] = probabilities[i][1];
                }
            }
            return new ScoredRows(new Sample(labels, positive, probabilities, predicted, rows.weights()));
        }

        /** @return for each class of the task the column of this model's numbers */
        private int[] order(int count) {
            List<String> own = answers.score()
                    ? task.classes()
                    : !classes.isEmpty() ? classes : answers.classes() != null ? answers.classes() : task.unnamed();
            int[] order = new int[count];
            for (int c = 0; c < count; c++) {
                order[c] = PredictionTask.index(own, task.classes().get(c));
                if (order[c] < 0 || own.size() != count) {
                    throw new InputException(where + " knows the classes " + own + ", not " + task.classes() + ".");
                }
            }
            return order;
        }

        private double label(int row) {
            int index = PredictionTask.index(task.classes(), rows.targets()[row]);
            if (index < 0) {
                throw new InputException(settings.data() + " row " + (row + 1) + ", " + settings.target() + ": '"
                        + rows.targets()[row] + "' is none of the model's classes " + task.classes() + ".");
            }
            return index;
        }

        private double[] probabilities(int row, int[] order) {
            boolean logits = settings.logits() || answers.logits();
            double[] own = new double[order.length];
            if (answers.width() == 1) { // one number: of the second of its classes
                double number = answers.numbers()[row];
                own[1] = logits ? 1 / (1 + Math.exp(-number)) : number;
                own[0] = 1 - own[1];
            } else {
                System.arraycopy(answers.numbers(), row * order.length, own, 0, order.length);
                if (logits) {
                    softmax(own);
                }
            }
            double[] ordered = new double[order.length];
            double sum = 0;
            for (int c = 0; c < order.length; c++) {
                double p = own[order[c]];
                if (p < -TOLERANCE || p > 1 + TOLERANCE) {
                    throw noProbability(row, p);
                }
                ordered[c] = p < 0 ? 0 : p > 1 ? 1 : p;
                sum += p;
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                throw noProbability(row, sum);
            }
            return ordered;
        }

        private InputException noProbability(int row, double number) {
            return new InputException(where + " answers " + number + " to row " + (row + 1)
                    + ", which is no probability; set evaluate.scores: logit if these are logits.");
        }

        private static void softmax(double[] values) {
            double most = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                most = Math.max(most, value);
            }
            double sum = 0;
            for (int c = 0; c < values.length; c++) {
                values[c] = Math.exp(values[c] - most);
                sum += values[c];
            }
            for (int c = 0; c < values.length; c++) {
                values[c] /= sum;
            }
        }

        private int predicted(int row, double[] probabilities) {
            if (answers.labels() != null) {
                int said = PredictionTask.index(task.classes(), answers.labels()[row]);
                if (said < 0) {
                    throw new InputException(where + " predicts '" + answers.labels()[row] + "' for row " + (row + 1)
                            + ", which is none of its classes " + task.classes() + ".");
                }
                return said;
            }
            int best = 0;
            for (int c = 1; c < probabilities.length; c++) {
                best = probabilities[c] > probabilities[best] ? c : best;
            }
            return best;
        }
    }
}
