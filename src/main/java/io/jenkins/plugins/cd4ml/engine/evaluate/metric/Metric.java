package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;

/**
 * A measure of a model's quality. Immutable, thread-safe; got from {@link Metrics#of}.
 *
 * @param name           as asked for, with its parameter: {@code auc}, {@code pinball@0.9}
 * @param higherIsBetter the direction in which it gets better
 * @param task           classification (two classes or more), regression or ranking: what it is defined for
 * @param traits         what evaluation and resampling may rely on, which methods of intervals suit it among that
 * @param range          the values that it can have
 * @param unseen         what rows that were not seen can do to it
 * @param undefinedWhen  why {@code prepare} gives NaN where it does, as the end of a sentence
 * @param prepare        sorts or sums once what every resample of the same rows shares
 */
public record Metric(
        String name,
        boolean higherIsBetter,
        String task,
        Set<Trait> traits,
        Range range,
        Unseen unseen,
        String undefinedWhen,
        Function<Sample, PreparedMetric> prepare) {

    /** Properties of a metric. */
    public enum Trait {
        /** Reads the predicted class, not the scores: rows with equal label, prediction and weight are alike. */
        CLASSES_ONLY,
        /** Measured within the classes of the truth, so that a bootstrap has to keep how many rows each has. */
        WITHIN_CLASSES,
        /** Reads nothing of the scores but their order. */
        RANKS,
        /**
         * Taken from few rows it is larger than the truth on average, and larger again from a resample of these: what
         * resamples say of it is not so.
         */
        BIASED,
        /** Reads scores as probabilities: they must lie in 0…1. */
        PROBABILITIES,
        /** A share of rows: exact binomial tests for its value, McNemar's and Tango's for a difference. */
        SHARE,
        /** A mean over the pairs of a positive and a negative row of two classes: DeLong's placements. */
        PAIRS
    }

    /** By how much rows of a kind that was not seen can move a metric, where all rows that were seen say the same. */
    public enum Unseen {
        /** A share of all rows moves it by as much of its range at most. */
        ROWS,
        /** A share of the rows of one class of the truth does. */
        CLASSES_OF_TRUTH,
        /** A share of the rows of one class, in truth or predictions, does. */
        CLASSES,
        /** Nothing is known: it has no bounds, or more than its share may hang on a row. */
        UNKNOWN
    }

    /**
     * The values that a metric can have; infinite where it has no bound.
     *
     * @param high of two classes
     * @param highOfMore of more classes
     */
    public record Range(double low, double high, double highOfMore) {
        public static final Range UNIT = new Range(0, 1, 1);
        /** No bounds. */
        static final Range OPEN =
                new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

        static final Range NOT_NEGATIVE = new Range(0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

        static Range of(double low, double high) {
            return new Range(low, high, high);
        }

        /** @return the highest value on rows like these */
        public double high(Sample sample) {
            return sample.classes() > 2 ? highOfMore : high;
        }
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** @param task binary, multiclass, regression or ranking: that of a model */
    public boolean fits(String task) {
        return this.task.equals(task)
                || "classification".equals(this.task)
                        && Set.of("binary", "multiclass").contains(task);
    }

    /** @return whether {@link PreparedMetric} counts groups of rows and not rows */
    public boolean countsGroups() {
        return "ranking".equals(task);
    }

    /** @return the metric of all rows; NaN where {@link #undefinedReason} says why */
    public double value(Sample sample) {
        return SampleFlaws.of(this, sample) == null ? all(sample) : Double.NaN;
    }

    /** @return why the metric has no value on these rows, as a sentence without its stop; null when it has one */
    public String undefinedReason(Sample sample) {
        String flaw = SampleFlaws.of(this, sample);
        if (flaw == null && Double.isNaN(all(sample))) {
            flaw = undefinedWhen;
        }
        return flaw == null ? null : name + " is undefined: " + flaw;
    }

    private double all(Sample sample) {
        int[] once = new int[countsGroups() ? sample.units() : sample.size()];
        Arrays.fill(once, 1);
        return prepare.apply(sample).value(once);
    }
}
