package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;

/**
 * How often a 95 % interval of the difference holds the truth, over 2,000 simulated pairs of models; and how often a gate
 * that asks for more than no change promotes a model that is no better, nominally at most 2.5 %. The truth is that of
 * four million rows. With 2,000 pairs a share of 95 % has a chance error of 0.5 points, one of 2.5 % of 0.35.
 */
final class CoverageBench {
    private static final int PAIRS = 2_000;
    private static final int ROWS = 1_000;

    private CoverageBench() {}

    public static void main(String[] args) {
        System.out.printf("%d pairs of %d rows, 30 %% positives, 2,000 resamples%n", PAIRS, ROWS);
        Options auto = Options.of(0.95, 11).resamples(2_000);
        Options percentile = auto.with(Options.Method.PERCENTILE);
        Options bca = auto.with(Options.Method.BCA);
        for (String metric : new String[] {"auc", "accuracy", "log_loss", "brier", "f1", "balanced_accuracy"}) {
            measure(metric, percentile);
            if ("auc".equals(metric) || "accuracy".equals(metric)) {
                measure(metric, auto);
            }
            if (!"f1".equals(metric)) {
                measure(metric, bca);
            }
        }
        measure("accuracy", percentile.with(Options.Strata.CLASSES));
        measure("log_loss", percentile.with(Options.Strata.CLASSES));
    }

    private static void measure(String metric, Options options) {
        Simulated whole = Simulated.binary(4_000_000, 0.3, 0.9, 0.8, 1);
        double truth = new Statistic(Metrics.of(metric), whole.fresh(), whole.champion()).value();
        int inside = 0;
        int tooHigh = 0;
        int promoted = 0;
        String method = "";
        for (int i = 0; i < PAIRS; i++) {
            PairedComparison c = compare(metric, Simulated.binary(ROWS, 0.3, 0.9, 0.8, 1_000 + i), options);
            method = c.method();
            inside += c.low() <= truth && truth <= c.high() ? 1 : 0;
            tooHigh += c.low() > truth ? 1 : 0;
            PairedComparison even = compare(metric, Simulated.binary(ROWS, 0.3, 0.8, 0.8, 9_000_000 + i), options);
            boolean better = Metrics.of(metric).higherIsBetter() ? even.low() > 0 : even.high() < 0;
            promoted += better ? 1 : 0;
        }
        System.out.printf(
                "%-18s %-21s %-9s covered %.2f %% (%.2f %% below the interval), promoted without a difference %.2f %%%n",
                metric,
                method,
                options.strata() == Options.Strata.CLASSES ? "by class" : "",
                100.0 * inside / PAIRS,
                100.0 * tooHigh / PAIRS,
                100.0 * promoted / PAIRS);
    }

    private static PairedComparison compare(String metric, Simulated pair, Options options) {
        return PairedComparison.compare(Metrics.of(metric), pair.fresh(), pair.champion(), options);
    }
}
