package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a model said about some rows. Arrays are shared, not copied; nobody may change them.
 *
 * @param labels        the truth: class index for classification, value for regression, relevance for ranking
 * @param scores        score or probability of class 1 (binary), predicted value (regression) or score (ranking); null
 *                      for more classes
 * @param probabilities rows × classes; may be null for two classes, then {@code scores} are the probabilities of class 1
 * @param predicted     predicted class index for classification, else null
 * @param weights       of each row, not negative; null for one each
 * @param groups        what each row belongs to and is drawn with: for ranking the query, else a cluster of dependent
 *                      rows; null where rows are independent
 */
public record Sample(
        double[] labels, double[] scores, double[][] probabilities, int[] predicted, double[] weights, int[] groups) {

    public Sample(double[] labels, double[] scores, double[][] probabilities, int[] predicted, double[] weights) {
        this(labels, scores, probabilities, predicted, weights, null);
    }

    /** Two classes; class 1 is predicted above a probability of one half. */
    public static Sample binary(double[] labels, double[] scores) {
        int[] predicted = new int[scores.length];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = scores[i] > 0.5 ? 1 : 0;
        }
        return new Sample(labels, scores, null, predicted, null, null);
    }

    /** The most probable class is predicted, the first of equals. */
    public static Sample multiclass(double[] labels, double[][] probabilities) {
        int[] predicted = new int[probabilities.length];
        for (int i = 0; i < predicted.length; i++) {
            for (int c = 1; c < probabilities[i].length; c++) {
                predicted[i] = probabilities[i][c] > probabilities[i][predicted[i]] ? c : predicted[i];
            }
        }
        return new Sample(labels, null, probabilities, predicted, null, null);
    }

    public static Sample regression(double[] labels, double[] values) {
        return new Sample(labels, values, null, null, null, null);
    }

    public static Sample ranking(double[] relevances, double[] scores, int[] groups) {
        return new Sample(relevances, scores, null, null, null, groups);
    }

    /** @return the same with rows that belong together: they are one unit to every interval and comparison */
    public Sample grouped(int[] groups) {
        return new Sample(labels, scores, probabilities, predicted, weights, groups);
    }

    /** @return so many rows of equal weight say as much as these: (Σw)² / Σw² (Kish, Survey Sampling, 1965), rounded down; copies are one row */
    public int support(int[] rows) {
        AlikeRows copies = groups == null ? null : AlikeRows.of(at(rows), null);
        if (copies != null) {
            return copies.of(at(rows))
                    .support(IntStream.range(0, copies.rows().length).toArray());
        }
        if (weights == null) {
            return rows.length;
        }
        double sum = 0;
        double squares = 0;
        for (int i : rows) {
            sum += weights[i];
            squares += weights[i] * weights[i];
        }
        return squares == 0 ? 0 : (int) (sum * sum / squares + 1e-9);
    }

    /** @return how many units are drawn: rows, or groups of them */
    public int units() {
        return groups == null ? size() : (int) Arrays.stream(groups).distinct().count();
    }

    /** @return of each row the unit that it belongs to: itself, or its group by rising id */
    public int[] unitOfRow() {
        return groups == null
                ? IntStream.range(0, size()).toArray()
                : Groups.of(groups).groupOfRow();
    }

    public Sample weighted(double[] weights) {
        return new Sample(labels, scores, probabilities, predicted, weights, groups);
    }

    public int size() {
        return labels.length;
    }

    /** @return the rows at {@code rows}, in that order */
    public Sample at(int[] rows) {
        double[][] p = probabilities == null ? null : new double[rows.length][];
        for (int i = 0; p != null && i < rows.length; i++) {
            p[i] = probabilities[rows[i]];
        }
        return new Sample(
                pick(labels, rows),
                pick(scores, rows),
                p,
                pick(predicted, rows),
                pick(weights, rows),
                pick(groups, rows));
    }

    /** @return the weight of row {@code i} */
    double weight(int i) {
        return weights == null ? 1 : weights[i];
    }

    /** @return the number of classes that the model knows, 2 where only scores are given */
    public int classes() {
        return probabilities == null ? 2 : probabilities[0].length;
    }

    double probability(int row, int label) {
        if (probabilities != null) {
            return probabilities[row][label];
        }
        return label == 1 ? scores[row] : 1 - scores[row];
    }

    /** @return the scores that rank rows by class {@code c} */
    double[] scores(int c) {
        if (scores != null) {
            return scores;
        }
        double[] column = new double[size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = probabilities[i][c];
        }
        return column;
    }

    private static double[] pick(double[] values, int[] rows) {
        if (values == null) {
            return null;
        }
        double[] picked = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }

    private static int[] pick(int[] values, int[] rows) {
        if (values == null) {
            return null;
        }
        int[] picked = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }
}
