package io.jenkins.plugins.cd4ml.engine.train.gpu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks each vendor's tool that is there how busy the node's cards are, every {@value #EVERY} milliseconds while a training
 * runs, and gives the training's log a series of each value. A node without such a tool costs nothing. The cards are all
 * that the tool sees, whoever uses them.
 */
public final class GpuSampler implements AutoCloseable {
    private static final int EVERY = 10_000;
    private static final int PATIENCE_SECONDS = 10;
    private static final int MOST_OUTPUT = 1 << 20;
    private static final int MOST_CARDS = 64;
    private static final int LONGEST = 200;
    private static final int FAILURES = 3;

    /** A tool that is there, with the arguments that its release takes. */
    private static final class Found {
        final GpuTool tool;
        final Path executable;
        List<String> arguments;
        int failures;

        Found(GpuTool tool, Path executable) {
            this.tool = tool;
            this.executable = executable;
        }
    }

    private final TrainingLog log;
    private final List<Found> tools = new ArrayList<>();
    private final Map<String, GpuUse> cards = new LinkedHashMap<>();
    private final List<String> numbers = new ArrayList<>();
    private final ScheduledExecutorService timer;
    private long sample;

    /** @return at work until it is closed */
    public static GpuSampler start(TrainingLog log) {
        String path = System.getenv("PATH");
        return new GpuSampler(
                log,
                Stream.of((path == null ? "" : path).split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList(),
                EVERY);
    }

    /**
     * @param path  folders in which the tools are looked for
     * @param every milliseconds between two samples
     */
    GpuSampler(TrainingLog log, List<Path> path, long every) {
        this.log = log;
        for (GpuTool tool : GpuTool.all()) {
            path.stream()
                    .flatMap(folder -> Stream.of(folder.resolve(tool.name()), folder.resolve(tool.name() + ".exe")))
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst()
                    .ifPresent(file -> tools.add(new Found(tool, file)));
        }
        if (tools.isEmpty()) {
            timer = null;
            return;
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cd4ml-gpu");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::sample, Math.min(every, 1_000), every, TimeUnit.MILLISECONDS);
    }

    private synchronized void sample() {
        sample++;
        Set<String> vendors = new HashSet<>();
        List<Found> useless = new ArrayList<>();
        for (Found found : tools) {
            if (vendors.contains(found.tool.vendor())) { // a newer tool told already
                continue;
            }
            try {
                add(found, readings(found));
                vendors.add(found.tool.vendor());
            } catch (IOException e) {
                if (found.arguments == null || ++found.failures >= FAILURES) {
                    useless.add(found);
                    log.line(found.tool.name() + " does not tell how busy its cards are: " + said(e));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        tools.removeAll(useless);
    }

    private static String said(IOException e) {
        String text =
                String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ").strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private List<GpuReading> readings(Found found) throws IOException, InterruptedException {
        IOException first = null;
        List<List<String>> ways = found.arguments != null ? List.of(found.arguments) : found.tool.arguments();
        for (List<String> arguments : ways) {
            try {
                List<GpuReading> readings = found.tool.read(output(found, arguments));
                found.arguments = arguments;
                found.failures = 0;
                return readings;
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    private static String output(Found found, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(found.executable.toString()));
        command.addAll(arguments);
        Path output = Files.createTempFile("cd4ml-gpu", ".txt"); // a pipe of a tool that hangs would hang, too
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("it does not end within " + PATIENCE_SECONDS + " seconds");
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String text;
            try (var in = Files.newInputStream(output)) {
                text = new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            }
            if (process.exitValue() != 0) {
                throw new IOException(text.lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse("it ended with exit code " + process.exitValue()));
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private void add(Found found, List<GpuReading> readings) {
        long number = sample;
        for (GpuReading reading : readings) {
            String key = found.tool.name() + " " + reading.card();
            if (!cards.containsKey(key)) {
                if (cards.size() >= MOST_CARDS) {
                    continue;
                }
                cards.put(key, new GpuUse(found.tool.name(), reading.card()));
                numbers.add(key);
            }
            cards.get(key).add(reading, numbers.indexOf(key), (name, value) -> log.system(name, number, value));
        }
    }

    /** Stops, and writes what each card was used for, where there was a card. */
    public void write(ObjectNode details) {
        close();
        synchronized (this) {
            cards.values().forEach(card -> details.withArray("gpuUse").add(card.json()));
        }
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
