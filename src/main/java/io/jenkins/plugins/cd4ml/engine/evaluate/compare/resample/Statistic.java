package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Additive;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.AlikeRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What is resampled: a metric, or the difference of a metric between two models on the same rows, or that difference as
 * a share of the champion's absolute value.
 *
 * @param champion null for the metric itself
 * @param relative whether the difference is divided by the champion's value, which is itself as uncertain as the rows
 */
public record Statistic(Metric metric, Sample fresh, Sample champion, boolean relative) {
    /** Rows of equal kind are worth telling only while they are few. */
    private static final int MOST_KINDS = 512;

    public Statistic(Metric metric, Sample fresh, Sample champion) {
        this(metric, fresh, champion, false);
    }

    public Statistic {
        if (champion != null
                && !(Arrays.equals(fresh.labels(), champion.labels())
                        && Arrays.equals(fresh.weights(), champion.weights())
                        && Arrays.equals(fresh.groups(), champion.groups()))) {
            throw new IllegalArgumentException("the two samples are not of the same rows");
        }
    }

    /** @return the same of one row for each group, where the rows of each group are copies of each other */
    public Statistic merged() {
        AlikeRows copies = metric.countsGroups() ? null : AlikeRows.of(fresh, champion);
        return copies == null
                ? this
                : new Statistic(metric, copies.of(fresh), champion == null ? null : copies.of(champion), relative);
    }

    public int units() {
        return fresh.units();
    }

    /** @return of each row the unit that it belongs to */
    public int[] unitOfRow() {
        return fresh.unitOfRow();
    }

    public double value() {
        return champion == null ? metric.value(fresh) : difference(metric.value(fresh), metric.value(champion));
    }

    private double difference(double a, double b) {
        return !relative ? a - b : b == 0 ? Double.NaN : (a - b) / Math.abs(b);
    }

    Statistic at(int[] rows) {
        return new Statistic(metric, fresh.at(rows), champion == null ? null : champion.at(rows), relative);
    }

    /** @return the statistic of any resample of its units; {@link Additive} where the metric is */
    public PreparedMetric prepare() {
        PreparedMetric ofRows = ofMetricsUnits();
        if (fresh.groups() == null || metric.countsGroups()) {
            return ofRows;
        }
        int[] group = unitOfRow();
        if (ofRows instanceof Additive additive) {
            return additive.grouped(group, units());
        }
        return counts -> {
            int[] rows = new int[group.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = counts[group[i]];
            }
            return ofRows.value(rows);
        };
    }

    private PreparedMetric ofMetricsUnits() {
        PreparedMetric a = metric.prepare().apply(fresh);
        if (champion == null) {
            return a;
        }
        PreparedMetric b = metric.prepare().apply(champion);
        if (a instanceof Additive first && b instanceof Additive second) {
            return difference(first, second);
        }
        return counts -> difference(a.value(counts), b.value(counts));
    }

    private Additive difference(Additive a, Additive b) {
        int split = a.terms().length;
        double[][] terms = Arrays.copyOf(a.terms(), split + b.terms().length);
        System.arraycopy(b.terms(), 0, terms, split, b.terms().length);
        return new Additive(
                terms,
                (sums, units) -> difference(
                        a.formula().value(Arrays.copyOf(sums, split), units),
                        b.formula().value(Arrays.copyOfRange(sums, split, sums.length), units)));
    }

    /** @return whether rows are drawn class by class */
    boolean stratified(ComparisonOptions.Strata strata) {
        boolean classes = "classification".equals(metric.task()) && fresh.groups() == null;
        return classes
                && (strata == ComparisonOptions.Strata.CLASSES
                        || strata == ComparisonOptions.Strata.BY_METRIC && metric.has(Metric.Trait.WITHIN_CLASSES));
    }

    /** @return whether it is an area of two classes, or a difference of two, to which DeLong's placements apply */
    public boolean pairs() {
        return !relative
                && metric.has(Metric.Trait.PAIRS)
                && fresh.scores() != null
                && fresh.weights() == null
                && fresh.groups() == null;
    }

    /** @return so many independent rows of equal weight say as much as these (Kish): units where rows belong to some */
    public double independent(int[] rows) {
        Map<Integer, Double> weights = new HashMap<>();
        int[] unit = fresh.groups() == null ? null : unitOfRow();
        for (int i : rows) {
            weights.merge(unit == null ? i : unit[i], fresh.weights() == null ? 1 : fresh.weights()[i], Double::sum);
        }
        double sum = 0;
        double squares = 0;
        for (double weight : weights.values()) {
            sum += weight;
            squares += weight * weight;
        }
        return squares == 0 ? 0 : sum * sum / squares;
    }

    /** @return of each row which kind it is, rows of one kind being alike to the metric; null where too many kinds are */
    int[] kinds() {
        if (!metric.has(Metric.Trait.CLASSES_ONLY) || fresh.groups() != null) {
            return null;
        }
        record Kind(double label, int fresh, int champion, double weight) {}
        Map<Kind, Integer> known = new HashMap<>();
        int[] kinds = new int[fresh.size()];
        for (int i = 0; i < kinds.length; i++) {
            Kind kind = new Kind(
                    fresh.labels()[i],
                    fresh.predicted()[i],
                    champion == null ? 0 : champion.predicted()[i],
                    fresh.weights() == null ? 1 : fresh.weights()[i]);
            kinds[i] = known.computeIfAbsent(kind, k -> known.size());
            if (known.size() > MOST_KINDS) {
                return null;
            }
        }
        return kinds;
    }
}
