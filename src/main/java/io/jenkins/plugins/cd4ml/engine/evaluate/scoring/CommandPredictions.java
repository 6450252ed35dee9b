package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a command of the project that predicts or measures: {@code CD4ML_DATA} names the dataset, {@code CD4ML_MODEL} the
 * model's folder, {@code CD4ML_OUTPUT} the file that it must write; predictions as {@link StoredPredictions} reads them.
 */
public final class CommandPredictions {
    private CommandPredictions() {}

    /**
     * @param place where the command stands in cd4ml.yaml, for messages
     * @param data  null where there is none
     * @throws InputException when the command cannot be started, fails, or writes nothing
     */
    public static void run(
            String place, String command, Path project, Path data, Path model, Path output, Progress progress)
            throws InterruptedException {
        run(place, command, project, data, model, output, 0, progress);
    }

    /** As above, within so many seconds; 0 for no limit. */
    public static void run(
            String place,
            String command,
            Path project,
            Path data,
            Path model,
            Path output,
            int seconds,
            Progress progress)
            throws InterruptedException {
        String called = place + " '" + command + "'";
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        ProcessBuilder builder =
                new ProcessBuilder(windows ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command));
        builder.directory(project.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File(windows ? "NUL" : "/dev/null")));
        if (data == null) {
            builder.environment().remove("CD4ML_DATA");
        } else {
            builder.environment().put("CD4ML_DATA", data.toString());
        }
        builder.environment().put("CD4ML_MODEL", model.toString());
        builder.environment().put("CD4ML_OUTPUT", output.toString());
        Process process = null;
        AtomicBoolean late = new AtomicBoolean();
        try {
            Files.createDirectories(output.getParent());
            Files.deleteIfExists(output);
            process = builder.start();
            if (seconds > 0) {
                limit(process, seconds, late);
            }
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(progress::line);
            } catch (UncheckedIOException e) {
                if (!late.get()) { // its output breaks off where it is ended
                    throw e.getCause();
                }
            }
            int code = process.waitFor();
            if (late.get()) {
                throw new InputException(called + " took more than " + seconds + " s.");
            }
            if (code != 0) {
                throw new InputException(called + " ended with exit code " + code + ".");
            }
        } catch (IOException e) {
            throw new InputException(called + " cannot be run: " + FileErrors.reason(e) + ".", e);
        } finally {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
        }
        if (!Files.isRegularFile(output)) {
            throw new InputException(called + " wrote no file to CD4ML_OUTPUT.");
        }
    }

    private static void limit(Process process, int seconds, AtomicBoolean late) {
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(() -> {
            if (process.isAlive()) {
                late.set(true);
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        });
    }
}
