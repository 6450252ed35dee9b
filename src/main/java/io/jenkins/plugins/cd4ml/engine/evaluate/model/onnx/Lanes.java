package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Divides work among a fixed number of threads, the calling one among them; each has a lane of its own, which holds what
 * must not be shared. One caller at a time; close it to end the threads.
 *
 * @param <L> what each thread has for itself
 */
final class Lanes<L> implements AutoCloseable {
    /** One part of the work. @param <L> the lane's, @param <R> the result's type */
    interface Work<L, R> {
        R part(L lane, int part);
    }

    private final List<L> lanes;
    private final ExecutorService threads;

    /** @param lanes one for each thread, at least one */
    Lanes(String name, List<L> lanes) {
        this.lanes = lanes;
        threads = lanes.size() == 1
                ? null
                : Executors.newFixedThreadPool(lanes.size() - 1, work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * @return the results in the order of the parts
     * @throws RuntimeException what the work threw, of the first part that did
     */
    <R> List<R> each(int parts, Work<L, R> work) {
        Object[] results = new Object[parts];
        RuntimeException[] failures = new RuntimeException[parts];
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < Math.min(lanes.size(), parts); i++) {
            L lane = lanes.get(i);
            others.add(threads.submit(() -> run(lane, next, results, failures, work)));
        }
        try {
            run(lanes.get(0), next, results, failures, work);
        } finally {
            await(others);
        }
        Arrays.stream(failures).filter(f -> f != null).findFirst().ifPresent(f -> {
            throw f;
        });
        @SuppressWarnings("unchecked") // only run() fills it
        List<R> all = (List<R>) Arrays.asList(results);
        return all;
    }

    private static <L, R> void run(
            L lane, AtomicInteger next, Object[] results, RuntimeException[] failures, Work<L, R> work) {
        for (int part = next.getAndIncrement(); part < results.length; part = next.getAndIncrement()) {
            try {
                results[part] = work.part(lane, part);
            } catch (RuntimeException e) {
                failures[part] = e;
                next.set(results.length); // the parts before this one are already taken
            }
        }
    }

    /** Also when interrupted: the others still use the caller's rows. */
    private static void await(List<Future<?>> others) {
        boolean interrupted = false;
        for (Future<?> other : others) {
            while (true) {
                try {
                    other.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause()); // an Error
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
