package io.jenkins.plugins.cd4ml.approval.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Decision;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.State;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.audit.AuditLog;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers at the same time, with restarts among them: the quorum is exact, one outcome stands, and the log agrees. */
class RequestRacesTest {
    private static final int RACES = Integer.getInteger("cd4ml.races", 1_000);

    @TempDir
    Path folder;

    private static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void stillOpen(ApprovalRequest request) {
        if (!request.open()) {
            throw new TooLate();
        }
    }

    private static ApprovalRequest draft(int needed) {
        ApprovalRequest draft = new ApprovalRequest();
        draft.step = "5";
        draft.runId = "churn#1";
        draft.model = "churn";
        draft.environment = "production";
        draft.needed = needed;
        return draft;
    }

    private static Decision says(String who, boolean yes) {
        return new Decision(who, yes, "x", RequestStore.now().toString(), Channel.SESSION, List.of());
    }

    private static ApprovalRequest.Comment by(String who) {
        return new ApprovalRequest.Comment(who, "x", RequestStore.now().toString(), Channel.CLI);
    }

    /** Knows nothing but what is on the disk. */
    private RequestStore restarted() {
        return new RequestStore(AuditLog.of(folder));
    }

    @Test
    void exactlyOneOutcomeAndAnExactQuorum() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(6);
        Map<String, ApprovalRequest> settled = new HashMap<>();
        RequestStore before = restarted();
        for (int seed = 0; seed < RACES; seed++) {
            Random random = new Random(seed);
            RequestStore store = random.nextInt(4) == 0 ? restarted() : before;
            before = store;
            RunFolder run = new RunFolder(folder.resolve("run" + seed % 50 + "-" + seed / 50));
            int needed = 1 + random.nextInt(3);
            String id = store.open(run, draft(needed), 0).id;
            List<Callable<Boolean>> answers = new ArrayList<>();
            for (String person : List.of("bob", "carol", "dave", "erin")) {
                answers.add(() -> {
                    store.decide(run, id, RequestRacesTest::stillOpen, says(person, true));
                    return true;
                });
            }
            if (random.nextBoolean()) {
                answers.add(() -> {
                    store.decide(run, id, RequestRacesTest::stillOpen, says("frank", false));
                    return true;
                });
            }
            State other = List.of(State.WITHDRAWN, State.SUPERSEDED, State.OVERRIDDEN, State.EXPIRED)
                    .get(random.nextInt(4));
            answers.add(() -> {
                store.settle(run, id, RequestRacesTest::stillOpen, other, by("alice"), "x");
                return true;
            });
            Collections.shuffle(answers, random);
            int taken = 0;
            for (Future<Boolean> answer : people.invokeAll(answers)) {
                try {
                    taken += answer.get() ? 1 : 0;
                } catch (java.util.concurrent.ExecutionException e) {
                    assertTrue(e.getCause() instanceof TooLate, String.valueOf(e.getCause()));
                }
            }
            ApprovalRequest request = new RequestStore(AuditLog.of(folder)).find(run, id);
            long approvals = request.approvals();
            assertTrue(!request.open(), "seed " + seed);
            assertTrue(approvals <= needed, "seed " + seed + ": more approvals than asked for");
            if (request.state == State.APPROVED) {
                assertEquals(needed, approvals, "seed " + seed);
                assertEquals(needed, taken, "seed " + seed);
            } else {
                assertTrue(approvals < needed, "seed " + seed);
                assertEquals(approvals + 1, taken, "seed " + seed);
            }
            settled.put(id, request);
        }
        people.shutdown();
        theLogSaysTheSame(settled);
    }

    private void theLogSaysTheSame(Map<String, ApprovalRequest> settled) {
        Map<String, Integer> approved = new HashMap<>();
        Map<String, Integer> outcomes = new HashMap<>();
        AuditLog log = AuditLog.of(folder);
        log.read((head, record, text) -> {
            String id = record.path("request").asText();
            if (record.path("event").asText().equals("approved")) {
                approved.merge(id, 1, Integer::sum);
            }
            if (!record.path("state").asText().equals("OPEN")) {
                outcomes.merge(id, 1, Integer::sum);
            }
        });
        settled.forEach((id, request) -> {
            assertEquals((int) request.approvals(), approved.getOrDefault(id, 0));
            assertEquals(1, outcomes.getOrDefault(id, 0), request.outcome);
        });
        assertEquals(List.of(), log.verify().findings());
    }

    @Test
    void whatDiedBetweenFileAndLogIsLoggedOnceAndNotBefore() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("run"));
        RequestStore store = new RequestStore(AuditLog.of(folder));
        String id = store.open(run, draft(1), 0).id;
        Path log = folder.resolve("audit.jsonl");
        Path kept = folder.resolve("kept.jsonl");
        Files.move(log, kept);
        Files.createDirectories(log.resolve("in the way")); // the disk takes no more of the log
        assertThrows(
                InputException.class,
                () -> store.decide(run, id, RequestRacesTest::stillOpen, says("bob", true)),
                "what is not logged is not acknowledged");
        assertThrows(InputException.class, () -> store.find(run, id), "nor acted on");
        Files.delete(log.resolve("in the way"));
        Files.delete(log);
        Files.move(kept, log);
        RequestStore after = new RequestStore(AuditLog.of(folder));
        assertEquals(State.APPROVED, after.find(run, id).state);
        after.find(run, id);
        assertEquals(1, events(log, "approved"));
        assertEquals(List.of(), AuditLog.of(folder).verify().findings());
    }

    @Test
    void whatTheLogHasAlreadyIsNotLoggedTwice() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("run"));
        RequestStore store = new RequestStore(AuditLog.of(folder));
        String id = store.open(run, draft(1), 0).id;
        Path file = run.file(RequestStore.FILE);
        store.decide(run, id, RequestRacesTest::stillOpen, says("bob", true));
        JsonNode stored = Json.read(file);
        String entry = lastEntry(folder.resolve("audit.jsonl"));
        ((com.fasterxml.jackson.databind.node.ObjectNode) stored.at("/requests/0"))
                .putArray("unaudited")
                .addObject()
                .put("id", entry)
                .put("event", "approved")
                .put("who", "bob")
                .put("state", "APPROVED"); // as it stood when the process died after the log and before the file
        Files.writeString(file, Json.text(stored));
        ApprovalRequest other = draft(1);
        other.step = "6"; // another request of the same build comes first
        new RequestStore(AuditLog.of(folder)).open(run, other, 0);
        assertEquals(State.APPROVED, new RequestStore(AuditLog.of(folder)).find(run, id).state);
        assertEquals(1, events(folder.resolve("audit.jsonl"), "approved"));
        assertEquals(2, events(folder.resolve("audit.jsonl"), "requested"));
    }

    private static String lastEntry(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return Json.MAPPER.readTree(lines.get(lines.size() - 1)).path("entry").asText();
    }

    private static long events(Path log, String event) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(l -> l.contains("\"event\":\"" + event + "\""))
                .count();
    }

    @Test
    void rolesAreFilledByDifferentPeople() {
        Decision both = new Decision("bob", true, null, "", Channel.SESSION, List.of("risk", "ml"));
        Decision ml = new Decision("carol", true, null, "", Channel.SESSION, List.of("ml"));
        Decision none = new Decision("dave", true, null, "", Channel.SESSION, List.of());
        assertEquals("1 of ml", Quorum.missing(2, "1 of risk, 1 of ml", List.of(both)));
        assertEquals("", Quorum.missing(2, "1 of risk, 1 of ml", List.of(both, ml)));
        assertEquals("", Quorum.missing(2, "1 of risk, 1 of ml", List.of(ml, both)));
        assertEquals("1 of risk", Quorum.missing(2, "1 of risk, 1 of ml", List.of(ml, none)));
        assertEquals("1", Quorum.missing(3, "1 of risk, 1 of ml", List.of(ml, both)));
        assertEquals(3, Quorum.needed(1, "1 of risk, 2 of ml"));
        assertThrows(IllegalArgumentException.class, () -> Quorum.roles("risk: 1"));
    }
}
