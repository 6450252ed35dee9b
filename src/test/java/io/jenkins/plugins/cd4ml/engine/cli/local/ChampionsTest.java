package io.jenkins.plugins.cd4ml.engine.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.drift.BaselineSource;
import io.jenkins.plugins.cd4ml.engine.evaluate.Champion;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ChampionsTest {
    @TempDir
    Path folder;

    private RunFolder current;

    @BeforeEach
    void runs() throws IOException {
        run(1, "churn", "PASSED");
        run(2, "churn", "PASSED");
        run(3, "churn", "WARNING");
        run(4, "other", "PASSED");
        Files.delete(run(5, "churn", "PASSED").file("evaluate/predictions.parquet"));
        current = run(6, "churn", "PASSED");
    }

    private RunFolder run(int id, String model, String verdict) throws IOException {
        RunFolder run = new RunFolder(folder.resolve(".cd4ml/runs/" + id));
        run.write(RunFolder.GATES, Json.object().put("verdict", verdict).put("modelDigest", "sha256:" + id));
        Lineage lineage = new Lineage();
        lineage.model = model;
        run.write(lineage);
        Files.createDirectories(run.file("evaluate"));
        Files.writeString(run.file("evaluate/predictions.parquet"), "");
        return run;
    }

    private Champion find(String against, boolean worker) throws IOException {
        Files.writeString(
                folder.resolve("cd4ml.yaml"),
                "model: churn\ndata: {h: {path: h.csv}}\nevaluate: {dataset: h, target: y, against: \"" + against
                        + "\"}\n");
        return Champions.find(Project.read(folder, null), current, worker);
    }

    private String refusal(Executable wrong) {
        String message = assertThrows(InputException.class, wrong).getMessage();
        return message.replace(folder + "/", "");
    }

    @Test
    void theLastRunOfThisModelWhosePredictionsAreKeptAndWhoseGatesAllPassed() throws Exception {
        Champion champion = find("lastPassed", false);
        assertEquals("run 2", champion.run());
        assertEquals("sha256:2", champion.digest());
        assertEquals(folder.resolve(".cd4ml/runs/2/evaluate/predictions.parquet"), champion.predictions());
        assertNull(champion.folder(), "the next training replaced its model");
        assertEquals("the last run whose gates passed", champion.reason());
    }

    /** Its predictions are those of the later evaluation, of which no gate said anything. */
    @Test
    void aRunThatWasEvaluatedAgainSinceItsGatesPassedDidNotPass() throws Exception {
        RunFolder two = new RunFolder(folder.resolve(".cd4ml/runs/2"));
        two.write(RunFolder.EVALUATION, Json.object().put("format", 1));
        two.write(
                RunFolder.GATES,
                Json.object()
                        .put("verdict", "PASSED")
                        .put("modelDigest", "sha256:2")
                        .put("evaluationDigest", Digests.of(two.file(RunFolder.EVALUATION))));
        assertEquals("run 2", find("lastPassed", false).run());
        two.write(RunFolder.EVALUATION, Json.object().put("format", 1).put("seed", 2));
        assertEquals("run 1", find("lastPassed", false).run());
    }

    @Test
    void withoutAPassedRunThereIsNoneYet() throws Exception {
        run(1, "churn", "FAILED");
        run(2, "churn", "INCONCLUSIVE");
        assertEquals(
                "looked for runs of churn; those that passed are of other; a model that is renamed is no first version:"
                        + " keep its name",
                find("lastPassed", false).doubt());
        run(4, "other", "FAILED");
        assertNull(find("lastPassed", false).doubt());
        assertEquals(
                "no earlier run passed its gates", find("lastPassed", false).reason());
        assertNull(find("lastPassed", false).run());
    }

    @Test
    void aNamedVersionOfTheRegistry() throws Exception {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "x");
        Champions.registry(folder)
                .register(new Registration("churn", Digests.of(model), "run 2", current, model, "me"));
        Champion champion = find("version:1", false);
        assertEquals(1, champion.version());
        assertTrue(Files.isRegularFile(champion.folder().resolve("model.onnx")));
        assertEquals(
                "cd4ml.yaml line 3 (evaluate.against): the registry has no version 2 of churn.",
                refusal(() -> find("version:2", false)));
        assertEquals(
                "cd4ml.yaml line 3 (evaluate.against): 'version:../../x' names no version; write version:7.",
                refusal(() -> find("version:../../x", false)));
    }

    /** With firstVersion: pass a gate would let anything through in place of a version that was lost. */
    @Test
    void aVersionThatIsServedAndLostIsNotNoVersionYet() throws Exception {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "x");
        ModelRegistry registry = Champions.registry(folder);
        registry.register(new Registration("churn", Digests.of(model), "run 2", current, model, "me"));
        Alias.Move move =
                new Alias.Move("p1", "promote", 1, Digests.of(model), "2026-01-01T00:00:00Z", "me", null, "p1", null);
        assertEquals("staging serves no version yet", find("staging", false).reason());
        registry.move("churn", "staging", move, Json.object());
        assertEquals("staging serves it", find("staging", false).reason());
        Files.delete(registry.version("churn", 1).orElseThrow().folder().resolve("version.json"));
        Champion champion = find("staging", false);
        assertEquals(1, champion.version());
        assertNull(champion.folder());
        assertEquals("staging serves it, but the registry has lost it", champion.reason());
        BaselineSource baseline = new ChampionBaselines(Project.read(folder, null), current, false).find("staging", "");
        assertEquals("version 1", baseline.name());
        Champion misspelt = find("stagin", false);
        assertEquals(
                "stagin serves no version yet (looked for churn in stagin; staging serves version 1)",
                misspelt.reason());
        assertEquals(
                "looked for churn in stagin, which never served it; staging serves version 1; correct evaluate.against,"
                        + " or name a version such as version:1",
                misspelt.doubt());
        assertEquals(
                misspelt.doubt(),
                new ChampionBaselines(Project.read(folder, null), current, false)
                        .find("stagin", "")
                        .doubt());
    }

    @Test
    void whatJenkinsShippedIsFoundByItsName() throws Exception {
        var shipped = Json.object();
        shipped.putObject("version:7")
                .put("version", 7)
                .put("digest", "sha256:7")
                .put("reason", "named");
        shipped.putObject("lastPassed")
                .put("run", "churn #12")
                .put("digest", "sha256:c")
                .put("reason", "passed");
        current.write(Champions.SHIPPED, shipped);
        Files.createDirectories(current.file("champion/version-7"));
        assertEquals(current.file("champion/version-7"), find("version:7", true).folder());
        Champion last = find("lastPassed", true);
        assertEquals("churn #12", last.run());
        assertNull(last.folder());
        assertEquals(current.file("champion/lastPassed.predictions.parquet"), last.predictions());
        assertEquals(
                "cd4ml.yaml line 3 (evaluate.against): the registry has no version 8 of churn.",
                refusal(() -> find("version:8", true)));
        assertEquals(
                "cd4ml.yaml line 3 (evaluate.against): Jenkins has no environment 'moon'; name one that an"
                        + " administrator defined.",
                refusal(() -> find("moon", true)));
        shipped.putObject("lastPassed");
        current.write(Champions.SHIPPED, shipped);
        assertEquals("no earlier run passed its gates", find("lastPassed", true).reason());
    }
}
