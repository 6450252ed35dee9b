package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A whole evaluation in a process of its own, with the environment of the worker, opens no socket and leaves no file. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
@Tag("slow")
class TelemetryTest {
    @TempDir
    Path folder;

    @Test
    void noSocketAndNoFileOutsideTheRun() throws Exception {
        ModelProject project = new ModelProject(folder.resolve("project"));
        project.model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [auc]")
                .project();
        Path home = Files.createDirectories(folder.resolve("home"));
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=" + home,
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-Donnxruntime.native.path=" + System.getProperty("onnxruntime.native.path"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.jenkins.plugins.cd4ml.engine.cli.Main",
                "-C",
                project.folder.toString(),
                "--run-folder",
                project.run.path().toString(),
                "evaluate-model");
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        builder.environment().put("OPT_OUT_TRACKING", "true");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Watch watch = Watch.until(process);
        assertEquals(0, process.exitValue(), Files.readString(log));
        assertTrue(watch.looks > 20, "looked " + watch.looks + " times only");
        assertEquals(Set.of(), watch.internet());
        assertEquals(List.of(), files(home));
        assertEquals(List.of(), files(temporary));
        List<String> left = files(project.folder).stream()
                .filter(f -> !f.startsWith("run/"))
                .toList();
        assertEquals(List.of("cd4ml.yaml", "model/model.onnx", "model/signature.json", "rows.csv"), left);
    }

    @Test
    void watchSeesASocket() throws Exception {
        Path source = Files.writeString(
                folder.resolve("Phone.java"),
                "public class Phone { public static void main(String[] a)"
                        + " throws Exception { try (var s = new java.net.DatagramSocket()) { Thread.sleep(500); } } }");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, source.toString()).start();
        assertFalse(Watch.until(process).internet().isEmpty());
    }

    /** What a process had open while it lived. */
    private static final class Watch {
        private static final List<String> TABLES = List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "icmp");

        private final Set<String> sockets = new TreeSet<>();
        private final Set<String> inodes = new TreeSet<>();
        private int looks;

        static Watch until(Process process) throws InterruptedException {
            Watch watch = new Watch();
            while (process.isAlive()) {
                watch.look(process.pid());
                Thread.sleep(1);
            }
            return watch;
        }

        /** Sockets of the internet families; the C library's look for a name service cache is a socket of the machine. */
        Set<String> internet() {
            Set<String> both = new TreeSet<>(sockets);
            both.retainAll(inodes);
            return both;
        }

        private void look(long pid) {
            looks++;
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                int before = sockets.size();
                for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        sockets.add(target.substring(8, target.length() - 1));
                    }
                }
                if (sockets.size() > before || looks % 50 == 0) {
                    for (String table : TABLES) {
                        Path file = Path.of("/proc/" + pid + "/net/" + table);
                        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                            String[] cells = line.trim().split("\\s+");
                            inodes.add(cells.length > 9 ? cells[9] : "");
                        }
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                looks--; // closed, or ended, while we looked
            }
        }
    }

    private static List<String> files(Path folder) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .forEach(f -> files.add(folder.relativize(f).toString()));
        }
        files.sort(null);
        return files;
    }
}
