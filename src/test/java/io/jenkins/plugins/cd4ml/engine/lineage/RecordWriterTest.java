package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordWriterTest {
    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void run() {
        run = new RunFolder(folder.resolve("1"));
    }

    @Test
    void stepsOfParallelBranchesDoNotOverwriteEachOther() {
        run.write(new Lineage());
        Lineage validation = run.lineage();
        Lineage training = run.lineage();
        activity(validation, "validate", "dataset:train");
        activity(training, "train", "model");
        run.write(validation);
        run.write(training);
        Lineage both = run.lineage();
        assertEquals(
                List.of("validate", "train"),
                both.activities.stream().map(Lineage.Activity::id).toList());
        assertEquals(
                List.of("dataset:train", "model"),
                both.entities.stream().map(Lineage.Entity::id).toList());
    }

    @Test
    void staleCopyDoesNotReplaceWhatOthersWroteSince() {
        Lineage first = new Lineage();
        first.put(entity("model", "old"));
        run.write(first);
        Lineage slow = run.lineage();
        Lineage quick = run.lineage();
        quick.put(entity("model", "new"));
        run.write(quick);
        activity(slow, "validate", "dataset:holdout");
        run.write(slow);
        assertEquals(Digests.of("new"), run.lineage().digest("model"));
    }

    @Test
    void sameKindTwiceAtOnceGetsTwoIds() {
        run.write(new Lineage());
        Lineage one = run.lineage();
        Lineage other = run.lineage();
        activity(one, "validate", "a");
        activity(other, "validate", "b");
        run.write(one);
        run.write(other);
        activity(other, "validate", "c"); // the record that was written goes on
        run.write(other);
        assertEquals(
                List.of("validate", "validate-2", "validate-3"),
                run.lineage().activities.stream().map(Lineage.Activity::id).toList());
    }

    @Test
    void racingThreadsLoseNothing() throws Exception {
        run.write(new Lineage());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String id = "e" + i;
            all.add(threads.submit(() -> {
                Lineage lineage = run.lineage();
                activity(lineage, "validate", id);
                run.write(lineage);
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        assertEquals(24, run.lineage().activities.size());
        assertEquals(24, run.lineage().entities.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approval.json",
                "Gates.json",
                "promote/history/../../x.json",
                "a/b.json",
                ".lock",
                "trials/a/approvals.json",
                "trials/a/trials/b/gates.json",
                "data//profile.json",
                "evaluate\\x.json"
            })
    void whatIsNoDocumentOfARunIsRefused(String name) throws Exception {
        assertThrows(InputException.class, () -> run.write(name, Json.object()));
        assertFalse(RunDocuments.fromWorker(name));
        if (Files.exists(run.path())) {
            try (Stream<Path> files = Files.list(run.path())) {
                assertEquals(0, files.count());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gates.json", "approvals.json", "waivers.json", "promote/promotion.json", "report.html"})
    void workerHasNoSayInWhatTheControllerWrites(String name) {
        assertFalse(RunDocuments.fromWorker(name));
        assertTrue(RunDocuments.fromWorker("evaluate/evaluation.json"));
        assertTrue(RunDocuments.fromWorker("trials/a/train/training.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train/.traces.tmp",
                "train/.traces.tmp.new",
                "train/.traces.json.tmp",
                "train/points.tmp",
                "trials/a/train/.traces.tmp",
                "reproduce/churn-7/train/points.tmp",
                "data/holdout/.profile.json.0.tmp"
            })
    void whatAKilledWorkerWasWritingStaysWithIt(String name) {
        assertFalse(RunDocuments.fromWorker(name));
        assertTrue(RunDocuments.fromWorker("train/artifacts/model/.gitignore"));
        assertTrue(RunDocuments.fromWorker("train/artifacts/points.tmp"));
    }

    @Test
    void shapeIsCheckedBeforeTheOldDocumentGoes() {
        run.write(RunFolder.GATES, Json.object().put("verdict", "PASSED"));
        String message = assertThrows(
                        InputException.class,
                        () -> run.write(RunFolder.GATES, Json.object().put("verdict", 1)))
                .getMessage();
        assertEquals("'verdict' of gates.json must be of type string, not number.", message);
        assertEquals("PASSED", run.read(RunFolder.GATES).path("verdict").asText());
    }

    @Test
    void agentThatSendsMoreThanItSaidLeavesNothing() throws Exception {
        RecordWriter writer = new RecordWriter(run);
        byte[] bytes = "{\"metrics\": []}".getBytes(StandardCharsets.UTF_8);
        assertThrows(
                InputException.class,
                () -> writer.take(RunFolder.EVALUATION, new ByteArrayInputStream(bytes), bytes.length - 1));
        try (Stream<Path> files = Files.list(run.path().resolve("evaluate"))) {
            assertEquals(0, files.count());
        }
        assertEquals(bytes.length, writer.take(RunFolder.EVALUATION, new ByteArrayInputStream(bytes), bytes.length));
        assertTrue(run.has(RunFolder.EVALUATION));
    }

    @Test
    void interruptedThreadStillRecords() {
        Thread.currentThread().interrupt();
        run.write(RunFolder.GATES, Json.object().put("verdict", "PASSED"));
        assertTrue(Thread.interrupted());
        assertTrue(run.has(RunFolder.GATES));
    }

    private static Lineage.Entity entity(String id, String content) {
        return new Lineage.Entity(id, "model", id, Digests.of(content), Map.of());
    }

    private static void activity(Lineage lineage, String kind, String made) {
        lineage.put(entity(made, made));
        RunFolder.record(lineage, kind, Instant.now(), true, "", List.of(), List.of(made), Map.of());
    }
}
