package io.jenkins.plugins.cd4ml.engine.train.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process and all that it started. */
final class ProcessTree {
    private static final int GRACE_SECONDS = 5;
    private static final long KIB = 1024;

    private final Process process;

    ProcessTree(Process process) {
        this.process = process;
    }

    /** Asks all to end, and ends those that are still there after {@value #GRACE_SECONDS} s. */
    void end() {
        List<ProcessHandle> all = all(); // before the parent goes: orphans are no descendants
        all.forEach(ProcessHandle::destroy);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
        for (ProcessHandle each : all) {
            try {
                long left = Math.max(1, until - System.nanoTime());
                each.onExit().get(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                each.descendants().forEach(ProcessHandle::destroyForcibly);
                each.destroyForcibly();
            }
        }
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** @return resident bytes of all together, -1 where the system does not tell (/proc of Linux) */
    long memory() {
        long sum = -1;
        for (ProcessHandle each : all()) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc", Long.toString(each.pid()), "status"))) {
                    if (line.startsWith("VmRSS:")) {
                        sum = Math.max(0, sum) + Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB;
                    }
                }
            } catch (IOException | RuntimeException e) {
                continue; // it ended meanwhile, or this is no Linux
            }
        }
        return sum;
    }
}
