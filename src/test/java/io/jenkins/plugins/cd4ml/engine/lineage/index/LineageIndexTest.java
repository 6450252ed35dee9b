package io.jenkins.plugins.cd4ml.engine.lineage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found to be poisoned is followed through features, models and versions, over builds; and no index is trusted. */
class LineageIndexTest {
    private static final Predicate<IndexedRecord> ALL = record -> true;

    @TempDir
    Path folder;

    private Records records;
    private Path file;
    private LineageIndex index;

    @BeforeEach
    void buildsOfThreeJobs() throws Exception {
        records = new Records(Files.createDirectories(folder.resolve("records")));
        file = folder.resolve("index/lineage.jsonl");
        records.run("features#1", "features dataset:raw > dataset:joined");
        records.run(
                "churn#1",
                "validate dataset:joined reference:old",
                "train dataset:joined > model:m1",
                "evaluate model:m1 dataset:holdout champion:m0");
        records.run("churn#2", "train dataset:clean > model:m2", "evaluate model:m2 dataset:joined champion:m1");
        records.run("tuned#1", "train dataset:clean model:m1 > model:m3");
        records.run("release#7", "promote model:m3 > deployment:production=m3");
        records.run("other#1", "train dataset:unrelated > model:m9");
        records.version(4, "m3", "tuned#1");
        index = new LineageIndex(file);
        index.reconcile(records.all());
    }

    private Map<String, String> ask(LineageIndex of, String bytes, Predicate<IndexedRecord> visible) {
        Map<String, String> told = new TreeMap<>();
        of.of(Records.sha(bytes), visible)
                .records()
                .forEach(t -> told.put(t.record().id(), t.distance() + " " + String.join(", ", t.uses())));
        return told;
    }

    @Test
    void poisonIsFollowedOverBuildsToVersionsAndEnvironments() {
        assertEquals(
                Map.of(
                        "features#1", "0 features",
                        "churn#1", "1 train, validate",
                        "tuned#1", "2 train",
                        "release#7", "3 promote to production",
                        "version:team/churn:4", "3 register"),
                ask(index, "raw", ALL),
                "churn#2 measured on it and compared with what came of it, and took nothing over");
        assertEquals("0 evaluate", ask(index, "joined", ALL).get("churn#2"), "but it touched the bytes themselves");
        assertEquals("0 champion", ask(index, "m1", ALL).get("churn#2"));
        assertEquals("0 reference", ask(index, "old", ALL).get("churn#1"));
        assertEquals(1, ask(index, "old", ALL).size());
        assertEquals(Map.of(), ask(index, "nobody knows it", ALL));
        assertEquals(
                Set.of("dataset joined"), index.of(Records.sha("joined"), ALL).names());
    }

    @Test
    void neighboursAreJoinedByWhatTheyMadeAndUsed() {
        RecordNeighbours of = index.neighbours("tuned#1", ALL);
        assertEquals(List.of("churn#1"), ids(of.upstream()));
        assertEquals(Set.of("model m1"), of.upstream().get(0).things());
        assertEquals(Set.of("release#7", "version:team/churn:4"), Set.copyOf(ids(of.downstream())));
        assertEquals(List.of("tuned#1"), ids(index.neighbours("release#7", ALL).upstream()), "who trained it");
        assertEquals(
                Set.of("churn#2", "tuned#1"),
                Set.copyOf(ids(index.neighbours("churn#1", ALL).downstream())));
        assertEquals(List.of(), ids(index.neighbours("nothing#1", ALL).upstream()));
    }

    private static List<String> ids(List<RecordNeighbours.Neighbour> of) {
        return of.stream().map(n -> n.record().id()).toList();
    }

    @Test
    void whoMayNotReadARecordLearnsNothingThroughIt() {
        Predicate<IndexedRecord> noTuning = record -> !record.id().startsWith("tuned");
        Map<String, String> told = ask(index, "raw", noTuning);
        assertEquals(Set.of("features#1", "churn#1"), told.keySet(), "what came of it is known by that job only");
        assertEquals(List.of(), ids(index.neighbours("tuned#1", noTuning).upstream()));
        assertEquals(List.of(), ids(index.neighbours("release#7", noTuning).upstream()));
        Predicate<IndexedRecord> none = record -> false;
        assertEquals(Set.of(), index.of(Records.sha("raw"), none).names());
        assertEquals(List.of(), index.digests(Records.sha("raw"), 10, none));
        assertEquals(
                List.of(Records.sha("raw")), index.digests(Records.sha("raw").substring(7, 19), 10, ALL));
    }

    @Test
    void whateverTheFileLostIsReadAgain() throws Exception {
        Map<String, String> whole = ask(index, "raw", ALL);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            LineageIndex after = new LineageIndex(file);
            after.reconcile(records.all());
            assertEquals(whole, ask(after, "raw", ALL), "cut at " + length);
            assertEquals(whole, ask(new LineageIndex(file), "raw", ALL), "and written after a cut at " + length);
        }
        for (String wrong : List.of("", "{", "{\"format\":2}\n", "no text \u0000\n{}\n", "{\"format\":1}\n{}\n{}\n")) {
            Files.writeString(file, wrong);
            LineageIndex after = new LineageIndex(file);
            after.reconcile(records.all());
            assertEquals(whole, ask(after, "raw", ALL), wrong);
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n', '{'});
        index = new LineageIndex(file);
        index.reconcile(records.all());
        assertEquals(whole, ask(index, "raw", ALL));
        Files.delete(file);
        index = new LineageIndex(file);
        assertEquals(records.all().size(), index.reconcile(records.all()));
        assertEquals(0, index.reconcile(records.all()), "nothing changed since");
    }

    @Test
    void recordsThatChangeOrGoAreFollowed() throws Exception {
        RecordSource changed = records.run("other#1", "train dataset:raw > model:m9");
        Files.setLastModifiedTime(changed.file(), FileTime.fromMillis(1_000)); // whatever the clock says
        records.delete("release#7");
        assertEquals(2, index.reconcile(records.all()));
        Map<String, String> told = ask(new LineageIndex(file), "raw", ALL);
        assertEquals("0 train", told.get("other#1"));
        assertFalse(told.containsKey("release#7"));
        assertFalse(index.remove("release#7"));
        for (int i = 0; i < 3_000; i++) { // what was replaced does not stay for ever
            Files.setLastModifiedTime(changed.file(), FileTime.fromMillis(2_000 + i));
            index.put(changed);
        }
        long grown = Files.size(file);
        assertEquals(told, ask(new LineageIndex(file), "raw", ALL));
        assertTrue(Files.size(file) < grown / 10, Files.size(file) + " of " + grown);
    }

    @Test
    void hostileRecordsAreBoundedAndTold() throws Exception {
        StringBuilder many = new StringBuilder("train dataset:raw");
        for (int i = 0; i < 5_000; i++) {
            many.append(" dataset:d").append(i);
        }
        index.put(records.run("many#1", "validate dataset:z", many + " > model:hidden"));
        index.put(records.put("broken#1", "{\"entities\": null"));
        index.put(records.put("null#1", "null"));
        index.put(records.put("holes#1", "{\"entities\":[{\"id\":\"a\"}],\"activities\":[],\"agents\":[]}"));
        index.put(records.put(
                "line#1",
                "{\"entities\":[{\"id\":\"d\",\"kind\":\"dataset\",\"name\":\"\\n{\\\"gone\\\":\\\"churn#1\\\"}\\n\","
                        + "\"digest\":\"sha256:\\n\"},{\"id\":\"e\",\"kind\":\"dataset\",\"name\":\"\\n\","
                        + "\"digest\":\"" + Records.sha("raw") + "\"}],\"activities\":[],\"agents\":[]}"));
        DigestLineage told = new LineageIndex(file).of(Records.sha("raw"), ALL);
        assertEquals(Set.of("many#1", "broken#1", "null#1", "holes#1"), Set.copyOf(told.cut()));
        Set<String> ids =
                Set.copyOf(told.records().stream().map(t -> t.record().id()).toList());
        assertTrue(ids.containsAll(Set.of("many#1", "line#1", "churn#1")), ids.toString());
        assertEquals(
                "named",
                told.records().stream()
                        .filter(t -> t.record().id().equals("line#1"))
                        .findFirst()
                        .orElseThrow()
                        .uses()
                        .iterator()
                        .next());
    }

    @Test
    void circlesEnd() throws Exception {
        index.put(records.run("a#1", "features dataset:x > dataset:y"));
        index.put(records.run("b#1", "features dataset:y > dataset:x"));
        assertEquals(Set.of("a#1", "b#1"), ask(index, "x", ALL).keySet());
        Files.writeString(file, "{\"gone\":\"never there\"}\n", StandardOpenOption.APPEND);
        assertEquals(Set.of("a#1", "b#1"), ask(new LineageIndex(file), "x", ALL).keySet());
    }
}
