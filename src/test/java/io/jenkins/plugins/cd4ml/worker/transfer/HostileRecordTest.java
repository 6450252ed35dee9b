package io.jenkins.plugins.cd4ml.worker.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent may leave in the run's folder, and what of it gets into the build's record. */
class HostileRecordTest {
    @TempDir
    private Path folder;

    private Path agent;
    private RunFolder record;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void aRecordOfABuild() throws Exception {
        agent = Files.createDirectories(folder.resolve("agent"));
        record = new RunFolder(folder.resolve("build/cd4ml"));
        Lineage lineage = new Lineage();
        lineage.run = "churn#1";
        lineage.model = "churn";
        lineage.put(new Lineage.Agent("person:alice", "person", "Alice"));
        lineage.put(new Lineage.Entity("approval:staging", "approval", "approval", null, Map.of("by", "bob")));
        lineage.add(activity("approve", "Approved by bob."));
        record.write(lineage);
        record.write(RunFolder.GATES, Map.of("verdict", "FAILED"));
        record.write("approvals.json", Map.of("requests", List.of()));
    }

    private static Lineage.Activity activity(String kind, String sentence) {
        return new Lineage.Activity(
                kind, kind, List.of(), List.of(), List.of("person:mallory"), "t", "t", "yes", sentence, Map.of());
    }

    private void pull() throws Exception {
        pull(agent);
    }

    private void pull(Path from) throws Exception {
        pull(from, List.of());
    }

    private void pull(Path from, List<String> arguments) throws Exception {
        RecordTransfer.pull(
                new FilePath(from.toFile()),
                record,
                new WorkerTask("train-model", arguments, "{}", ".", null, false),
                new StreamTaskListener(log, StandardCharsets.UTF_8));
    }

    private void leave(String name, String text) throws Exception {
        Path file = agent.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aTrialHasNoSayInOtherTrialsNorInTheBuildsTraining() throws Exception {
        record.write("trials/b/train/training.json", Map.of("auc", 0.5));
        leave("trials/a/train/training.json", "{\"auc\": 0.7}");
        leave("trials/b/train/training.json", "{\"auc\": 0.1}");
        leave("train/training.json", "{\"auc\": 0.9}");
        pull(agent, List.of("--trial", "a"));
        assertEquals(
                0.7, record.read("trials/a/train/training.json").path("auc").asDouble());
        assertEquals(
                0.5, record.read("trials/b/train/training.json").path("auc").asDouble());
        assertFalse(record.has(RunFolder.TRAINING));
        pull(); // a training that is no trial
        assertEquals(
                0.5, record.read("trials/b/train/training.json").path("auc").asDouble());
    }

    @Test
    void verdictsAndApprovalsOfAnAgentAreIgnored() throws Exception {
        leave("gates.json", "{\"verdict\": \"PASSED\"}");
        leave("GATES.json", "{\"verdict\": \"PASSED\"}");
        leave("waivers.json", "{\"waivers\": [{\"waiver\": {\"gate\": \"auc\"}}]}");
        leave("numbers.json", "{\"metrics\": {\"load.p95\": 1}}");
        leave("approvals.json", "{\"requests\": [{\"state\": \"APPROVED\"}]}");
        leave("promote/promotion.json", "{}");
        leave("train/training.json", "{\"model\": {}}");
        pull();
        assertEquals("FAILED", record.read(RunFolder.GATES).path("verdict").asText());
        assertEquals(0, record.read("approvals.json").path("requests").size());
        assertFalse(record.has("waivers.json") || record.has("numbers.json"));
        assertFalse(record.has("promote/promotion.json"));
        assertTrue(record.has(RunFolder.TRAINING));
    }

    @Test
    void theLineageKeepsWhatWasRecordedBeforeAndByWhom() throws Exception {
        Lineage forged = new Lineage();
        forged.run = "other#7";
        forged.model = "../../etc";
        forged.put(new Lineage.Agent("person:bob", "person", "Bob"));
        forged.put(new Lineage.Entity("approval:staging", "approval", "forged", null, Map.of("by", "everybody")));
        forged.put(new Lineage.Entity("approval:production", "approval", "forged", null, Map.of()));
        forged.put(new Lineage.Entity("model", "model", "<script>🙈", "sha256:00", Map.of()));
        forged.add(activity("approve", "forged"));
        forged.add(activity("promote", "forged"));
        forged.add(activity("train", "Trained."));
        new RunFolder(agent).write(forged);
        pull();
        Lineage lineage = record.lineage();
        assertEquals("churn#1", lineage.run);
        assertEquals("churn", lineage.model);
        assertEquals("bob", lineage.entity("approval:staging").attributes().get("by"));
        assertNull(lineage.entity("approval:production"));
        assertEquals("sha256:00", lineage.digest("model"));
        assertEquals(
                List.of("approve", "train"),
                lineage.activities.stream().map(Lineage.Activity::id).toList());
        assertEquals("Approved by bob.", lineage.last("approve").sentence());
        assertEquals(List.of("person:alice"), lineage.last("train").by());
        assertEquals(
                List.of("person:alice"),
                lineage.agents.stream().map(Lineage.Agent::id).toList());
    }

    @Test
    void stepsThatEndAtOnceLoseNothingOfEachOther() throws Exception {
        int steps = 16;
        List<Callable<Void>> ends = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            Path of = Files.createDirectories(folder.resolve("agent-" + i));
            Lineage lineage = new Lineage();
            lineage.put(new Lineage.Entity("dataset:" + i, "dataset", "d", "sha256:0" + i, Map.of()));
            lineage.add(activity("validate", "Validated " + i + "."));
            new RunFolder(of).write(lineage);
            ends.add(() -> {
                pull(of);
                pull(of); // as after a restart
                return null;
            });
        }
        ExecutorService together = Executors.newFixedThreadPool(steps);
        try {
            for (Future<Void> end : together.invokeAll(ends)) {
                end.get();
            }
        } finally {
            together.shutdownNow();
        }
        List<Lineage.Activity> validated = record.lineage().activities.stream()
                .filter(a -> a.kind().equals("validate"))
                .toList();
        assertEquals(steps, validated.size());
        assertEquals(
                steps, validated.stream().map(Lineage.Activity::id).distinct().count());
        assertEquals(
                steps,
                validated.stream().map(Lineage.Activity::sentence).distinct().count());
        for (int i = 0; i < steps; i++) {
            assertEquals("sha256:0" + i, record.lineage().digest("dataset:" + i));
        }
    }

    @Test
    void aBrokenLineageIsOneSentenceAndChangesNothing() throws Exception {
        for (String broken : List.of(
                "{not json",
                "{\"entities\": null}",
                "{\"entities\": [null]}",
                "[]",
                "{\"activities\": [{\"id\": \"x\"}]}",
                "[".repeat(100_000))) {
            leave("lineage.json", broken);
            assertThrows(InputException.class, this::pull, broken.substring(0, Math.min(40, broken.length())));
        }
        assertEquals("Approved by bob.", record.lineage().last("approve").sentence());
        try (var files = Files.list(record.path())) {
            assertTrue(files.noneMatch(f -> f.toString().endsWith(".tmp")));
        }
    }

    @Test
    void hugeFilesAndNamesThatAreNotPlainStayOut() throws Exception {
        try (RandomAccessFile huge =
                new RandomAccessFile(agent.resolve("huge.bin").toFile(), "rw")) {
            huge.setLength(RecordTransfer.MAX_FILE + 1); // sparse
        }
        leave("new\nline.json", "{}");
        leave("back\\slash.json", "{}");
        Files.createSymbolicLink(agent.resolve("link.json"), Path.of("/etc/passwd"));
        pull();
        assertTrue(log.toString(StandardCharsets.UTF_8).contains("huge.bin has 67108865 bytes and stays out"));
        try (var files = Files.walk(record.path())) {
            assertEquals(
                    List.of("approvals.json", "gates.json", "lineage.json"),
                    files.filter(Files::isRegularFile)
                            .map(f -> f.getFileName().toString())
                            .filter(name -> !name.equals(".lock"))
                            .sorted()
                            .toList());
        }
    }
}
