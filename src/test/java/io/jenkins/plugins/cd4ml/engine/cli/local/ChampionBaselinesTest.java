package io.jenkins.plugins.cd4ml.engine.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.drift.BaselineSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChampionBaselinesTest {
    private static final String FILE = BaselineSource.file("train");

    @TempDir
    Path folder;

    private RunFolder current;

    @BeforeEach
    void runs() throws IOException {
        Files.writeString(folder.resolve("cd4ml.yaml"), "model: churn\n");
        run(1, "PASSED");
        run(2, "FAILED");
        current = run(3, "PASSED");
    }

    private RunFolder run(int id, String verdict) {
        RunFolder run = new RunFolder(folder.resolve(".cd4ml/runs/" + id));
        run.write(RunFolder.GATES, Json.object().put("verdict", verdict));
        run.write(FILE, Json.object().put("digest", "sha256:" + id));
        Lineage lineage = new Lineage();
        lineage.model = "churn";
        run.write(lineage);
        return run;
    }

    private BaselineSource find(String against, boolean worker) {
        return new ChampionBaselines(Project.read(folder, null), current, worker).find(against, "here");
    }

    private String refused(String against, boolean worker) {
        return assertThrows(InputException.class, () -> find(against, worker)).getMessage();
    }

    @Test
    void ofTheLastRunWhoseGatesPassed() {
        BaselineSource last = find("lastPassed", false);
        assertEquals("run 1", last.name());
        assertEquals(
                "sha256:1",
                new RunFolder(last.folder()).read(FILE).path("digest").asText());
        run(1, "INCONCLUSIVE");
        assertNull(find("lastPassed", false).name());
        assertEquals(
                "no earlier run passed its gates", find("lastPassed", false).reason());
    }

    @Test
    void ofAVersionAndOfWhatAnEnvironmentServes() throws Exception {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "x");
        String digest = Digests.of(model);
        var registry = Champions.registry(folder);
        registry.register(new Registration("churn", digest, "run 3", current, model, "me"));
        BaselineSource version = find("version:1", false);
        assertEquals(
                "sha256:3",
                new RunFolder(version.folder()).read(FILE).path("digest").asText());
        assertEquals("staging serves no version yet", find("staging", false).reason());
        Alias.Move move = new Alias.Move("p1", "promote", 1, digest, "2026-01-01T00:00:00Z", "me", null, "p1", null);
        registry.move("churn", "staging", move, Json.object());
        assertEquals("staging serves it", find("staging", false).reason());
        assertEquals(version.folder(), find("staging", false).folder());
        assertEquals("here: the registry has no version 2 of churn.", refused("version:2", false));
        assertEquals("here: 'version:../x' names no version; write version:7.", refused("version:../x", false));
    }

    @Test
    void asJenkinsShippedIt() {
        var index = Json.object();
        index.putObject("version:7").put("name", "version 7").put("reason", "against names it");
        index.putObject("staging");
        current.write(ChampionBaselines.SHIPPED + "/index.json", index);
        assertTrue(find("version:7", true).folder().endsWith("champion/baselines/version-7"));
        assertEquals("staging serves no version yet", find("staging", true).reason());
        assertEquals(
                "here: Jenkins has no environment 'moon'; name one that an administrator defined.",
                refused("moon", true));
        assertEquals("here: the registry has no version 8 of churn.", refused("version:8", true));
    }
}
