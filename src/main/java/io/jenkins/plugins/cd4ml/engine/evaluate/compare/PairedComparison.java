package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ResamplingUnits;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;

/**
 * The difference of a metric between a new model and the champion on the same rows, and how sure it is. Holds the
 * sampling distribution, so that p-values against any number of bounds cost nothing. Immutable.
 */
public final class PairedComparison {
    /** Chance of a verdict that {@link #rowsToSettle} plans for. */
    private static final double POWER = 0.8;

    private final double difference;
    private final int rows;
    private final double confidence;
    private final String method;
    private final String approximation;
    private final Evidence evidence;
    private final RareClass rare;

    PairedComparison(
            Statistic statistic,
            double difference,
            double confidence,
            String method,
            String approximation,
            Evidence evidence) {
        this(
                statistic.fresh().size(),
                difference,
                confidence,
                method,
                approximation,
                evidence,
                RareClass.of(statistic));
    }

    PairedComparison(
            int rows,
            double difference,
            double confidence,
            String method,
            String approximation,
            Evidence evidence,
            RareClass rare) {
        this.rare = rare;
        this.difference = difference;
        this.rows = rows;
        this.confidence = confidence;
        this.method = method;
        this.approximation = approximation;
        this.evidence = evidence;
    }

    /**
     * @param fresh    the new model's answers
     * @param champion the champion's answers to the same rows in the same order
     * @throws IllegalArgumentException when the samples differ in labels, weights or groups, or the method does not
     *     suit the metric
     */
    public static PairedComparison compare(Metric metric, Sample fresh, Sample champion, ComparisonOptions options) {
        return compare(new Statistic(metric, fresh, champion).merged(), options);
    }

    /**
     * As {@link #compare}, for the difference as a share of the champion's absolute value, which is resampled with it.
     *
     * @throws IllegalArgumentException for methods that know differences only
     */
    public static PairedComparison relative(Metric metric, Sample fresh, Sample champion, ComparisonOptions options) {
        if (options.method() == ComparisonOptions.Method.DELONG
                || options.method() == ComparisonOptions.Method.MCNEMAR) {
            throw new IllegalArgumentException(
                    (options.method() == ComparisonOptions.Method.DELONG ? "delong" : "mcnemar")
                            + " knows no relative change; take a bootstrap for it");
        }
        boolean bca = options.method() == ComparisonOptions.Method.BCA;
        ComparisonOptions bootstrap = bca ? options : options.with(ComparisonOptions.Method.PERCENTILE);
        return compare(new Statistic(metric, fresh, champion, true).merged(), bootstrap);
    }

    /**
     * One model compared with itself, byte for byte: the difference is 0, for sure. Two models that say the same of the rows
     * at hand are not one model.
     *
     * @throws IllegalArgumentException when the answers differ
     */
    public static PairedComparison identical(Metric metric, Sample fresh, Sample champion, double confidence) {
        if (!sameAnswers(fresh, champion)) {
            throw new IllegalArgumentException("the two samples differ");
        }
        Statistic statistic = new Statistic(metric, fresh, champion);
        return Double.isFinite(statistic.value())
                ? new PairedComparison(statistic, 0, confidence, "identical-models", "none", new Evidence.Normal(0, 0))
                : new PairedComparison(statistic, Double.NaN, confidence, "undefined", "none", null);
    }

    /** @return whether both say the same of every row */
    public static boolean sameAnswers(Sample a, Sample b) {
        return Arrays.equals(a.scores(), b.scores())
                && Arrays.deepEquals(a.probabilities(), b.probabilities())
                && Arrays.equals(a.predicted(), b.predicted());
    }

    private static PairedComparison compare(Statistic statistic, ComparisonOptions options) {
        Metric metric = statistic.metric();
        Sample fresh = statistic.fresh();
        Sample champion = statistic.champion();
        double difference = statistic.value();
        double confidence = options.confidence();
        if (!Double.isFinite(difference)) {
            return new PairedComparison(statistic, Double.NaN, confidence, "undefined", "none", null);
        }
        if (metric.has(Metric.Trait.BIASED)) {
            return new PairedComparison(statistic, difference, confidence, "undefined", "none", null);
        }
        return switch (method(metric, fresh, options.method())) {
            case DELONG -> delong(statistic, difference, confidence);
            case MCNEMAR -> {
                Evidence evidence = new Evidence.Paired(McNemar.of(fresh, champion));
                yield new PairedComparison(statistic, difference, confidence, "mcnemar", "none", evidence);
            }
            case PERMUTATION -> {
                double[] sorted = Arrays.stream(PermutationTest.differences(statistic, options))
                        .sorted()
                        .toArray();
                boolean undefined = Arrays.stream(sorted).anyMatch(Double::isNaN);
                Evidence evidence =
                        undefined ? null : new Evidence.Exchanged(difference, sorted, PermutationTest.all(statistic));
                yield new PairedComparison(statistic, difference, confidence, "permutation", "none", evidence);
            }
            default -> {
                Resamples resamples = Resamples.of(statistic, options);
                Evidence evidence = Bootstrap.corrected(statistic, difference, resamples, options);
                String name = Bootstrap.name(options, evidence);
                yield new PairedComparison(
                        statistic, difference, confidence, name, resamples.approximation(), evidence);
            }
        };
    }

    private static PairedComparison delong(Statistic statistic, double difference, double confidence) {
        Sample fresh = statistic.fresh();
        DeLong test =
                DeLong.of(fresh.labels(), fresh.scores(), statistic.champion().scores());
        double error = test.standardError();
        Evidence evidence = Double.isNaN(error)
                ? null
                : error > 1e-12
                        ? SkewAware.of(
                                statistic,
                                difference,
                                new Evidence.Normal(test.difference(), error),
                                ResamplingUnits.of(statistic, ComparisonOptions.Strata.BY_METRIC),
                                0,
                                0)
                        : UnvariedSample.of(statistic, difference);
        String method = evidence instanceof UnvariedSample
                ? UnvariedSample.METHOD
                : evidence instanceof NoBound ? NoBound.METHOD : "delong";
        return new PairedComparison(statistic, difference, confidence, method, "none", evidence);
    }

    private static ComparisonOptions.Method method(Metric metric, Sample sample, ComparisonOptions.Method wanted) {
        boolean plain = sample.weights() == null && sample.groups() == null;
        boolean delong = metric.has(Metric.Trait.PAIRS) && sample.scores() != null && plain;
        boolean mcnemar = metric.has(Metric.Trait.SHARE) && plain;
        if (wanted == ComparisonOptions.Method.DELONG && !delong
                || wanted == ComparisonOptions.Method.MCNEMAR && !mcnemar) {
            throw new IllegalArgumentException(
                    wanted == ComparisonOptions.Method.DELONG
                            ? "delong is for auc of two classes without weights and groups, not for " + metric.name()
                            : "mcnemar is for accuracy without weights and groups, not for " + metric.name());
        }
        if (wanted != ComparisonOptions.Method.AUTO) {
            return wanted;
        }
        return delong
                ? ComparisonOptions.Method.DELONG
                : mcnemar ? ComparisonOptions.Method.MCNEMAR : ComparisonOptions.Method.PERCENTILE;
    }

    /** @return new minus champion; NaN when either is undefined */
    public double difference() {
        return difference;
    }

    /** @return whether there are an interval and p-values; otherwise they are NaN */
    public boolean defined() {
        return evidence != null && !(evidence instanceof NoBound);
    }

    /** @return why these rows allow no interval, as part of a sentence; null where they do, or the value is undefined */
    public String why() {
        return evidence instanceof NoBound none ? none.why() : null;
    }

    /** @return lower end of the two-sided interval */
    public double low() {
        return defined() ? evidence.quantile((1 - confidence) / 2) : Double.NaN;
    }

    public double high() {
        return defined() ? evidence.quantile((1 + confidence) / 2) : Double.NaN;
    }

    /** @return the value below which the truth lies with {@code probability}; NaN without an interval */
    double quantile(double probability) {
        return defined() ? evidence.quantile(probability) : Double.NaN;
    }

    public double confidence() {
        return confidence;
    }

    /** @return delong, mcnemar, bootstrap-percentile, bootstrap-bca, permutation, rule-of-three, slices-mover, identical-models, none or undefined */
    public String method() {
        return method;
    }

    /** @return what replaced drawing each row of each resample, or "none" */
    public String approximation() {
        return approximation;
    }

    public int rows() {
        return rows;
    }

    /** @return the class of the truth whose few rows decide how sure the value is; null where no class does */
    public RareClass rare() {
        return rare;
    }

    /** @return one-sided p-value against "the true difference is at most the bound": small means above it */
    public double pBelow(double bound) {
        return defined() ? evidence.atMost(bound) : Double.NaN;
    }

    /** @return one-sided p-value against "the true difference is at least the bound": small means below it */
    public double pAbove(double bound) {
        return defined() ? evidence.atLeast(bound) : Double.NaN;
    }

    /** @return two-sided p-value against "the true difference is the bound": twice the smaller of the one-sided */
    public double pValue(double bound) {
        return Math.min(1, 2 * Math.min(pBelow(bound), pAbove(bound)));
    }

    /** @return by how many standard errors the difference lies above the bound; NaN without an interval */
    public double distance(double bound) {
        return defined() ? evidence.distance(bound) : Double.NaN;
    }

    /**
     * The standard error falls with the root of the rows. So n·((z + z₀.₈)/distance)² rows, with z of the confidence
     * and the distance of the difference from the bound in standard errors, would put the whole interval on one side of
     * the bound with a chance of 80 %, were the true difference the observed one.
     *
     * @return so many rows in all, these included; 0 when the interval is clear of the bound; −1 when no number of rows
     *     below 10¹² would do
     */
    public long rowsToSettle(double bound) {
        if (!defined()) {
            return -1;
        }
        if (low() > bound || high() < bound) {
            return 0;
        }
        double z = Evidence.NORMAL.inverseCumulativeProbability((1 + confidence) / 2);
        double power = Evidence.NORMAL.inverseCumulativeProbability(POWER);
        double needed = rows * Math.pow((z + power) / evidence.distance(bound), 2);
        return needed < 1e12 ? Math.max(rows + 1L, (long) Math.ceil(needed)) : -1;
    }
}
