package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * What intervals promise where data are few, rare, skewed or dependent: of samples whose truth is known, how often a gate
 * at the truth passes (nominally at most 2.5 %), how often the 95 % interval holds the truth, and how often there is no
 * interval. The limit of a gate is the truth itself, so every pass is a false one.
 */
final class HonestyBench {
    private static final Function<Double, Double> LOGISTIC = x -> 1 / (1 + Math.exp(-x));
    private final int times;
    private final String only;
    private final ComparisonOptions options =
            ComparisonOptions.of(0.95, 5).resamples(500).threads(1);

    private HonestyBench(int times, String only) {
        this.times = times;
        this.only = only;
    }

    /** One simulated sample, or pair of samples, and what is true of it. */
    private interface Draw {
        PairedComparison of(SplittableRandom random);
    }

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
        bench.small();
    }

    private void line(String name, boolean higher, double truth, Draw draw) {
        if (!name.startsWith(only)) {
            return;
        }
        int passed = 0;
        int covered = 0;
        int none = 0;
        for (int i = 0; i < times; i++) {
            PairedComparison c = draw.of(new SplittableRandom(77_000 + i));
            if (!c.defined()) {
                none++;
                covered++;
                continue;
            }
            double p = higher ? c.pBelow(truth) : c.pAbove(truth);
            boolean clear = higher ? c.low() > truth : c.high() < truth;
            passed += clear && p <= 0.025 ? 1 : 0;
            covered += c.low() <= truth + 1e-12 && truth - 1e-12 <= c.high() ? 1 : 0;
        }
        System.out.printf(
                "%-62s passed %5.2f  covered %6.2f  no interval %5.1f%n",
                name, 100.0 * passed / times, 100.0 * covered / times, 100.0 * none / times);
    }

    private PairedComparison value(String metric, Sample sample) {
        return ValueTest.of(Metrics.of(metric), sample, options);
    }

    private static Sample classes(
            SplittableRandom r, int rows, double positives, double sensitivity, double specificity) {
        double[] labels = new double[rows];
        double[] scores = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = r.nextDouble() < positives ? 1 : 0;
            scores[i] = r.nextDouble() < (labels[i] == 1 ? sensitivity : specificity) ? labels[i] : 1 - labels[i];
        }
        return Sample.binary(labels, scores);
    }

    private void rareParts() {
        double[][] cases = {{500, 0.01, 0.9, 0.95}, {500, 0.02, 0.9, 0.95}, {2_000, 0.01, 0.95, 0.95}};
        for (double[] c : cases) {
            Sample whole = classes(TRUTH.split(), 4_000_000, c[1], c[2], c[3]);
            for (String metric :
                    new String[] {"balanced_accuracy", "f1", "recall", "mcc", "precision", "cohen_kappa"}) {
                double truth = Metrics.of(metric).value(whole);
                String name = "1 %s, %.0f rows, %.0f %% positives".formatted(metric, c[0], 100 * c[1]);
                line(name, true, truth, r -> value(metric, present(r, c)));
            }
        }
    }

    private static Sample present(SplittableRandom r, double[] c) {
        Sample s = classes(r, (int) c[0], c[1], c[2], c[3]);
        return Arrays.stream(s.labels()).sum() == 0 ? present(r, c) : s;
    }

    /** The new model is wrong, where the champion is right, in 1.5 % of all rows; else both are the same. */
    private void equalAnswers() {
        for (int rows : new int[] {20, 50, 100, 300}) {
            for (String metric : new String[] {"accuracy", "f1", "auc"}) {
                Function<SplittableRandom, Sample[]> pair = r -> worse(r, rows, 0.015);
                double truth = truth(metric, worse(TRUTH.split(), 4_000_000, 0.015));
                line(
                        "2 %s, hard labels, %d rows".formatted(metric, rows),
                        true,
                        truth,
                        r -> compare(metric, pair.apply(r)));
            }
        }
    }

    private PairedComparison compare(String metric, Sample[] pair) {
        return PairedComparison.compare(Metrics.of(metric), pair[0], pair[1], options);
    }

    private static double truth(String metric, Sample[] pair) {
        return Metrics.of(metric).value(pair[0]) - Metrics.of(metric).value(pair[1]);
    }

    private static Sample[] worse(SplittableRandom r, int rows, double share) {
        Sample champion = classes(r, rows, 0.4, 0.85, 0.85);
        double[] scores = champion.scores().clone();
        for (int i = 0; i < rows; i++) {
            boolean right = champion.predicted()[i] == champion.labels()[i];
            scores[i] = right && r.nextDouble() < share / 0.85 ? 1 - scores[i] : scores[i];
        }
        return new Sample[] {Sample.binary(champion.labels(), scores), champion};
    }

    /** The models differ in few rows, whose scores the new one draws anew. */
    private void fewDiffer() {
        double[][] cases = {{200, 0.018}, {500, 0.012}, {500, 0.03}};
        for (double[] c : cases) {
            for (String metric : new String[] {"auc", "f1", "accuracy", "balanced_accuracy", "log_loss", "pr_auc"}) {
                double truth = truth(metric, differing(TRUTH.split(), 4_000_000, c[1]));
                boolean higher = Metrics.of(metric).higherIsBetter();
                String name = "3 %s, %.0f rows, %.1f %% differ".formatted(metric, c[0], 100 * c[1]);
                line(name, higher, truth, r -> compare(metric, differing(r, (int) c[0], c[1])));
            }
        }
    }

    private static Sample[] differing(SplittableRandom r, int rows, double share) {
        double[] labels = new double[rows];
        double[] a = new double[rows];
        double[] b = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = r.nextDouble() < 0.3 ? 1 : 0;
            b[i] = LOGISTIC.apply(1.5 * (2 * labels[i] - 1) + 1.2 * r.nextGaussian());
            a[i] = r.nextDouble() < share ? LOGISTIC.apply(1.5 * r.nextGaussian()) : b[i];
        }
        return new Sample[] {Sample.binary(labels, a), Sample.binary(labels, b)};
    }

    private void skewed() {
        for (double rate : new double[] {0.001, 0.003}) {
            Sample whole = scored(TRUTH.split(), 4_000_000, 0.01, 2.82);
            double truth = Metrics.of("auc").value(whole);
            String name = "4 auc, 10000 rows, %.1f %% positives".formatted(100 * rate);
            line(name, true, truth, r -> value("auc", scored(r, 10_000, rate, 2.82)));
        }
        for (int rows : new int[] {30, 100}) {
            for (String metric : new String[] {"pr_auc", "auc"}) {
                double truth = Metrics.of(metric).value(scored(TRUTH.split(), 4_000_000, 0.4, 1.5));
                line(
                        "4 %s, %d rows".formatted(metric, rows),
                        true,
                        truth,
                        r -> value(metric, scored(r, rows, 0.4, 1.5)));
            }
        }
        errors("rmse, lognormal errors", 500, "rmse", Math.exp(1), r -> Math.exp(r.nextGaussian()));
        errors("rmse, t with 3 degrees", 100, "rmse", Math.sqrt(3), HonestyBench::student);
        errors("rmse, t with 3 degrees", 500, "rmse", Math.sqrt(3), HonestyBench::student);
        errors("mae, lognormal errors", 500, "mae", Math.exp(0.5), r -> Math.exp(r.nextGaussian()));
        errors("rmse, normal errors", 100, "rmse", 1, SplittableRandom::nextGaussian);
        errors("rmse, normal errors", 500, "rmse", 1, SplittableRandom::nextGaussian);
        errors("mae, normal errors", 100, "mae", Math.sqrt(2 / Math.PI), SplittableRandom::nextGaussian);
    }

    private static double student(SplittableRandom r) {
        double squares = 0;
        for (int k = 0; k < 3; k++) {
            squares += Math.pow(r.nextGaussian(), 2);
        }
        return r.nextGaussian() / Math.sqrt(squares / 3);
    }

    private void errors(String name, int rows, String metric, double truth, Function<SplittableRandom, Double> error) {
        line("4 %s, %d rows".formatted(name, rows), false, truth, r -> {
            double[] errors = new double[rows];
            Arrays.setAll(errors, i -> error.apply(r));
            return value(metric, Sample.regression(new double[rows], errors));
        });
    }

    private static Sample scored(SplittableRandom r, int rows, double positives, double apart) {
        double[] labels = new double[rows];
        double[] scores = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = r.nextDouble() < positives ? 1 : 0;
            scores[i] = LOGISTIC.apply(apart * labels[i] - apart / 2 + r.nextGaussian());
        }
        double sum = Arrays.stream(labels).sum();
        return sum == 0 || sum == rows ? scored(r, rows, positives, apart) : Sample.binary(labels, scores);
    }

    /** Customers of ten rows each, whom each of two equally good models treats well or badly as a whole. */
    private void clusters() {
        for (int customers : new int[] {20, 50}) {
            for (String metric : new String[] {"accuracy", "auc", "f1", "log_loss"}) {
                boolean higher = Metrics.of(metric).higherIsBetter();
                line(
                        "5 %s, %d customers of 10 rows".formatted(metric, customers),
                        higher,
                        0,
                        r -> compare(metric, customers(r, customers)));
            }
        }
    }

    private static Sample[] customers(SplittableRandom r, int customers) {
        int rows = 10 * customers;
        double[] labels = new double[rows];
        double[] a = new double[rows];
        double[] b = new double[rows];
        int[] groups = new int[rows];
        for (int c = 0; c < customers; c++) {
            double one = 1.5 * r.nextGaussian();
            double two = 1.5 * r.nextGaussian();
            for (int k = 10 * c; k < 10 * c + 10; k++) {
                labels[k] = r.nextDouble() < 0.4 ? 1 : 0;
                double sign = 2 * labels[k] - 1;
                a[k] = LOGISTIC.apply(sign * (0.8 + one) + r.nextGaussian());
                b[k] = LOGISTIC.apply(sign * (0.8 + two) + r.nextGaussian());
                groups[k] = c;
            }
        }
        return new Sample[] {
            Sample.binary(labels, a).grouped(groups), Sample.binary(labels, b).grouped(groups)
        };
    }

    private void small() {
        for (String metric : new String[] {"log_loss", "brier"}) {
            double truth = Metrics.of(metric).value(scored(TRUTH.split(), 4_000_000, 0.4, 1.5));
            line("8 %s, 10 rows".formatted(metric), false, truth, r -> value(metric, scored(r, 10, 0.4, 1.5)));
        }
        for (String metric : new String[] {"ndcg", "mrr"}) {
            Metric ranking = Metrics.of(metric);
            double truth = ranking.value(queries(TRUTH.split(), 400_000));
            line("8 %s, 10 queries".formatted(metric), true, truth, r -> value(metric, queries(r, 10)));
        }
    }

    private static Sample queries(SplittableRandom r, int queries) {
        int rows = 8 * queries;
        double[] relevance = new double[rows];
        double[] scores = new double[rows];
        int[] groups = new int[rows];
        for (int i = 0; i < rows; i++) {
            relevance[i] = i % 8 == 0 ? 1 + r.nextInt(3) : r.nextDouble() < 0.2 ? 1 : 0;
            scores[i] = relevance[i] + 1.2 * r.nextGaussian();
            groups[i] = i / 8;
        }
        return Sample.ranking(relevance, scores, groups);
    }
}
