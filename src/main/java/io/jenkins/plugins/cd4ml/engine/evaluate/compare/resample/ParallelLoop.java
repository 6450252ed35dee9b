package io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;

/** Fills an array by several threads, each with its own buffers. */
public final class ParallelLoop {
    private static final int CHUNK = 32;

    private ParallelLoop() {}

    /** @param worker makes, once a thread, the function from index to value */
    public static double[] fill(int count, int threads, Supplier<IntToDoubleFunction> worker) {
        double[] values = new double[count];
        AtomicInteger next = new AtomicInteger();
        Callable<Void> work = () -> {
            IntToDoubleFunction function = worker.get();
            for (int from = next.getAndAdd(CHUNK); from < count; from = next.getAndAdd(CHUNK)) {
                for (int i = from; i < Math.min(count, from + CHUNK); i++) {
                    values[i] = function.applyAsDouble(i);
                }
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                parts.add(pool.submit(work));
            }
            for (Future<Void> part : parts) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while resampling", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InputException refused) { // of a metric that the project measures itself
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
        return values;
    }
}
