package io.jenkins.plugins.cd4ml.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRegistryTest {
    @TempDir
    Path folder;

    private ModelRegistry registry;
    private Path model;

    @BeforeEach
    void modelOnDisk() throws Exception {
        registry = new ModelRegistry(folder.resolve("registry"));
        model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "weights");
        Files.createDirectories(model.resolve("code"));
        Files.writeString(model.resolve("code/score.py"), "pass");
    }

    private Registration registration(String run) {
        RunFolder documents = new RunFolder(folder.resolve("run"));
        documents.write(new Lineage());
        documents.write(
                RunFolder.EVALUATION,
                Json.as(
                        Json.MAPPER.valueToTree(java.util.Map.of(
                                "metrics",
                                List.of(
                                        java.util.Map.of("name", "auc", "value", 0.9),
                                        java.util.Map.of("name", "log_loss", "value", "NaN"),
                                        java.util.Map.of("name", "auc", "value", 0.1, "slice", "region=north")))),
                        com.fasterxml.jackson.databind.JsonNode.class));
        return new Registration("churn", Digests.of(model), run, documents, model, "ada");
    }

    @Test
    void versionHasItsOwnCopyOfEverything() throws Exception {
        ModelVersion version = registry.register(registration("churn #1"));
        Files.delete(model.resolve("model.onnx"));
        ModelVersion again = registry.version("churn", 1).orElseThrow();
        assertEquals(version, again);
        assertEquals(version.digest(), Digests.of(again.modelFolder()));
        assertTrue(Files.exists(again.document("lineage.json")));
        assertEquals("{auc=0.9, log_loss=NaN}", again.metrics().toString());
    }

    @Test
    void sameDigestOfSameRunIsSameVersion() throws Exception {
        assertEquals(1, registry.register(registration("churn #1")).number());
        assertEquals(1, registry.register(registration("churn #1")).number());
        assertEquals(2, registry.register(registration("churn #2")).number());
        Files.writeString(model.resolve("model.onnx"), "other weights");
        assertEquals(3, registry.register(registration("churn #2")).number());
        assertEquals(
                List.of(3, 2, 1),
                registry.versions("churn").stream().map(ModelVersion::number).toList());
    }

    @Test
    void threadsThatRaceGetDifferentVersions() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> numbers = new ArrayList<>();
        Registration any = registration("churn #0");
        for (int i = 0; i < 12; i++) {
            String run = "churn #" + i;
            numbers.add(threads.submit(
                    () -> registry.register(new Registration("churn", any.digest(), run, any.documents(), model, "ada"))
                            .number()));
        }
        TreeSet<Integer> seen = new TreeSet<>();
        for (Future<Integer> number : numbers) {
            seen.add(number.get());
        }
        threads.shutdown();
        assertEquals(12, seen.size());
        assertEquals(12, seen.last());
    }

    @Test
    void modelThatChangedAfterItsDigestWasTakenIsNotRegistered() throws Exception {
        Registration registration = registration("churn #1");
        Files.writeString(model.resolve("model.onnx"), "weightz");
        String message = assertThrows(InputException.class, () -> registry.register(registration))
                .getMessage();
        assertTrue(message.contains(registration.digest()) && message.contains(Digests.of(model)), message);
        assertEquals(List.of(), registry.versions("churn"));
    }

    @Test
    void linkAmongModelFilesIsRefused() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.key"), "secret");
        Files.createSymbolicLink(model.resolve("extra.bin"), secret);
        String message = assertThrows(InputException.class, () -> registry.register(registration("churn #1")))
                .getMessage();
        assertEquals(
                "DIR/model holds extra.bin, which is a link or a special file; put the file itself there.",
                message.replace(folder.toString(), "DIR"));
    }

    @Test
    void leftoverOfAKilledProcessDoesNotDisturb() throws Exception {
        registry.register(registration("churn #1"));
        Path leftover = folder.resolve("registry/churn/versions/.unfinished-2/model");
        Files.createDirectories(leftover);
        Files.writeString(leftover.resolve("half.onnx"), "ha");
        assertEquals(1, registry.versions("churn").size());
        assertEquals(2, registry.register(registration("churn #2")).number());
        assertTrue(Files.notExists(
                registry.version("churn", 2).orElseThrow().modelFolder().resolve("half.onnx")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../churn", "churn/../../x", "", ".hidden", "<script>alert(1)</script>", "modèle", "a b", "😀"})
    void hostileNamesAreRefused(String name) {
        String message = assertThrows(InputException.class, () -> registry.versions(name))
                .getMessage();
        assertTrue(message.startsWith("'" + name + "' cannot be the name of a model"), message);
        assertThrows(InputException.class, () -> registry.alias("churn", name));
        assertThrows(InputException.class, () -> registry.deployment("churn", "staging", name));
    }

    @Test
    void championIsWhatTheAliasSaysNow() throws Exception {
        registry.register(registration("churn #1"));
        registry.register(registration("churn #2"));
        assertTrue(registry.champion("churn", "staging").isEmpty());
        move("p1", 1, null);
        move("p2", 2, "p1");
        assertEquals(2, registry.champion("churn", "staging").orElseThrow().number());
        assertEquals(
                1,
                registry.alias("churn", "staging").previousGood().orElseThrow().version());
        assertTrue(registry.champion("churn", "production").isEmpty());
        assertEquals(List.of("staging"), registry.environments("churn"));
    }

    @Test
    void secondPromotionOfAnEnvironmentWaitsForTheFirst() throws Exception {
        try (AutoCloseable turn = registry.occupy("churn", "staging", Duration.ofSeconds(1))) {
            String message = assertThrows(
                            InputException.class, () -> registry.occupy("churn", "staging", Duration.ofMillis(100)))
                    .getMessage();
            assertTrue(message.startsWith("The environment staging of model churn is in use"), message);
            registry.occupy("churn", "production", Duration.ofMillis(100)).close();
        }
        registry.occupy("churn", "staging", Duration.ofMillis(100)).close();
    }

    private void move(String id, int version, String previous) {
        registry.move(
                "churn",
                "staging",
                new Alias.Move(id, "promote", version, "sha256:x", "2026-01-01T00:00:00Z", "ada", null, id, previous),
                Json.object());
    }

    @Test
    void twoFoldersMayEachHaveAChurn() throws Exception {
        ModelRegistry risk = registry.in("team/risk");
        risk.register(registration("churn #1"));
        registry.register(registration("churn #1"));
        registry.register(registration("churn #2"));
        registry.in("team").register(registration("churn #3"));
        assertEquals(1, risk.versions("churn").size());
        assertEquals(2, registry.versions("churn").size());
        assertEquals(List.of("churn"), registry.models());
        assertEquals(List.of("", "team", "team/risk"), registry.folders().names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../../b", "..", "ä ö+%2F@/.x", "churn", "A b", "aux:"})
    void foldersOfAnyNameStayInsideAndApart(String name) throws Exception {
        registry.in(name).register(registration("churn #1"));
        assertTrue(registry.in(name).version("churn", 1).orElseThrow().folder().startsWith(folder.resolve("registry")));
        assertEquals(List.of(name), registry.folders().names());
        assertEquals(List.of(), registry.models());
        assertThrows(InputException.class, () -> registry.in("a//b"));
        assertThrows(InputException.class, () -> registry.in("/a"));
    }

    @Test
    void folderThatIsRenamedKeepsItsModels() throws Exception {
        registry.in("team/risk").register(registration("churn #1"));
        registry.folders().move("team", "group/team 2");
        assertEquals(List.of("group/team 2/risk"), registry.folders().names());
        assertEquals(
                2,
                registry.in("group/team 2/risk")
                        .register(registration("churn #2"))
                        .number());
        registry.in("other").register(registration("churn #1"));
        assertThrows(InputException.class, () -> registry.folders().move("other", "group"));
        assertEquals(1, registry.in("other").versions("churn").size());
    }

    @Test
    void sameBytesAreKeptOnceAndAVersionSurvivesTheChangeOfItsSource() throws Exception {
        ModelVersion one = registry.register(registration("churn #1"));
        ModelVersion other = registry.in("team").register(registration("churn #2"));
        assertEquals(inode(one), inode(other));
        Files.writeString(model.resolve("model.onnx"), "WEIGHTS"); // as a training does, in place
        assertEquals(one.digest(), Digests.of(one.modelFolder()));
    }

    @Test
    void changedBlobIsNotLinkedAgain() throws Exception {
        ModelVersion one = registry.register(registration("churn #1"));
        Files.writeString(one.modelFolder().resolve("model.onnx"), "weightz"); // the blob as well: they are one file
        ModelVersion other = registry.register(registration("churn #2"));
        assertEquals(other.digest(), Digests.of(other.modelFolder()));
    }

    @Test
    void modelInTheRegistrysOwnFolderIsMovedNotCopied() throws Exception {
        Registration any = registration("churn #1");
        Path incoming = registry.folders().incoming();
        Files.copy(model.resolve("model.onnx"), incoming.resolve("model.onnx"));
        Files.createDirectories(incoming.resolve("code"));
        Files.copy(model.resolve("code/score.py"), incoming.resolve("code/score.py"));
        Object inode = Files.readAttributes(
                        incoming.resolve("model.onnx"), java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        ModelVersion version =
                registry.register(new Registration("churn", any.digest(), any.run(), any.documents(), incoming, "ada"));
        assertEquals(inode, inode(version));
        Path again = registry.folders().incoming().resolve("model.onnx");
        assertTrue(registry.bring(Digests.of("weights"), again));
        assertTrue(!registry.bring(Digests.of("unknown"), again.resolveSibling("other")));
        assertThrows(InputException.class, () -> registry.bring("sha256:../../etc", again));
    }

    private static Object inode(ModelVersion version) throws Exception {
        return Files.readAttributes(
                        version.modelFolder().resolve("model.onnx"), java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
    }

    @Test
    void stateFollowsTheAliasesAndWhatPeopleSay() throws Exception {
        registry.register(registration("churn #1"));
        registry.register(registration("churn #2"));
        move("p1", 1, null);
        assertEquals("[REGISTERED, SERVING]", states());
        move("p2", 2, "p1");
        assertEquals("[SERVING, RETIRED]", states());
        registry.reject("churn", 1, "ada", "biased");
        assertEquals("[SERVING, REJECTED]", states());
        assertEquals(
                "Version 1 of churn was rejected by ada (biased); it is not put into service unless it is reinstated.",
                VersionState.rejected(registry.version("churn", 1).orElseThrow()));
        registry.reinstate("churn", 1, "bob", "checked again");
        assertEquals("[SERVING, RETIRED]", states());
        assertEquals(
                2, registry.version("churn", 1).orElseThrow().status().changes().size());
        assertThrows(InputException.class, () -> registry.reject("churn", 9, "ada", null));
    }

    private String states() {
        return registry.versions("churn").stream()
                .map(ModelVersion::state)
                .toList()
                .toString();
    }

    @Test
    void tagsAndDescriptionAreListed() throws Exception {
        registry.register(registration("churn #1"));
        registry.tag("churn", 1, "risk", "low", "ada");
        registry.tag("churn", 1, "gone", "x", "ada");
        registry.tag("churn", 1, "gone", null, "ada");
        registry.describe("churn", 1, "first\none", "ada");
        VersionStatus status = registry.versions("churn").get(0).status();
        assertEquals("{risk=low}", status.tags().toString());
        assertEquals("first\none", status.description());
        assertThrows(InputException.class, () -> registry.tag("churn", 1, "a b", "x", "ada"));
        assertThrows(InputException.class, () -> registry.describe("churn", 1, "x".repeat(10_001), "ada"));
    }

    @Test
    void ownAliasesPointToVersionsAndAreNoEnvironments() throws Exception {
        registry.register(registration("churn #1"));
        registry.setAlias("churn", "champion", 1, "ada", "best so far");
        move("p1", 1, null);
        assertEquals("{champion=1, staging=1}", registry.aliases("churn").toString());
        assertEquals(1, registry.champion("churn", "champion").orElseThrow().number());
        registry.setAlias("churn", "champion", 0, "bob", null);
        assertTrue(registry.champion("churn", "champion").isEmpty());
        assertThrows(InputException.class, () -> registry.setAlias("churn", "staging", 1, "ada", null));
        assertThrows(InputException.class, () -> registry.setAlias("churn", "best", 7, "ada", null));
    }

    @Test
    void whatServedWhenSinceWhenAndWhoApprovedIt() throws Exception {
        moved("p1", 1, "2026-03-01T10:00:00Z", "ada, approved by bob, eve", List.of());
        moved("p2", 2, "2026-03-05T10:00:00Z", "ada", List.of("carol"));
        assertEquals(List.of(), registry.served("churn", Served.Time.of("2026-02-28")));
        Served first = registry.served("churn", Served.Time.of("2026-03-04")).get(0);
        assertEquals(1, first.version());
        assertEquals("ada", first.who());
        assertEquals(List.of("bob", "eve"), first.approvedBy());
        assertEquals("2026-03-05T10:00:00Z", first.until());
        assertEquals(2, registry.served("churn", Served.Time.of("2026-03-05")).size()); // both, on that day
        Served now =
                registry.served("churn", Served.Time.of("2026-03-05T10:00:00Z")).get(0);
        assertEquals(List.of("carol"), now.approvedBy());
        assertEquals(2, now.version());
        assertThrows(InputException.class, () -> Served.Time.of("yesterday"));
    }

    private void moved(String id, int version, String when, String who, List<String> approvedBy) {
        registry.move(
                "churn",
                "staging",
                new Alias.Move(id, "promote", version, "sha256:x", when, who, null, id, null, approvedBy),
                Json.object());
    }
}
