package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

import com.sun.management.OperatingSystemMXBean;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Resamples;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.Statistic;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** CPU seconds of the whole JVM for a paired comparison: 10,000 resamples of 100,000 rows; first run and median of 5. */
final class SpeedBench {
    private static final int ROWS = 100_000;

    private SpeedBench() {}

    public static void main(String[] args) {
        Simulated pair = Simulated.binary(ROWS, 0.3, 1.0, 0.98, 1);
        ComparisonOptions options = ComparisonOptions.of(0.95, 1);
        System.out.printf("%d rows, %d resamples, %d threads: CPU-s%n", ROWS, options.resamples(), options.threads());
        for (String metric : new String[] {"auc", "accuracy", "log_loss", "brier", "f1"}) {
            time(metric, pair, options.with(ComparisonOptions.Method.PERCENTILE));
        }
        time("auc", pair, options.with(ComparisonOptions.Method.BCA));
        time("auc", pair, options);
        time("accuracy", pair, options);
        time("pr_auc", pair, options.resamples(1_000));
        plain("auc", pair, options.resamples(1_000));
        plain("log_loss", pair, options.resamples(1_000));
    }

    private static void time(String metric, Simulated pair, ComparisonOptions options) {
        PairedComparison[] last = new PairedComparison[1];
        String seconds = seconds(
                () -> last[0] = PairedComparison.compare(Metrics.of(metric), pair.fresh(), pair.champion(), options));
        System.out.printf(
                "%-18s %-21s %6d resamples: %s  [%.5f, %.5f]  %s%n",
                metric,
                last[0].method(),
                options.resamples(),
                seconds,
                last[0].low(),
                last[0].high(),
                last[0].approximation());
    }

    private static void plain(String metric, Simulated pair, ComparisonOptions options) {
        Statistic statistic = new Statistic(Metrics.of(metric), pair.fresh(), pair.champion());
        System.out.printf(
                "%-18s %-21s %6d resamples: %s%n",
                metric, "row by row", options.resamples(), seconds(() -> Resamples.plain(statistic, options)));
    }

    private static String seconds(Runnable work) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double[] times = new double[6];
        for (int i = 0; i < times.length; i++) {
            long start = system.getProcessCpuTime();
            work.run();
            times[i] = (system.getProcessCpuTime() - start) / 1e9;
        }
        double first = times[0];
        double[] rest = Arrays.copyOfRange(times, 1, times.length);
        Arrays.sort(rest);
        return "first %.2f, median %.2f".formatted(first, rest[2]);
    }
}
