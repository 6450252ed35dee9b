package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Fairness;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * What intervals promise where data are few, rare, skewed or dependent: of samples whose truth is known, how often a gate
 * at the truth passes (nominally at most 2.5 %), how often the 95 % interval holds the truth, and how often there is no
 * interval. The limit of a gate is the truth itself, so every pass is a false one.
 */
final class HonestyBench {
    private static final SplittableRandom TRUTH = new SplittableRandom(20_260_101);
    private final int times;
    private final String only;
    private int judged;
    private int disagree;
    private final ComparisonOptions options =
            ComparisonOptions.of(0.95, 5).resamples(500).threads(1);

    private HonestyBench(int times, String only) {
        this.times = times;
        this.only = only;
    }

    /** One simulated sample, or pair of samples, and what is true of it. */
    private interface Draw {
        Drawn of(SplittableRandom random);
    }

    /** What cd4ml says of a sample, and what the percentile bootstrap of numpy and scipy says of rows. */
    private record Drawn(PairedComparison ours, Evidence textbook) {}

    /** @param args how many samples a line, 1,000 if none; and what the lines to measure begin with, all if none */
    public static void main(String[] args) {
        HonestyBench bench =
                new HonestyBench(args.length == 0 ? 1_000 : Integer.parseInt(args[0]), args.length < 2 ? "" : args[1]);
        System.out.printf(
                "%d samples a line: false passes ± %.2f, covered ± %.2f%n",
                bench.times, 100 * Math.sqrt(0.025 * 0.975 / bench.times), 100 * Math.sqrt(0.0475 / bench.times));
        bench.rareParts();
        bench.equalAnswers();
        bench.fewDiffer();
        bench.skewed();
        bench.clusters();
        bench.weights();
        bench.small();
        bench.gaps();
        System.out.printf(
                "6: interval and p-value on different sides of the truth in %d of %d%n", bench.disagree, bench.judged);
    }

    private void line(String name, boolean higher, double truth, Draw draw) {
        if (!name.startsWith(only)) {
            return;
        }
        int passed = 0;
        int covered = 0;
        int none = 0;
        int plain = 0;
        for (int i = 0; i < times; i++) {
            Drawn drawn = draw.of(new SplittableRandom(name.hashCode() * 1_000_003L + i).split());
            plain += passes(drawn.textbook(), higher, truth) ? 1 : 0;
            PairedComparison c = drawn.ours();
            if (!c.defined()) {
                none++;
                covered++;
                continue;
            }
            double p = higher ? c.pBelow(truth) : c.pAbove(truth);
            boolean clear = higher ? c.low() > truth : c.high() < truth;
            passed += clear && p <= 0.025 ? 1 : 0;
            disagree += clear != p < 0.025 && Math.abs(p - 0.025) > 1e-6 ? 1 : 0;
            covered += c.low() <= truth + 1e-12 && truth - 1e-12 <= c.high() ? 1 : 0;
        }
        judged += times;
        System.out.printf(
                "| %s | %s | %.2f | %.2f | %.1f | %.1f |%n",
                name.substring(0, 1),
                name.substring(2),
                100.0 * passed / times,
                100.0 * covered / times,
                100.0 * none / times,
                100.0 * plain / times);
    }

    private static boolean passes(Evidence evidence, boolean higher, double truth) {
        return evidence != null && (higher ? evidence.quantile(0.025) > truth : evidence.quantile(0.975) < truth);
    }

    private Drawn judged(PairedComparison ours, Metric metric, Sample fresh, Sample champion) {
        boolean clustered = fresh.groups() != null && !metric.countsGroups();
        Statistic rows = new Statistic(
                metric,
                clustered ? fresh.grouped(null) : fresh,
                champion == null ? null : clustered ? champion.grouped(null) : champion);
        double value = rows.value();
        Evidence textbook = null;
        if (Double.isFinite(value)) {
            double[] sorted = Arrays.stream(Resamples.of(rows, options).values())
                    .filter(v -> !Double.isNaN(v))
                    .sorted()
                    .toArray();
            textbook = sorted.length == 0 ? null : new Evidence.Resampled(value, sorted, 0, 0);
        }
        return new Drawn(ours, textbook);
    }

    private Drawn value(String metric, Sample sample) {
        Metric of = Metrics.of(metric);
        return judged(ValueTest.of(of, sample, options), of, sample, null);
    }

    private void rareParts() {
        double[][] cases = {{500, 0.01, 0.9, 0.95}, {500, 0.02, 0.9, 0.95}, {2_000, 0.01, 0.95, 0.95}};
        for (double[] c : cases) {
            Sample whole = SimulatedRows.classes(TRUTH.split(), 2_000_000, c[1], c[2], c[3]);
            for (String metric :
                    new String[] {"balanced_accuracy", "f1", "recall", "mcc", "precision", "cohen_kappa"}) {
                double truth = Metrics.of(metric).value(whole);
                String name = "1 %s, %.0f rows, %.0f %% positives".formatted(metric, c[0], 100 * c[1]);
                line(name, true, truth, r -> value(metric, present(r, c)));
            }
        }
    }

    private static Sample present(SplittableRandom r, double[] c) {
        Sample s = SimulatedRows.classes(r, (int) c[0], c[1], c[2], c[3]);
        return Arrays.stream(s.labels()).sum() == 0 ? present(r, c) : s;
    }

    /** The new model is wrong, where the champion is right, in 1.5 % of all rows; else both are the same. */
    private void equalAnswers() {
        for (int rows : new int[] {20, 50, 100, 300}) {
            for (String metric : new String[] {"accuracy", "f1", "auc"}) {
                Function<SplittableRandom, Sample[]> pair = r -> SimulatedRows.worse(r, rows, 0.015);
                double truth = truth(metric, SimulatedRows.worse(TRUTH.split(), 2_000_000, 0.015));
                line(
                        "2 %s, hard labels, %d rows".formatted(metric, rows),
                        true,
                        truth,
                        r -> compare(metric, pair.apply(r)));
            }
        }
    }

    private Drawn compare(String metric, Sample[] pair) {
        Metric of = Metrics.of(metric);
        return judged(PairedComparison.compare(of, pair[0], pair[1], options), of, pair[0], pair[1]);
    }

    private static double truth(String metric, Sample[] pair) {
        return Metrics.of(metric).value(pair[0]) - Metrics.of(metric).value(pair[1]);
    }

    /** The models differ in few rows, whose scores the new one draws anew. */
    private void fewDiffer() {
        double[][] cases = {{200, 0.018}, {500, 0.012}, {500, 0.03}};
        for (double[] c : cases) {
            for (String metric : new String[] {"auc", "f1", "accuracy", "balanced_accuracy", "log_loss", "pr_auc"}) {
                double truth = truth(metric, SimulatedRows.differing(TRUTH.split(), 2_000_000, c[1]));
                boolean higher = Metrics.of(metric).higherIsBetter();
                String name = "3 %s, %.0f rows, %.1f %% differ".formatted(metric, c[0], 100 * c[1]);
                line(name, higher, truth, r -> compare(metric, SimulatedRows.differing(r, (int) c[0], c[1])));
            }
        }
    }

    private void skewed() {
        for (double rate : new double[] {0.001, 0.003}) {
            Sample whole = SimulatedRows.scored(TRUTH.split(), 2_000_000, 0.01, 2.82);
            double truth = Metrics.of("auc").value(whole);
            String name = "4 auc, 10000 rows, %.1f %% positives".formatted(100 * rate);
            line(name, true, truth, r -> value("auc", SimulatedRows.scored(r, 10_000, rate, 2.82)));
        }
        for (int rows : new int[] {30, 100}) {
            for (String metric : new String[] {"pr_auc", "auc"}) {
                double truth = Metrics.of(metric).value(SimulatedRows.scored(TRUTH.split(), 2_000_000, 0.4, 1.5));
                line(
                        "4 %s, %d rows".formatted(metric, rows),
                        true,
                        truth,
                        r -> value(metric, SimulatedRows.scored(r, rows, 0.4, 1.5)));
            }
        }
        errors("rmse, lognormal errors", 500, "rmse", Math.exp(1), r -> Math.exp(r.nextGaussian()));
        errors("rmse, t with 3 degrees", 100, "rmse", Math.sqrt(3), SimulatedRows::student);
        errors("rmse, t with 3 degrees", 500, "rmse", Math.sqrt(3), SimulatedRows::student);
        errors("mae, lognormal errors", 500, "mae", Math.exp(0.5), r -> Math.exp(r.nextGaussian()));
        errors("rmse, normal errors", 100, "rmse", 1, SplittableRandom::nextGaussian);
        errors("rmse, normal errors", 500, "rmse", 1, SplittableRandom::nextGaussian);
        errors("mae, normal errors", 100, "mae", Math.sqrt(2 / Math.PI), SplittableRandom::nextGaussian);
    }

    private void errors(String name, int rows, String metric, double truth, Function<SplittableRandom, Double> error) {
        line("4 %s, %d rows".formatted(name, rows), false, truth, r -> {
            double[] errors = new double[rows];
            Arrays.setAll(errors, i -> error.apply(r));
            return value(metric, Sample.regression(new double[rows], errors));
        });
    }

    /** Customers of ten rows each, whom each of two equally good models treats well or badly as a whole. */
    private void clusters() {
        for (String metric : new String[] {"accuracy", "auc"}) {
            double truth = Metrics.of(metric).value(SimulatedRows.scored(TRUTH.split(), 2_000_000, 0.4, 1.5));
            line("5 %s, 40 rows written 25 times".formatted(metric), true, truth, r -> value(metric, copies(r)));
        }
        for (int customers : new int[] {20, 50}) {
            for (String metric : new String[] {"accuracy", "auc", "f1", "log_loss"}) {
                boolean higher = Metrics.of(metric).higherIsBetter();
                line(
                        "5 %s, %d customers of 10 rows".formatted(metric, customers),
                        higher,
                        0,
                        r -> compare(metric, SimulatedRows.customers(r, customers)));
            }
        }
    }

    /** Forty rows that are written 25 times. */
    private Sample copies(SplittableRandom r) {
        Sample few = SimulatedRows.scored(r, 40, 0.4, 1.5);
        int[] rows = new int[1_000];
        Arrays.setAll(rows, i -> i % 40);
        return few.at(rows).grouped(rows);
    }

    /** Rows of which one in twenty weighs anything. */
    private void weights() {
        double truth = Metrics.of("accuracy").value(SimulatedRows.scored(TRUTH.split(), 2_000_000, 0.4, 1.5));
        line("7 accuracy, 400 rows, 20 with weight", true, truth, r -> {
            double[] weights = new double[400];
            Arrays.setAll(weights, i -> i % 20 == 0 ? 1 : 1e-9);
            return value("accuracy", SimulatedRows.scored(r, 400, 0.4, 1.5).weighted(weights));
        });
    }

    /** Slices of one column, of which each has a share of its own that is predicted positive. */
    private void gaps() {
        gap("8 parity gap, 10 slices of 50, one 0.2 above", false, 0.2, 50, 10);
        gap("8 parity gap, 4 slices of 100, one 0.2 above", false, 0.2, 100, 4);
        gap("8 parity ratio, 4 slices of 100, 0.4 to 0.6", true, 0.4 / 0.6, 100, 4);
    }

    private void gap(String name, boolean ratio, double truth, int rows, int slices) {
        line(name, ratio, truth, r -> {
            List<QuantileTable> shares = new ArrayList<>();
            for (int s = 0; s < slices; s++) {
                double share = s == 0 ? 0.6 : 0.4;
                double[] scores = new double[rows];
                Arrays.setAll(scores, i -> r.nextDouble() < share ? 1 : 0);
                Sample positive = Fairness.predictedPositive(Sample.binary(new double[rows], scores), -1);
                shares.add(QuantileTable.of(ValueTest.of(Metrics.of("accuracy"), positive, options)));
            }
            return new Drawn(Gap.of(List.of(shares), ratio, true).test(rows * slices, 0.95), null);
        });
    }

    private void small() {
        for (String metric : new String[] {"log_loss", "brier"}) {
            double truth = Metrics.of(metric).value(SimulatedRows.scored(TRUTH.split(), 2_000_000, 0.4, 1.5));
            line(
                    "8 %s, 10 rows".formatted(metric),
                    false,
                    truth,
                    r -> value(metric, SimulatedRows.scored(r, 10, 0.4, 1.5)));
        }
        for (String metric : new String[] {"ndcg", "mrr"}) {
            Metric ranking = Metrics.of(metric);
            double truth = ranking.value(SimulatedRows.queries(TRUTH.split(), 200_000));
            line("8 %s, 10 queries".formatted(metric), true, truth, r -> value(metric, SimulatedRows.queries(r, 10)));
        }
    }
}
