package io.jenkins.plugins.cd4ml.engine.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.JavaProcess;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    Path folder;

    private AuditLog log() {
        return AuditLog.of(folder);
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private void three() {
        log().append(new AuditEvent("requested", "ada", "please", Json.object().put("model", "churn")));
        log().append(AuditEvent.of("approved", "bob").with("model", "churn").with("folder", "team"));
        log().append(AuditEvent.of("promoted", null).with("model", "fraud"));
    }

    @Test
    void chainHoldsAndTheHeadIsKeptApart() {
        three();
        AuditVerification verification = log().verify();
        assertTrue(verification.holds(), verification::sentence);
        assertEquals(3, verification.head().lines());
        assertEquals(verification.head(), log().keptHead().orElseThrow());
        assertEquals(verification.head(), AuditHead.of(verification.head().toString()));
    }

    @Test
    void changedLineIsNamed() throws Exception {
        three();
        Files.writeString(file(), Files.readString(file()).replace("bob", "eve"));
        AuditVerification verification = log().verify();
        assertEquals(
                "audit.jsonl line 3 does not continue the record before it: something was changed, removed or put in"
                        + " here",
                verification.findings().get(0).toString());
    }

    @Test
    void changeOfTheLastLineIsNoticedByTheHead() throws Exception {
        three();
        Files.writeString(file(), Files.readString(file()).replace("fraud", "freud"));
        assertTrue(log().verify().sentence().contains("the log was rewritten"), log().verify()::sentence);
    }

    @Test
    void removedLinesAreNoticedWhereverTheyWere() throws Exception {
        three();
        List<String> lines = Files.readAllLines(file());
        for (int gone = 0; gone < 3; gone++) {
            List<String> left = new ArrayList<>(lines);
            left.remove(gone);
            Files.write(file(), left);
            assertFalse(log().verify().holds(), "without line " + gone);
        }
        Files.delete(file());
        assertTrue(log().verify().sentence().contains("0 records, but 3 were kept apart"), log().verify()::sentence);
    }

    @Test
    void truncationStaysVisibleAfterTheLogGoesOn() throws Exception {
        three();
        List<String> lines = Files.readAllLines(file());
        Files.write(file(), lines.subList(0, 2));
        log().append(AuditEvent.of("promoted", "eve"));
        assertFalse(log().verify().holds());
        assertTrue(log().verify().sentence().contains("cut short before"), log().verify()::sentence);
    }

    /** A crash may leave any number of the bytes that were being written. */
    @Test
    void whereverACrashTearsTheLastLineTheLogGoesOnAndTheChainHolds() throws Exception {
        three();
        byte[] whole = Files.readAllBytes(file());
        AuditHead two = head(2);
        int start = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8).lastIndexOf('\n') + 1;
        for (int kept = start; kept <= whole.length; kept++) {
            Files.write(file(), Arrays.copyOf(whole, kept));
            two.write(folder.resolve("audit-head.json")); // nobody was told of the third
            assertTrue(log().verify().holds(), log().verify()::sentence);
            log().append(AuditEvent.of("restarted", null));
            AuditVerification after = log().verify();
            assertTrue(after.holds(), "after " + kept + " bytes: " + after.sentence());
            boolean record = kept >= whole.length - 1; // whole but for its line end
            boolean torn = kept > start && !record;
            assertEquals(2 + 1 + (record || torn ? 1 : 0), after.head().lines(), "after " + kept + " bytes");
            assertEquals(torn, Files.readString(file()).contains("torn-line"), "after " + kept + " bytes");
        }
    }

    @Test
    void crashWhileTheTornLineIsClosedIsNamedToo() throws Exception {
        three();
        AuditHead two = head(2);
        String text = Files.readString(file());
        Files.writeString(file(), text.substring(0, text.length() - 9) + "\n{\"n\":3,\"ev");
        two.write(folder.resolve("audit-head.json"));
        log().append(AuditEvent.of("restarted", null));
        assertTrue(log().verify().holds(), log().verify()::sentence);
        assertEquals(2, log().verify().head().lines() - 2);
    }

    @Test
    void garbageThatNoRecordNamesIsABreak() throws Exception {
        three();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.add(1, "{\"n\": 7");
        Files.write(file(), lines);
        assertTrue(
                log().verify().sentence().contains("line 2 is no record, and no record names it"),
                log().verify()::sentence);
    }

    private AuditHead head(int lines) throws IOException {
        AuditHead[] head = new AuditHead[1];
        log().read((h, record, text) -> head[0] = h.lines() == lines ? h : head[0]);
        return head[0];
    }

    @Test
    void logOfBeforeIsContinued() throws Exception {
        String first = Json.line(Json.object()
                .put("when", "2026-01-01T00:00:00Z")
                .put("event", "approved")
                .put("who", "ada")
                .put("previous", Digests.of("cd4ml audit log")));
        Files.writeString(file(), first + "\n");
        log().append(AuditEvent.of("promoted", "ada"));
        assertTrue(log().verify().holds(), log().verify()::sentence);
        assertEquals(
                2,
                Json.MAPPER
                        .readTree(Files.readAllLines(file()).get(1))
                        .path("n")
                        .asInt());
    }

    @Test
    void rotationRunsOnWithTheChain() throws Exception {
        AuditLog small = new AuditLog(folder, folder.resolve("head"), 600);
        for (int i = 0; i < 20; i++) {
            small.append(AuditEvent.of("approved", "user" + i));
        }
        assertTrue(Files.exists(folder.resolve("audit.000002.jsonl")));
        AuditLog other = new AuditLog(folder, folder.resolve("head"), 600);
        assertTrue(other.verify().holds(), other.verify()::sentence);
        assertEquals(20, other.verify().head().lines());
        other.append(AuditEvent.of("approved", "one more"));
        assertEquals(21, small.append(AuditEvent.of("approved", "and another")).lines() - 1);
        assertTrue(small.verify().holds(), small.verify()::sentence);
        Files.delete(folder.resolve("audit.000001.jsonl"));
        assertTrue(small.verify().sentence().contains("audit.000001.jsonl"), small.verify()::sentence);
    }

    @Test
    void racingThreadsAndLogsMakeOneChain() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        AuditLog one = new AuditLog(folder, folder.resolve("audit-head.json"), 2_000);
        AuditLog other = new AuditLog(folder, folder.resolve("audit-head.json"), 2_000);
        for (int i = 0; i < 60; i++) {
            AuditLog log = i % 2 == 0 ? one : other;
            String who = "user" + i;
            all.add(threads.submit(() -> log.append(AuditEvent.of("approved", who))));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertEquals(60, one.verify().head().lines());
        assertTrue(one.verify().holds(), one.verify()::sentence);
    }

    /** Appends until it is killed, and says what it was told is on the disk. */
    static final class Writer {
        public static void main(String[] args) {
            AuditLog log = AuditLog.of(Path.of(args[0]));
            while (true) {
                System.out.println(log.append(AuditEvent.of("approved", args[1]).with("text", "x".repeat(4_000))));
            }
        }
    }

    @Test
    void killedWritersLoseNothingThatWasAcknowledged() throws Exception {
        Random random = new Random(17);
        for (int round = 0; round < 8; round++) {
            List<Process> writers = List.of(
                    JavaProcess.start(Writer.class, folder.toString(), "a" + round),
                    JavaProcess.start(Writer.class, folder.toString(), "b" + round));
            String acknowledged = writers.get(0).inputReader().readLine();
            for (int i = random.nextInt(30); i > 0; i--) {
                acknowledged = writers.get(0).inputReader().readLine();
            }
            for (Process writer : writers) {
                writer.destroyForcibly().waitFor();
            }
            AuditVerification verification = log().verify(AuditHead.of(acknowledged));
            assertTrue(verification.holds(), verification::sentence);
        }
        log().append(AuditEvent.of("restarted", null));
        assertTrue(log().verify().holds(), log().verify()::sentence);
    }

    @Test
    void ownKeysCannotComeFromOutside() {
        log().append(new AuditEvent(
                "approved",
                "ada",
                "a\nb",
                Json.object().put("n", 99).put("previous", "x").put("torn", "y")));
        assertTrue(log().verify().holds(), log().verify()::sentence);
        assertEquals(1, log().verify().head().lines());
    }

    @Test
    void tooLongIsRefusedAndLeavesNothing() {
        assertThrows(
                InputException.class, () -> log().append(new AuditEvent("approved", "ada", "x".repeat(2 << 20), null)));
        assertEquals(0, log().verify().head().lines());
    }

    @Test
    void exportsWhatIsWanted() throws Exception {
        three();
        assertEquals(
                1,
                export(new AuditFilter(null, "churn", "bob", null, null), AuditExport.Format.JSONL)
                                .size()
                        - 1);
        assertEquals(
                2,
                export(new AuditFilter(null, "churn", null, null, null), AuditExport.Format.JSONL)
                                .size()
                        - 1);
        assertEquals(
                1,
                export(new AuditFilter("team", null, null, null, null), AuditExport.Format.JSONL)
                                .size()
                        - 1);
        Instant later = Instant.now().plusSeconds(60);
        assertEquals(
                0,
                export(new AuditFilter(null, null, null, later, null), AuditExport.Format.JSONL)
                                .size()
                        - 1);
        List<String> lines = export(AuditFilter.ALL, AuditExport.Format.JSONL);
        for (String line : lines.subList(0, 3)) {
            var entry = Json.MAPPER.readTree(line);
            assertEquals(
                    entry.get("digest").asText(), Digests.of(entry.get("record").asText()));
        }
        assertEquals(
                log().verify().head().toString(),
                Json.MAPPER.readTree(lines.get(3)).get("head").asText());
    }

    @Test
    void spreadsheetRunsNoFormulaOfAReason() throws Exception {
        log().append(new AuditEvent(
                "approved",
                "=1+1",
                "=HYPERLINK(\"http://x\")\n,b",
                Json.object().put("sum", 1)));
        String csv = String.join("\n", export(AuditFilter.ALL, AuditExport.Format.CSV));
        assertTrue(csv.contains(",'=1+1,"), csv);
        assertTrue(csv.contains("\"'=HYPERLINK(\"\"http://x\"\")"), csv);
        assertTrue(csv.contains("\"{\"\"sum\"\":1}\""), csv);
    }

    private List<String> export(AuditFilter filter, AuditExport.Format format) throws IOException {
        StringWriter out = new StringWriter();
        assertTrue(AuditExport.write(log(), filter, format, out).holds());
        return out.toString().lines().toList();
    }
}
