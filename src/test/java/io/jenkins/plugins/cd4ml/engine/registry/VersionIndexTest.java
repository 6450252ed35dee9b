package io.jenkins.plugins.cd4ml.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.JavaProcess;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index against what is really there, after crashes and without it. */
class VersionIndexTest {
    @TempDir
    Path folder;

    private ModelRegistry registry;
    private Path index;

    @BeforeEach
    void threeVersions() throws Exception {
        registry = new ModelRegistry(folder.resolve("registry"));
        index = folder.resolve("registry/churn/index.jsonl");
        for (int i = 1; i <= 3; i++) {
            register(registry, folder, "churn #" + i);
        }
        registry.tag("churn", 2, "risk", "low", "ada");
    }

    private static ModelVersion register(ModelRegistry registry, Path folder, String run) throws Exception {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "weights of " + run);
        RunFolder documents = new RunFolder(folder.resolve("run"));
        documents.write(new Lineage());
        return registry.register(new Registration("churn", Digests.of(model), run, documents, model, "ada"));
    }

    private List<String> listed() {
        return registry.versions("churn").stream()
                .map(v -> v.number() + " " + v.run() + " " + v.status().tags())
                .toList();
    }

    /** A crash may leave any prefix of the file, and what was after it is lost. */
    @Test
    void whateverIsLeftOfTheIndexTheListIsTheSame() throws Exception {
        List<String> before = listed();
        assertEquals("[3 churn #3 {}, 2 churn #2 {risk=low}, 1 churn #1 {}]", before.toString());
        byte[] whole = Files.readAllBytes(index);
        for (int kept = 0; kept <= whole.length; kept++) {
            Files.write(index, Arrays.copyOf(whole, kept));
            assertEquals(before, listed(), "after " + kept + " bytes");
        }
        Files.delete(index);
        assertEquals(before, listed());
        assertTrue(Files.exists(index), "it was made anew");
    }

    @Test
    void tornLineIsNotGluedToTheNext() throws Exception {
        byte[] whole = Files.readAllBytes(index);
        for (int kept = whole.length - 40; kept < whole.length; kept++) {
            Files.write(index, Arrays.copyOf(whole, kept));
            registry.describe("churn", 1, "after " + kept, "ada");
            assertEquals(3, listed().size());
            assertEquals(
                    "after " + kept, registry.versions("churn").get(2).status().description());
        }
    }

    @Test
    void garbageInTheMiddleMakesItAnew() throws Exception {
        List<String> before = listed();
        String text = Files.readString(index);
        for (String garbage : List.of("\u0000\u0000\n", "{\"version\":\n", "[]\n", "{\"version\":\"x\"}\n")) {
            Files.writeString(index, garbage + text.replace("low", "high"));
            assertEquals(before, listed());
        }
    }

    @Test
    void changeThatDiedHalfWayIsReadFromTheVersionItself() throws Exception {
        new VersionIndex(folder.resolve("registry/churn")).changing(3);
        Path status = registry.version("churn", 3).orElseThrow().folder().resolve(VersionStatus.FILE);
        io.jenkins.plugins.cd4ml.engine.lineage.Json.write(
                status, VersionStatus.NONE.tag("risk", "high", "ada")); // and then the process was killed
        assertEquals("3 churn #3 {risk=high}", listed().get(0));
    }

    @Test
    void oneBrokenVersionDoesNotHideTheOthersNorGiveItsNumberAway() throws Exception {
        Files.writeString(folder.resolve("registry/churn/versions/3/version.json"), "{broken");
        Files.delete(index);
        assertEquals(2, listed().size());
        assertEquals(4, register(registry, folder, "churn #4").number());
    }

    @Test
    void registryOfBeforeIsReadAsItIs() throws Exception {
        Files.delete(index);
        Path version = folder.resolve("registry/churn/versions/1");
        Files.writeString(
                version.resolve("version.json"),
                "{\"format\": 1, \"model\": \"churn\", \"version\": 1, \"digest\": \"sha256:x\", \"run\": \"old\","
                        + " \"registered\": \"2026-01-01T00:00:00Z\", \"by\": \"ada\", \"metrics\": {\"auc\": 0.5},"
                        + " \"ofAFutureFormat\": {}}",
                StandardCharsets.UTF_8);
        assertEquals("1 old {}", listed().get(2));
        assertEquals(
                "{auc=0.5}",
                registry.version("churn", 1).orElseThrow().metrics().toString());
    }

    /** Registers and tags until it is killed, and says what it was told is done. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            ModelRegistry registry = new ModelRegistry(folder.resolve("registry"));
            Path own = Files.createDirectories(folder.resolve(args[1]));
            for (int i = 0; ; i++) {
                ModelVersion version = register(registry, own, args[1] + " #" + i);
                System.out.println(version.number());
                registry.tag("churn", version.number(), "by", args[1], "ada");
            }
        }
    }

    @Test
    void killedWritersLoseNothingThatWasAcknowledged() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 6; round++) {
            List<Process> writers = List.of(
                    JavaProcess.start(Writer.class, folder.toString(), "a" + round),
                    JavaProcess.start(Writer.class, folder.toString(), "b" + round));
            String acknowledged = writers.get(0).inputReader().readLine();
            for (int i = random.nextInt(6); i > 0; i--) {
                acknowledged = writers.get(0).inputReader().readLine();
            }
            for (Process writer : writers) {
                writer.destroyForcibly().waitFor();
            }
            int number = Integer.parseInt(acknowledged);
            assertTrue(registry.version("churn", number).isPresent(), "version " + number);
            List<ModelVersion> versions = registry.versions("churn");
            assertTrue(versions.stream().anyMatch(v -> v.number() == number), "version " + number);
            for (ModelVersion version : versions) {
                assertEquals(version.digest(), Digests.of(version.modelFolder()));
                assertEquals(
                        registry.version("churn", version.number())
                                .orElseThrow()
                                .status()
                                .tags(),
                        version.status().tags());
            }
        }
    }
}
