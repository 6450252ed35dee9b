package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

/**
 * How an interval or a comparison is made. The result depends on all of it but {@code threads}.
 *
 * @param confidence of the two-sided interval, between 0 and 1
 * @param resamples  of a bootstrap or permutation test, at least 100
 * @param seed       of the resamples
 */
public record ComparisonOptions(
        double confidence, int resamples, long seed, Method method, Strata strata, int threads) {
    /** How a sampling distribution is found. */
    public enum Method {
        /** DeLong for AUC of two classes, McNemar for accuracy, both without weights; else the percentile bootstrap. */
        AUTO,
        /** Bootstrap, quantiles of the resamples. */
        PERCENTILE,
        /** Bootstrap, bias-corrected and accelerated. */
        BCA,
        DELONG,
        MCNEMAR,
        /** The two models' answers to a row are exchanged at random. */
        PERMUTATION;

        /** @return the method of that name in {@code cd4ml.yaml} and in {@code evaluation.json}; AUTO for null and auto */
        public static Method named(String name) {
            return switch (name == null ? "auto" : name) {
                case "auto" -> AUTO;
                case "bootstrap-percentile" -> PERCENTILE;
                case "bootstrap-bca" -> BCA;
                case "delong" -> DELONG;
                case "mcnemar" -> MCNEMAR;
                case "permutation" -> PERMUTATION;
                default -> throw new IllegalArgumentException("the method " + name + " is not known");
            };
        }
    }

    /** Whether a bootstrap draws from each class of the truth as many rows as it has. */
    public enum Strata {
        /** For metrics within classes (AUC, PR AUC, balanced accuracy): yes; for others: no. */
        BY_METRIC,
        /** For a holdout that was itself drawn by class. Too narrow where the numbers of a class are chance. */
        CLASSES,
        NONE
    }

    public ComparisonOptions {
        if (!(confidence > 0 && confidence < 1) || resamples < 100 || threads < 1) {
            throw new IllegalArgumentException(
                    "confidence " + confidence + ", resamples " + resamples + ", threads " + threads);
        }
    }

    /** 10,000 resamples, every processor. */
    public static ComparisonOptions of(double confidence, long seed) {
        int threads = Runtime.getRuntime().availableProcessors();
        return new ComparisonOptions(confidence, 10_000, seed, Method.AUTO, Strata.BY_METRIC, threads);
    }

    public ComparisonOptions with(Method other) {
        return new ComparisonOptions(confidence, resamples, seed, other, strata, threads);
    }

    public ComparisonOptions with(Strata other) {
        return new ComparisonOptions(confidence, resamples, seed, method, other, threads);
    }

    public ComparisonOptions resamples(int other) {
        return new ComparisonOptions(confidence, other, seed, method, strata, threads);
    }

    public ComparisonOptions confidence(double other) {
        return new ComparisonOptions(other, resamples, seed, method, strata, threads);
    }

    public ComparisonOptions threads(int other) {
        return new ComparisonOptions(confidence, resamples, seed, method, strata, other);
    }
}
