package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a training command of any framework. What it needs to know stands in its environment and, as JSON, in the file
 * that {@code CD4ML_RUN_FILE} names (docs/training.md). Its processes end with this one.
 */
final class CommandTraining {
    private static final int TAIL = 50;
    private static final Map<Integer, String> SIGNALS =
            Map.of(2, "SIGINT", 6, "SIGABRT", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    /** @param data absolute paths of the project's datasets by name */
    record Settings(
            String command,
            Path directory,
            JsonNode params,
            long seed,
            Map<String, Path> data,
            Path output,
            Path metrics) {}

    private CommandTraining() {}

    /**
     * @return the output's last lines
     * @throws InputException with the exit code or signal and the last line when the command fails
     */
    static List<String> run(Settings settings, Path runFile, Progress progress) {
        Map<String, String> environment = environment(settings, runFile);
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
        ProcessBuilder builder = new ProcessBuilder(
                        windows
                                ? List.of("cmd", "/c", settings.command())
                                : List.of("/bin/sh", "-c", settings.command()))
                .directory(settings.directory().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        ArrayDeque<String> tail = new ArrayDeque<>();
        Process process = null;
        Thread hook = null;
        try {
            process = builder.start();
            Process started = process;
            hook = new Thread(() -> end(started));
            Runtime.getRuntime().addShutdownHook(hook);
            process.getOutputStream().close();
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    progress.line(line);
                    tail.addLast(line);
                    if (tail.size() > TAIL) {
                        tail.removeFirst();
                    }
                }
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new InputException("The training command " + how(exit)
                        + (tail.isEmpty()
                                ? " without a word"
                                : "; its last line: " + tail.getLast().strip()) + ".");
            }
            return List.copyOf(tail);
        } catch (IOException e) {
            throw new InputException("The training command cannot be run: " + FileErrors.reason(e) + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("The training was interrupted.", e);
        } finally {
            if (process != null) {
                end(process);
            }
            unhook(hook);
        }
    }

    private static String how(int exit) {
        String signal = exit > 128 ? SIGNALS.get(exit - 128) : null;
        return signal == null
                ? "ended with exit code " + exit
                : "was ended by signal " + (exit - 128) + " (" + signal + ")";
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void unhook(Thread hook) {
        try {
            if (hook != null) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        } catch (IllegalStateException e) {
            // this process is ending: the hook is at work
        }
    }

    private static Map<String, String> environment(Settings settings, Path runFile) {
        Map<String, String> environment = new TreeMap<>();
        ObjectNode run = Json.object()
                .put("seed", settings.seed())
                .put("output", settings.output().toString());
        run.put("metrics", settings.metrics().toString());
        run.set("params", settings.params());
        ObjectNode data = run.putObject("data");
        settings.data().forEach((name, path) -> {
            data.put(name, path.toString());
            environment.put("CD4ML_DATA_" + variable(name), path.toString());
        });
        settings.params()
                .properties()
                .forEach(p -> environment.put(
                        "CD4ML_PARAM_" + variable(p.getKey()), p.getValue().asText()));
        Json.write(runFile, run);
        environment.put("CD4ML_RUN_FILE", runFile.toString());
        environment.put("CD4ML_PARAMS", Json.line(settings.params()));
        environment.put("CD4ML_SEED", Long.toString(settings.seed()));
        environment.put("CD4ML_OUTPUT", settings.output().toString());
        environment.put("CD4ML_METRICS", settings.metrics().toString());
        environment.put("PYTHONHASHSEED", Long.toString(Math.floorMod(settings.seed(), 4_294_967_296L)));
        environment.put("PYTHONUNBUFFERED", "1");
        return environment;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** @return metrics of {@code metrics.json}: numbers by name, nested names joined by dots */
    static Map<String, Double> metrics(Path file) {
        Map<String, Double> metrics = new TreeMap<>();
        if (Files.exists(file)) {
            flatten("", Json.read(file), metrics);
        }
        return metrics;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, Double> metrics) {
        node.properties().forEach(entry -> {
            String name = prefix + entry.getKey();
            if (entry.getValue().isNumber()) {
                metrics.put(name, entry.getValue().doubleValue());
            } else if (entry.getValue().isObject()) {
                flatten(name + ".", entry.getValue(), metrics);
            }
        });
    }
}
