package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Arrays;

/**
 * How fast a model answers in this process, after a warm-up: whole batches for the throughput, then single rows, each with
 * all threads, for the latency. Wall times of a shared machine: they differ from run to run.
 */
public final class Latency {
    private static final int WARM_UP = 100;
    private static final int MOST_CALLS = 2_000;
    private static final long MOST_NANOS = 200_000_000L;

    private Latency() {}

    /** @return that nothing was measured: an earlier model's times are not this one's */
    public static ObjectNode none() {
        ObjectNode document = Json.object().put("format", 1);
        document.putObject("metrics");
        return document;
    }

    /** @return {@code metrics}: p50, p95, p99 and mean in milliseconds a row, and throughput in rows a second */
    public static ObjectNode measure(Predictor predictor, Batch batch) {
        long until = System.nanoTime() + MOST_NANOS;
        for (int i = 0; i < WARM_UP && System.nanoTime() < until; i++) {
            predictor.predict(batch);
        }
        long rows = 0;
        long begin = System.nanoTime();
        while (rows == 0 || System.nanoTime() - begin < MOST_NANOS) {
            predictor.predict(batch);
            rows += batch.rows();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        predictor.serve();
        Batch[] single = new Batch[Math.min(64, batch.rows())];
        for (int i = 0; i < single.length; i++) {
            single[i] = batch.row(i);
        }
        long[] nanos = new long[MOST_CALLS];
        until = System.nanoTime() + MOST_NANOS;
        for (int i = 0; i < WARM_UP && System.nanoTime() < until; i++) {
            predictor.predict(single[i % single.length]);
        }
        int calls = 0;
        until = System.nanoTime() + MOST_NANOS;
        while (calls < MOST_CALLS && (calls == 0 || System.nanoTime() < until)) {
            long before = System.nanoTime();
            predictor.predict(single[calls % single.length]);
            nanos[calls++] = System.nanoTime() - before;
        }
        long[] sorted = Arrays.copyOf(nanos, calls);
        Arrays.sort(sorted);
        ObjectNode document = Json.object().put("format", 1).put("calls", calls).put("batch", batch.rows());
        document.putObject("metrics")
                .put("p50", milliseconds(sorted, 0.50))
                .put("p95", milliseconds(sorted, 0.95))
                .put("p99", milliseconds(sorted, 0.99))
                .put("mean", Arrays.stream(sorted).average().orElse(0) / 1e6)
                .put("throughput", Math.round(rows / seconds));
        return document;
    }

    /** The smallest time within which the share {@code q} of the calls ended. */
    private static double milliseconds(long[] sorted, double q) {
        return sorted[(int) Math.ceil(q * sorted.length) - 1] / 1e6;
    }
}
