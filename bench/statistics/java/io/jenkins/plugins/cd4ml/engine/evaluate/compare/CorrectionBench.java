package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import java.util.ArrayList;
import java.util.List;

/**
 * What the corrections for few units do: the same simulated pairs judged by the textbook's bootstrap, with its levels
 * moved for few units, and, for BCa, with its leaning taken back as well. Coverage of 95 % intervals, and how often a
 * gate promotes a model that is no better, each pair judged both ways round.
 */
final class CorrectionBench {
    private static final int ROWS = 500;

    private CorrectionBench() {}

    /** @param args the number of pairs, 2,000 if none */
    public static void main(String[] args) {
        int pairs = args.length == 0 ? 2_000 : Integer.parseInt(args[0]);
        System.out.printf(
                "%d pairs of %d rows: promoted / covered %%, ± %.2f / %.2f%n",
                pairs, ROWS, 100 * Math.sqrt(0.025 * 0.975 / 2 / pairs), 100 * Math.sqrt(0.05 * 0.95 / pairs));
        ComparisonOptions options = ComparisonOptions.of(0.95, 11).resamples(2_000);
        for (String metric : new String[] {"auc", "accuracy", "log_loss", "brier", "f1"}) {
            line(metric, pairs, options.with(ComparisonOptions.Method.PERCENTILE));
            line(metric, pairs, options.with(ComparisonOptions.Method.BCA));
        }
    }

    private static void line(String metric, int pairs, ComparisonOptions options) {
        Simulated whole = Simulated.binary(1_000_000, 0.3, 0.9, 0.8, 1);
        double truth = statistic(metric, whole).value();
        int[] inside = new int[3];
        int[] promoted = new int[3];
        for (int i = 0; i < pairs; i++) {
            List<Evidence> apart =
                    judged(statistic(metric, Simulated.binary(ROWS, 0.3, 0.9, 0.8, 50_000 + i)), options);
            List<Evidence> even =
                    judged(statistic(metric, Simulated.binary(ROWS, 0.3, 0.8, 0.8, 19_000_000 + i)), options);
            for (int k = 0; k < 3; k++) {
                Evidence one = apart.get(k);
                inside[k] += one.quantile(0.025) <= truth && truth <= one.quantile(0.975) ? 1 : 0;
                Evidence none = even.get(k);
                promoted[k] += none.quantile(0.025) > 0 && none.atMost(0) <= 0.025 ? 1 : 0;
                promoted[k] += none.quantile(0.975) < 0 && none.atLeast(0) <= 0.025 ? 1 : 0;
            }
        }
        boolean bca = options.method() == ComparisonOptions.Method.BCA;
        String[] names = {"textbook", "for few units", "leaning taken back"};
        StringBuilder text = new StringBuilder("%-10s %-10s".formatted(metric, bca ? "BCa" : "percentile"));
        for (int k = 0; k < (bca ? 3 : 2); k++) {
            text.append("  %s %.2f / %.2f".formatted(names[k], 50.0 * promoted[k] / pairs, 100.0 * inside[k] / pairs));
        }
        System.out.println(text);
    }

    private static Statistic statistic(String metric, Simulated pair) {
        return new Statistic(Metrics.of(metric), pair.fresh(), pair.champion());
    }

    /** @return the evidence of one bootstrap, without correction, with that for few units, with all */
    private static List<Evidence> judged(Statistic statistic, ComparisonOptions options) {
        Resamples resamples = Resamples.of(statistic, options);
        Evidence all = Bootstrap.corrected(statistic, statistic.value(), resamples, options);
        List<Evidence> judged = new ArrayList<>(List.of(all, all, all));
        if (all instanceof SmallSample small) {
            judged.set(0, small.plain());
            judged.set(1, new SmallSample(small.plain(), small.inflation(), small.freedom(), 0));
        }
        return judged;
    }
}
