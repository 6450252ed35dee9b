import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Lists versions, registers one more, tags one and appends decisions: FOLDER VERSIONS. Or promotes a large model twice and
 * says how many bytes that wrote: FOLDER promote GIGABYTES. Prints milliseconds.
 */
public final class RegistryBench {
    private static final String VERSION = "{\"format\": 1, \"model\": \"churn\", \"version\": %d, \"digest\": \"%s\","
            + " \"run\": \"churn #%d\", \"registered\": \"2026-01-01T00:00:00Z\", \"by\": \"ada\","
            + " \"metrics\": {\"auc\": 0.91, \"f1\": 0.7, \"log_loss\": 0.31}}";

    private interface Work {
        void run(int i) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        if (args[1].equals("promote")) {
            promote(folder, (long) (Double.parseDouble(args[2]) * (1 << 30)));
            return;
        }
        int versions = Integer.parseInt(args[1]);
        for (int i = 1; i <= versions; i++) {
            Path version = Files.createDirectories(folder.resolve("registry/churn/versions/" + i));
            Files.writeString(version.resolve("version.json"), VERSION.formatted(i, Digests.of("m" + i), i));
        }
        ModelRegistry registry = new ModelRegistry(folder.resolve("registry"));
        time("list " + versions + " versions, index lost", 1, i -> check(registry, versions));
        time("list " + versions + " versions, first", 1, i -> check(registry, versions));
        time("list " + versions + " versions", 20, i -> check(registry, versions));
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.write(model.resolve("model.onnx"), new byte[1 << 20]);
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.write(new Lineage());
        String digest = Digests.of(model);
        time(
                "register a version of 1 MiB",
                10,
                i -> registry.register(new Registration("churn", digest, "bench #" + i, run, model, "ada")));
        time("tag a version", 20, i -> registry.tag("churn", i + 1, "risk", "low", "ada"));
        AuditLog log = AuditLog.of(folder.resolve("audit"));
        time(
                "append a decision",
                200,
                i -> log.append(AuditEvent.of("approved", "ada").with("model", "churn")));
    }

    /** As a promotion has it: the controller's own copy of the model is linked into the registry, which takes it over. */
    private static void promote(Path folder, long bytes) throws Exception {
        Path bound = Files.createDirectories(folder.resolve("bound"));
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(bound.resolve("model.onnx"))) {
            for (long written = 0; written < bytes; written += block.length) {
                new java.util.Random(written).nextBytes(block);
                out.write(block);
            }
        }
        ModelRegistry registry = new ModelRegistry(folder.resolve("registry"));
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.write(new Lineage());
        String digest = Digests.of(bound);
        for (int i = 1; i <= 2; i++) { // the second build made the same bytes
            int build = i;
            long before = written();
            time("promote " + (bytes >> 20) + " MiB, " + (i == 1 ? "new" : "kept already"), 1, n -> {
                Path lent = registry.folders().incoming();
                DurableFile.link(bound.resolve("model.onnx"), lent.resolve("model.onnx"));
                registry.register(new Registration("churn", digest, "bench #" + build, run, lent, "ada"));
                registry.move(
                        "churn",
                        "production",
                        new Alias.Move(
                                "p" + build,
                                "promote",
                                build,
                                digest,
                                Instant.now().toString(),
                                "ada",
                                null,
                                "p" + build,
                                null),
                        Json.object());
            });
            System.out.printf("cd4ml   bytes written by it: %.3f MiB%n", (written() - before) / (double) (1 << 20));
        }
        try (Stream<Path> all = Files.walk(folder)) {
            long copies = all.filter(Files::isRegularFile)
                    .filter(file -> size(file) == bytes)
                    .map(RegistryBench::inode)
                    .distinct()
                    .count();
            System.out.println("cd4ml   copies of the model on the disk: " + copies);
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static Object inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this process wrote so far, as Linux counts it. */
    private static long written() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("wchar: ")) {
                return Long.parseLong(line.substring("wchar: ".length()));
            }
        }
        throw new IllegalStateException("no wchar in /proc/self/io");
    }

    private static void check(ModelRegistry registry, int versions) {
        if (registry.versions("churn").size() != versions) {
            throw new IllegalStateException("not all were listed");
        }
    }

    private static void time(String what, int times, Work work) throws Exception {
        double[] millis = new double[times];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.run(i);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "cd4ml   %-40s median %8.1f ms, slowest %8.1f ms, processor %8.1f ms each (%d times)%n",
                what,
                millis[times / 2],
                millis[times - 1],
                (threads.getCurrentThreadCpuTime() - cpu) / 1e6 / times,
                times);
    }
}
