package io.jenkins.plugins.cd4ml.engine.train.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Where a training runs: system, hardware, and the interpreter with its packages. */
public final class EnvironmentState {
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

    private EnvironmentState() {}

    /** @return of this process: system, Java, processors, memory, NVIDIA cards where the driver tells */
    public static ObjectNode here() {
        ObjectNode state = Json.object()
                .put(
                        "os",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch"))
                .put("java", System.getProperty("java.version"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            state.put("memory", system.getTotalMemorySize());
        }
        String cpu = line(CPU, "model name");
        if (cpu != null) {
            state.put("cpu", cpu);
        }
        if (Files.isDirectory(GPUS)) {
            try (var cards = Files.list(GPUS)) {
                cards.sorted()
                        .map(c -> String.valueOf(line(c.resolve("information"), "Model")))
                        .forEach(state.withArray("gpus")::add);
            } catch (IOException e) {
                state.put("gpus", "unreadable");
            }
        }
        return state;
    }

    /** @return as {@link #here}, and the command's Python with its packages where it names one */
    public static ObjectNode of(String command, Path directory, Map<String, String> environment, Set<String> without) {
        ObjectNode state = here();
        ObjectNode python = PythonState.of(command, directory, environment, without);
        if (python != null) {
            state.set("python", python);
        }
        return state;
    }

    /** @return the digest of what is installed, by which two environments are told apart; null when nothing is known */
    public static String packages(ObjectNode state) {
        return state.has("python")
                ? Digests.of(Json.line(state.at("/python/packages"))
                        + state.at("/python/version").asText())
                : null;
    }

    private static String line(Path file, String key) {
        try (var lines = Files.lines(file)) {
            return lines.filter(l -> l.startsWith(key))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(null);
        } catch (IOException | java.io.UncheckedIOException e) {
            return null;
        }
    }
}
