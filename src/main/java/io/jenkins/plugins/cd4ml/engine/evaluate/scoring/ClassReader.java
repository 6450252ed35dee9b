package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a classifier's answers. One use, one thread. */
final class ClassReader {
    /** Sums of float probabilities are off by so much at most. */
    private static final double TOLERANCE = 1e-3;
    /** Probabilities closer than this are a tie, which a label may decide either way. */
    private static final double TIE = 1e-6;
    /** The share of rows above which labels that are not the most probable class are worth a word. */
    private static final double MANY = 0.01;

    private final EvaluationSettings settings;
    private final PredictionTask task;
    private final HoldoutRows rows;
    private final Answers answers;
    private final List<String> classes;
    private final Path where;
    private final int count;
    private final int[] order;
    private final ScoreKind told;
    private String flaw;

    /** @param classes the order of this model's own numbers; may be empty */
    ClassReader(
            EvaluationSettings settings,
            PredictionTask task,
            HoldoutRows rows,
            Answers answers,
            List<String> classes,
            Path where) {
        this.settings = settings;
        this.task = task;
        this.rows = rows;
        this.answers = answers;
        this.classes = classes;
        this.where = where;
        count = task.classes().size();
        told = answers.width() == 0 ? ScoreKind.NONE : told(settings, answers);
        order = answers.width() == 0 ? null : order();
    }

    private static ScoreKind told(EvaluationSettings settings, Answers answers) {
        String said = settings.scores() == null ? "" : settings.scores();
        boolean plain = said.isEmpty();
        if (answers.kind() == Answers.Kind.PROBABILITIES) {
            return ScoreKind.PROBABILITIES;
        }
        if (said.equals("logit") || plain && answers.kind() == Answers.Kind.LOGITS) {
            return ScoreKind.LOGITS;
        }
        return said.equals("score") || plain && answers.kind() == Answers.Kind.SCORES
                ? ScoreKind.RANKS
                : ScoreKind.PROBABILITIES;
    }

    ScoredRows read() {
        int n = rows.size();
        double[] labels = new double[n];
        double[][] scores = new double[n][];
        int[] predicted = new int[n];
        int contradicted = 0;
        for (int i = 0; i < n; i++) {
            labels[i] = label(i);
            scores[i] = told == ScoreKind.NONE ? null : numbers(i);
            predicted[i] = answers.labels() == null ? largest(scores[i]) : said(i);
            contradicted += scores[i] != null && contradicts(scores[i], predicted[i]) ? 1 : 0;
        }
        ScoreKind kind = flaw == null ? told : ScoreKind.NONE;
        if (flaw != null && answers.labels() == null) {
            throw new InputException(flaw);
        }
        return new ScoredRows(sample(kind, labels, scores, predicted), kind, flaw, notes(kind, contradicted));
    }

    private Sample sample(ScoreKind kind, double[] labels, double[][] scores, int[] predicted) {
        int n = labels.length;
        double[][] probabilities = scores;
        if (kind == ScoreKind.NONE) {
            probabilities = new double[n][count]; // of which no metric may be measured but those of classes
            for (int i = 0; i < n; i++) {
                probabilities[i][predicted[i]] = 1;
            }
        }
        double[] positive = count == 2 && kind != ScoreKind.NONE ? new double[n] : null;
        for (int i = 0; positive != null && i < n; i++) {
            positive[i] = kind == ScoreKind.LOGITS ? logit(i) : scores[i][1];
        }
        return new Sample(
                labels,
                positive,
                kind == ScoreKind.RANKS && count == 2 ? null : probabilities,
                predicted,
                rows.weights(),
                rows.groups());
    }

    private List<String> notes(ScoreKind kind, int contradicted) {
        List<String> notes = new ArrayList<>();
        if (flaw != null) {
            notes.add(flaw.replaceAll("\\.$", "") + "; only what needs no probabilities is measured, by its "
                    + answers.labeled());
        }
        if (kind.probable() && contradicted > MANY * rows.size()) {
            notes.add(where + " names by its " + answers.labeled() + " another class than the most probable one for "
                    + contradicted + " of " + rows.size() + " rows"
                    + (2L * contradicted > rows.size() ? "; are its classes in the order of its probabilities?" : ""));
        }
        return notes;
    }

    /** @return for each class of the task the column of this model's numbers */
    private int[] order() {
        List<String> own = answers.score()
                ? task.classes()
                : !classes.isEmpty() ? classes : answers.classes() != null ? answers.classes() : outputs();
        int[] places = new int[count];
        for (int c = 0; c < count; c++) {
            places[c] = PredictionTask.index(own, task.classes().get(c));
            if (places[c] < 0 || own.size() != count) {
                throw new InputException(where + " knows the classes " + own + ", not " + task.classes() + ".");
            }
        }
        return places;
    }

    private List<String> outputs() {
        return answers.outputs() == null ? task.unnamed() : ClassNames.of(answers, List.of(), rows);
    }

    private double label(int row) {
        int index = PredictionTask.index(task.classes(), rows.targets()[row]);
        if (index < 0) {
            throw new InputException(settings.data() + " row " + (row + 1) + ", " + settings.target() + ": '"
                    + rows.targets()[row] + "' is none of the model's classes " + task.classes() + ".");
        }
        return index;
    }

    private int said(int row) {
        int said = PredictionTask.index(task.classes(), answers.labels()[row]);
        if (said < 0) {
            throw new InputException(where + " predicts '" + answers.labels()[row] + "' for row " + (row + 1)
                    + ", which is none of its classes " + task.classes() + ".");
        }
        return said;
    }

    /** @return the score of each class of the task: its probability, where they are any */
    private double[] numbers(int row) {
        double[] own = new double[count];
        if (answers.width() == 1) { // one number: of the second of its classes
            double number = answers.numbers()[row];
            own[1] = told == ScoreKind.LOGITS ? 1 / (1 + Math.exp(-number)) : number;
            own[0] = told == ScoreKind.RANKS ? -number : 1 - own[1];
        } else {
            System.arraycopy(answers.numbers(), row * count, own, 0, count);
            if (told == ScoreKind.LOGITS) {
                softmax(own);
            }
        }
        double[] ordered = new double[count];
        double sum = 0;
        for (int c = 0; c < count; c++) {
            double p = own[order[c]];
            if (told != ScoreKind.RANKS && (p < -TOLERANCE || p > 1 + TOLERANCE)) {
                noProbability(row, p);
            }
            ordered[c] = told == ScoreKind.RANKS ? p : p < 0 ? 0 : p > 1 ? 1 : p;
            sum += p;
        }
        if (told != ScoreKind.RANKS && Math.abs(sum - 1) > TOLERANCE) {
            noProbability(row, sum);
        }
        return ordered;
    }

    /** @return the logit of the positive one of two classes */
    private double logit(int row) {
        double[] numbers = answers.numbers();
        double second = answers.width() == 1 ? numbers[row] : numbers[2 * row + 1] - numbers[2 * row];
        return order[1] == 1 ? second : -second;
    }

    private void noProbability(int row, double number) {
        if (flaw == null) {
            flaw = where + " answers " + number + " to row " + (row + 1)
                    + ", which is no probability; set evaluate.scores: logit if these are logits, score if they only"
                    + " rank rows.";
        }
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

    private static int largest(double[] scores) {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    private static boolean contradicts(double[] scores, int predicted) {
        return scores[largest(scores)] - scores[predicted] > TIE;
    }
}
