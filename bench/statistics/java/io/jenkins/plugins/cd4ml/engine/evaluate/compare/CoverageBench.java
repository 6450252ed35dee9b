package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;

/**
 * How often a 95 % interval of the difference holds the truth, over 2,000 simulated pairs of models; and how often a gate
 * that asks for more than no change promotes a model that is no better, nominally at most 2.5 %. Each pair is judged both
 * ways round, which gives twice as many chances to promote wrongly. The truth is that of a million rows. Beside each
 * share stands the standard error that so many pairs have. A leaning model is better on one class and worse on the other.
 */
final class CoverageBench {
    private static final int ROWS = 500;
    private static final int RESAMPLES = 2_000;
    private final int pairs;
    private final String only;

    private CoverageBench(int pairs, String only) {
        this.pairs = pairs;
        this.only = only;
    }

    /** @param args the number of pairs, 2,000 if none; and what the lines to measure begin with, all if none */
    public static void main(String[] args) {
        String only = args.length < 2 ? "" : args[1];
        CoverageBench bench = new CoverageBench(args.length == 0 ? 2_000 : Integer.parseInt(args[0]), only);
        System.out.printf("pairs of %d rows, 30 %% positives, %d resamples%n", ROWS, RESAMPLES);
        ComparisonOptions auto = ComparisonOptions.of(0.95, 11).resamples(RESAMPLES);
        CoverageBench more = new CoverageBench(10 * bench.pairs, only); // these two need no resamples
        more.measure("auc", auto, 0);
        more.measure("accuracy", auto, 0);
        for (String metric : new String[] {"log_loss", "brier", "f1", "balanced_accuracy"}) {
            bench.measure(metric, auto, 0);
        }
        ComparisonOptions percentile = auto.with(ComparisonOptions.Method.PERCENTILE);
        bench.measure("auc", percentile, 0);
        bench.measure("accuracy", percentile, 0);
        for (String metric : new String[] {"auc", "accuracy", "log_loss"}) {
            bench.measure(metric, auto.with(ComparisonOptions.Method.BCA), 0);
        }
        bench.measure("accuracy", percentile, 1);
        bench.measure("accuracy", percentile.with(ComparisonOptions.Strata.CLASSES), 1);
        bench.measure("pr_auc", percentile, 0);
        bench.single("pr_auc", percentile);
        bench.single("pr_auc", percentile.with(ComparisonOptions.Strata.CLASSES));
    }

    /** The interval of one model's value. */
    private void single(String metric, ComparisonOptions options) {
        if (!(metric + " value").startsWith(only)) {
            return;
        }
        double truth = Metrics.of(metric)
                .value(Simulated.binary(1_000_000, 0.3, 0.9, 0.8, 1).fresh());
        int inside = 0;
        for (int i = 0; i < pairs; i++) {
            Interval interval = Bootstrap.interval(
                    Metrics.of(metric),
                    Simulated.binary(ROWS, 0.3, 0.9, 0.8, 1_000 + i).fresh(),
                    options);
            inside += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
        }
        System.out.printf(
                "%-18s %-21s %6d models %scovered %.2f ± %.2f %%%n",
                metric,
                "value, percentile",
                pairs,
                options.strata() == ComparisonOptions.Strata.CLASSES ? "by class " : "",
                100.0 * inside / pairs,
                error(0.95, pairs));
    }

    private void measure(String metric, ComparisonOptions options, double shift) {
        if (!(metric + " " + options.method()).startsWith(only)) {
            return;
        }
        Simulated whole = Simulated.binary(1_000_000, 0.3, 0.9, 0.8, 1).leaning(shift);
        double truth = new Statistic(Metrics.of(metric), whole.fresh(), whole.champion()).value();
        int inside = 0;
        int promoted = 0;
        String method = "";
        for (int i = 0; i < pairs; i++) {
            Simulated pair = Simulated.binary(ROWS, 0.3, 0.9, 0.8, 1_000 + i).leaning(shift);
            PairedComparison c = compare(metric, pair, options);
            method = c.method();
            inside += c.low() <= truth && truth <= c.high() ? 1 : 0;
            PairedComparison even = compare(metric, Simulated.binary(ROWS, 0.3, 0.8, 0.8, 9_000_000 + i), options);
            promoted += promotes(even.low(), even.pBelow(0), 1) ? 1 : 0;
            promoted += promotes(even.high(), even.pAbove(0), -1) ? 1 : 0; // the other of the two as the new one
        }
        System.out.printf(
                "%-18s %-21s %6d pairs %s%s covered %.2f ± %.2f %%, promoted without a difference %.2f ± %.2f %%%n",
                metric,
                method,
                pairs,
                options.strata() == ComparisonOptions.Strata.CLASSES ? "by class " : "",
                shift == 0 ? "" : "leaning",
                100.0 * inside / pairs,
                error(0.95, pairs),
                50.0 * promoted / pairs,
                error(0.025, 2 * pairs));
    }

    /** As the gate decides: by the interval and by the p-value. */
    private static boolean promotes(double end, double p, int side) {
        return side * end > 0 && p <= 0.025;
    }

    /** Standard error in percent of a share that this simulation finds. */
    private static double error(double share, int of) {
        return 100 * Math.sqrt(share * (1 - share) / of);
    }

    private static PairedComparison compare(String metric, Simulated pair, ComparisonOptions options) {
        return PairedComparison.compare(Metrics.of(metric), pair.fresh(), pair.champion(), options);
    }
}
