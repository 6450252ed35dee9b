package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each native library in a process of its own, with the environment of the worker: none opens a socket of the internet or
 * leaves a file outside the run.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
@Tag("slow")
class TelemetryTest {
    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder.resolve("project"));
    }

    @Test
    void onnxRuntimeAndDuckDb() throws Exception {
        project.model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [auc]")
                .project();
        quiet("evaluate-model");
        assertEquals(List.of("cd4ml.yaml", "model/model.onnx", "model/signature.json", "rows.csv"), left());
    }

    @Test
    void torchScript() throws Exception {
        pack();
        ModelProject.resource("sum.pt", project.folder.resolve("model/model.pt"));
        Files.writeString(
                project.folder.resolve("model/signature.json"),
                "{\"features\": [\"age\", \"income\"], \"classes\": [\"no\", \"yes\"]}");
        project.evaluate("target: churned\nmetrics: [auc]").project();
        quiet("evaluate-model");
        assertEquals(List.of("cd4ml.yaml", "model/model.pt", "model/signature.json", "rows.csv"), left());
    }

    @Test
    void pyTorchThatTrains() throws Exception {
        trained("djl: {features: [age, income], hidden: [4], epochs: 2}");
        assertEquals(List.of("cd4ml.yaml", "model/model.onnx", "model/signature.json", "rows.csv"), left());
    }

    @Test
    void xgboostThatTrainsAndAnswers() throws Exception {
        trained("xgboost: {features: [age, income], rounds: 3}");
        assertEquals(List.of("cd4ml.yaml", "model/model.ubj", "model/signature.json", "rows.csv"), left());
    }

    private void trained(String trainer) throws Exception {
        pack();
        Files.writeString(
                project.folder.resolve("cd4ml.yaml"),
                "model: test\ndata: {holdout: {path: rows.csv}}\ntrain:\n  dataset: holdout\n  output: model/\n  "
                        + trainer + "\n"
                        + "evaluate: {dataset: holdout, target: churned, key: id, metrics: [auc]}\n");
        quiet("train-model");
        quiet("evaluate-model");
    }

    private static Path pack() {
        Path pack = engine().resolve("packs/training");
        assumeTrue(Files.isDirectory(pack), "no PyTorch, no XGBoost: the pack is not built (mvn -Ptraining)");
        return pack;
    }

    private static Path engine() {
        return Path.of(System.getProperty("cd4ml.natives")).getParent();
    }

    private void quiet(String verb) throws Exception {
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
                "-DDJL_CACHE_DIR=" + engine().resolve("packs/djl"),
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                System.getProperty("java.class.path") + java.io.File.pathSeparator + engine().resolve("packs/training")
                        + "/*",
                "io.jenkins.plugins.cd4ml.engine.cli.Main",
                "-C",
                project.folder.toString(),
                "--run-folder",
                project.run.path().toString(),
                verb);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        builder.environment().put("OPT_OUT_TRACKING", "true");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Watch watch = Watch.until(process);
        assertEquals(0, process.exitValue(), Files.readString(log));
        assertTrue(watch.looks > 20, "looked " + watch.looks + " times only");
        assertEquals(Set.of(), watch.internet(), verb);
        assertEquals(List.of(), files(home), verb);
        assertEquals(List.of(), files(temporary), verb);
    }

    /** What stands in the project besides the run's record. */
    private List<String> left() throws IOException {
        return files(project.folder).stream().filter(f -> !f.startsWith("run/")).toList();
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
