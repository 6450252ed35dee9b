package io.jenkins.plugins.cd4ml.engine.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process and all that it started: its descendants, and on Linux whatever carries its mark in the environment, for what
 * a program leaves in the background when it ends is nobody's descendant.
 */
final class ProcessTree {
    private static final int GRACE_SECONDS = 5;
    private static final long KIB = 1024;
    private static final Path PROC = Path.of("/proc");
    /** The mark's variable. */
    static final String MARK = "CD4ML_PROCESS";

    private final Process process;
    private final String mark;

    /** @param mark value of {@link #MARK} in the process's environment, its alone */
    ProcessTree(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /** Asks all to end, and ends those that are still there after {@value #GRACE_SECONDS} s. */
    void end() {
        List<ProcessHandle> all =
                Stream.concat(all().stream(), marked()).distinct().toList();
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

    private Stream<ProcessHandle> marked() {
        byte[] wanted = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path each : processes) {
                if (contains(each.resolve("environ"), wanted)) {
                    ProcessHandle.of(Long.parseLong(each.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found.stream(); // no Linux
        }
        return found.stream();
    }

    private static boolean contains(Path environment, byte[] wanted) {
        try {
            byte[] bytes = Files.readAllBytes(environment);
            for (int start = 0; start + wanted.length <= bytes.length; start++) {
                int end = start + wanted.length;
                if ((start == 0 || bytes[start - 1] == 0)
                        && Arrays.equals(bytes, start, end, wanted, 0, wanted.length)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // it ended meanwhile, or is another user's
        }
        return false;
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
