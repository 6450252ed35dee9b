package io.jenkins.plugins.cd4ml.engine.process;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A command whose output is passed on while it runs, and which ends, with all it started, when this process ends. */
public final class ChildProcess {
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV",
            13, "SIGPIPE", 15, "SIGTERM");
    /** Until a program that ended, but left others behind that hold its output, is left. */
    private static final int LEFTOVER_SECONDS = 5;

    private static final int SHORTEST_SAMPLE = 20;
    private static final int LONGEST_SAMPLE = 1_000;
    private static final int SIGNALLED = 128;
    private static final int KILL = 9;
    private static final int WORDS = 3;
    private static final String OWN = "CD4ML_";

    /**
     * How it ended.
     *
     * @param tail   its output's last lines
     * @param memory most resident bytes of it and all it started, sampled; -1 where the system does not tell
     */
    public record Ended(int exit, List<String> tail, long memory, double seconds) {
        /** @return in words; a shell reports a signal as 128 and its number */
        public String how() {
            String signal = exit > SIGNALLED ? SIGNALS.get(exit - SIGNALLED) : null;
            if (signal == null) {
                return "ended with exit code " + exit;
            }
            return "was ended by signal " + (exit - SIGNALLED) + " (" + signal + ")"
                    + (exit - SIGNALLED == KILL ? ", as the system does when memory runs out" : "");
        }

        /** @return its last words that say something, at most {@value #WORDS} lines on one */
        public String lastWords() {
            List<String> said =
                    tail.stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
            List<String> last = said.subList(Math.max(0, said.size() - WORDS), said.size());
            return last.isEmpty()
                    ? "it said nothing"
                    : (last.size() == 1 ? "its last line: " : "its last lines: ")
                            + String.join(" | ", last).replaceAll("[.\\s]+$", "");
        }
    }

    private ChildProcess() {}

    /** @return how the system's shell runs {@code command} */
    public static List<String> shell(String command) {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
        return windows ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command);
    }

    /**
     * Runs it to its end. An exit code other than 0 is no error here.
     *
     * @param set     variables of its environment besides those of this process
     * @param without variables of this process that it does not get
     * @throws InputException when it cannot be started
     */
    public static Ended run(
            List<String> command,
            Path directory,
            Map<String, String> set,
            Set<String> without,
            Consumer<String> lines) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(without);
        builder.environment().keySet().removeIf(name -> name.startsWith(OWN)); // of a step or a login around it
        builder.environment().putAll(set);
        String mark = UUID.randomUUID().toString();
        builder.environment().put(ProcessTree.MARK, mark);
        long started = System.nanoTime();
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new InputException("The command cannot be run: " + FileErrors.reason(e) + ".", e);
        }
        ProcessTree tree = new ProcessTree(process, mark);
        Thread hook = new Thread(tree::end);
        Runtime.getRuntime().addShutdownHook(hook);
        Lines output = new Lines(lines);
        Thread reader = new Thread(() -> read(process, output), "cd4ml-output");
        reader.setDaemon(true);
        reader.start();
        try {
            long memory = watch(process, tree);
            reader.join(TimeUnit.SECONDS.toMillis(LEFTOVER_SECONDS));
            return new Ended(process.exitValue(), output.tail(), memory, (System.nanoTime() - started) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("The command was interrupted.", e);
        } finally {
            tree.end();
            unhook(hook);
        }
    }

    private static long watch(Process process, ProcessTree tree) throws InterruptedException {
        long most = -1;
        int pause = SHORTEST_SAMPLE;
        do {
            most = Math.max(most, tree.memory());
            pause = Math.min(LONGEST_SAMPLE, pause * 5 / 4 + 1);
        } while (!process.waitFor(pause, TimeUnit.MILLISECONDS));
        return most;
    }

    private static void read(Process process, Lines output) {
        try (InputStreamReader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            output.read(in);
        } catch (IOException | UncheckedIOException e) {
            return; // it was ended while it wrote
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this process is ending: the hook is at work
        }
    }
}
