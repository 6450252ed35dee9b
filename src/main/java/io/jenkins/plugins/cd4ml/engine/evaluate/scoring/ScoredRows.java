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
 * @param scores what its numbers allow to be measured
 * @param flaw   why they are no probabilities, as a sentence; null where they are, or nobody said so
 * @param notes  what a reader of the results must know, as clauses
 */
public record ScoredRows(Sample sample, ScoreKind scores, String flaw, List<String> notes) {
    /**
     * @param where   names the model in messages
     * @param classes the order of this model's own probabilities; may be empty, then the task's for such models
     * @throws InputException when a label is none of the classes, or the numbers are no probabilities and no classes
     *     are named beside them, or they are not as many a row as the task has classes
     */
    public static ScoredRows of(
            EvaluationSettings settings,
            PredictionTask task,
            HoldoutRows rows,
            Answers answers,
            List<String> classes,
            Path where) {
        int wanted = Math.max(1, task.classes().size());
        boolean fits = answers.width() == wanted
                || answers.width() == 1 && wanted == 2
                || answers.width() == 0 && answers.labels() != null;
        if (!fits) { // read on, rows would get others' numbers
            throw new InputException(where + " answers " + answers.width() + " numbers a row, but "
                    + (wanted == 1 ? "one is wanted." : "there are the classes " + task.classes() + "."));
        }
        return task.classes().isEmpty()
                ? regression(settings, rows, answers, where)
                : new ClassReader(settings, task, rows, answers, classes, where).read();
    }

    /** @return the same answers, of rows of which some belong together */
    public ScoredRows grouped(int[] groups) {
        return new ScoredRows(sample.grouped(groups), scores, flaw, notes);
    }

    private static ScoredRows regression(EvaluationSettings settings, HoldoutRows rows, Answers answers, Path where) {
        double[] labels = numbers(rows.targets(), settings.data() + " row ", ", " + settings.target() + ": ");
        double[] values = answers.width() == 1 ? answers.numbers() : numbers(answers.labels(), where + " row ", ": ");
        return new ScoredRows(
                new Sample(labels, values, null, null, rows.weights(), rows.groups()),
                ScoreKind.PROBABILITIES,
                null,
                List.of());
    }

    private static double[] numbers(String[] texts, String before, String after) {
        double[] numbers = new double[texts.length];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Double.parseDouble(texts[i]);
            } catch (NumberFormatException e) {
                throw new InputException(before + (i + 1) + after + "'" + texts[i] + "' is no number.", e);
            }
        }
        return numbers;
    }
}
