package io.jenkins.plugins.cd4ml.engine.process;

import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that is asked over its standard input and answers on its standard output, within limits of time and memory.
 * What breaks them is ended with all that it started. One thread at a time.
 */
public final class InteractiveProcess implements AutoCloseable {
    private static final int LOOK_MILLIS = 100;
    private static final int LAST_WORDS_SECONDS = 5;
    private static final int BUFFER = 1 << 16;

    /** A question and its answer. */
    @FunctionalInterface
    public interface Exchange<T> {
        /** @throws IOException when the other side hangs up, or answers what cannot be understood */
        T with(DataOutputStream requests, DataInputStream replies) throws IOException;
    }

    private final Process process;
    private final ProcessTree tree;
    private final Thread hook;
    private final Thread errors;
    private final Lines lines;
    private final long memory;
    private final long started = System.nanoTime();
    private final DataOutputStream requests;
    private final DataInputStream replies;
    private volatile long until;
    private volatile int seconds;
    private volatile String broken;

    /**
     * @param environment all variables that it gets
     * @param memory      resident bytes that it and all it started may have; 0 for no limit. Where the system does not
     *                    tell them there is none
     * @param said        receives the lines of its standard error
     * @throws ProcessFailure when it cannot be started
     */
    public InteractiveProcess(
            List<String> command, Path directory, Map<String, String> environment, long memory, Consumer<String> said)
            throws ProcessFailure {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        String mark = UUID.randomUUID().toString();
        builder.environment().put(ProcessTree.MARK, mark);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new ProcessFailure("cannot be started: " + FileErrors.reason(e), e);
        }
        this.memory = memory;
        tree = new ProcessTree(process, mark);
        hook = new Thread(tree::end);
        Runtime.getRuntime().addShutdownHook(hook);
        lines = new Lines(said);
        errors = daemon(this::readErrors, "cd4ml-said");
        daemon(this::watch, "cd4ml-watch");
        requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER));
        replies = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * @param limit seconds within which it must be answered
     * @throws ProcessFailure when it breaks a limit, ends, or answers what cannot be understood; it is ended then
     */
    public <T> T ask(int limit, Exchange<T> exchange) throws ProcessFailure {
        seconds = limit;
        until = System.nanoTime() - started + TimeUnit.SECONDS.toNanos(limit);
        try {
            return exchange.with(requests, replies);
        } catch (IOException e) {
            String how = e instanceof ProcessFailure ? e.getMessage() : how();
            close();
            throw new ProcessFailure(broken == null ? how : broken, e);
        } finally {
            until = 0;
        }
    }

    private String how() {
        try {
            if (!process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                return "closed its output without an answer";
            }
            errors.join(TimeUnit.SECONDS.toMillis(LAST_WORDS_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was left, for the evaluation was interrupted";
        }
        ChildProcess.Ended ended = new ChildProcess.Ended(process.exitValue(), lines.tail(), -1, 0);
        return ended.how() + "; " + ended.lastWords();
    }

    private void readErrors() {
        try (InputStreamReader in = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
            lines.read(in);
        } catch (IOException | UncheckedIOException e) {
            return; // it was ended while it wrote
        }
    }

    private void watch() {
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                long last = until;
                if (last > 0 && System.nanoTime() - started > last) {
                    end("gave no answer within " + seconds + " s");
                } else if (memory > 0 && tree.memory() > memory) {
                    end("took more than " + (memory >> 20) + " MiB of memory");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String why) {
        broken = why;
        tree.end();
    }

    @Override
    public void close() {
        tree.end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this process is ending: the hook is at work
        }
    }
}
