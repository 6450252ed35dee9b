package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.Random;

/**
 * How far the drawing by blocks is from drawing row by row, in units of the bootstrap's standard deviation σ. Both are
 * run with many resamples; beside their distance stand its own chance error and the chance error that 10,000 resamples
 * of the plain bootstrap have (2.67 σ/√R for the 2.5 % quantile of a normal distribution, σ/√(2R) for σ).
 */
final class ErrorBench {
    private static final int RESAMPLES = 100_000;

    private ErrorBench() {}

    public static void main(String[] args) {
        System.out.printf(
                "%d resamples each; distance of blocks from row by row, in σ; chance error of this measurement: "
                        + "σ ±%.4f, quantile ±%.4f; of 10,000 plain resamples: σ ±%.4f, quantile ±%.4f%n",
                RESAMPLES,
                Math.sqrt(1.0 / RESAMPLES),
                2.67 * Math.sqrt(2.0 / RESAMPLES),
                Math.sqrt(0.5 / 10_000),
                2.67 / Math.sqrt(10_000));
        for (int rows : new int[] {5_000, 20_000}) {
            Simulated pair = Simulated.binary(rows, 0.3, 1.0, 0.98, 1);
            measure("auc", rows, pair.fresh(), pair.champion(), "");
            measure("log_loss", rows, pair.fresh(), pair.champion(), "");
            measure("brier", rows, pair.fresh(), pair.champion(), "");
            Simulated rare = Simulated.binary(rows, 0.01, 1.0, 0.98, 2);
            measure("auc", rows, rare.fresh(), rare.champion(), "1 % positives");
            measure("auc", rows, pair.fresh(), noisy(pair.fresh(), 1e-3), "models that differ by noise of 0.001");
            measure("auc", rows, pair.fresh(), noisy(pair.fresh(), 2e-5), "models that differ by noise of 0.00002");
            double[] truth = normals(rows, 3);
            Sample heavy = Sample.regression(truth, plus(truth, student(rows, 4)));
            Sample other = Sample.regression(truth, plus(truth, student(rows, 5)));
            measure("rmse", rows, heavy, other, "errors of Student's t with 3 degrees of freedom");
            measure("r2", rows, heavy, other, "the same");
        }
    }

    private static void measure(String metric, int rows, Sample a, Sample b, String what) {
        Statistic statistic = new Statistic(Metrics.of(metric), a, b);
        ComparisonOptions options = ComparisonOptions.of(0.95, 9).resamples(RESAMPLES);
        Resamples resamples = Resamples.of(statistic, options);
        double[] fast = sorted(resamples.values());
        double[] plain = sorted(Resamples.plain(statistic, options).values());
        double sigma = deviation(plain);
        System.out.printf(
                "%-9s %6d rows: σ %+.4f, 2.5 %% %+.4f, 50 %% %+.4f, 97.5 %% %+.4f  %s%n",
                metric,
                rows,
                deviation(fast) / sigma - 1,
                (Interval.quantile(fast, 0.025) - Interval.quantile(plain, 0.025)) / sigma,
                (Interval.quantile(fast, 0.5) - Interval.quantile(plain, 0.5)) / sigma,
                (Interval.quantile(fast, 0.975) - Interval.quantile(plain, 0.975)) / sigma,
                what);
    }

    private static Sample noisy(Sample sample, double size) {
        double[] noise = normals(sample.size(), 6);
        double[] scores = sample.scores().clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] += size * noise[i];
        }
        return Sample.binary(sample.labels(), scores);
    }

    private static double[] normals(int rows, long seed) {
        Random random = new Random(seed);
        return random.doubles(rows).map(u -> random.nextGaussian()).toArray();
    }

    private static double[] student(int rows, long seed) {
        Random random = new Random(seed);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            double squares = 0;
            for (int k = 0; k < 3; k++) {
                squares += Math.pow(random.nextGaussian(), 2);
            }
            values[i] = random.nextGaussian() / Math.sqrt(squares / 3);
        }
        return values;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
    }
}
