package io.jenkins.plugins.cd4ml.worker.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Three builds of a job: the first passed its gates, the second failed them, the third asks for its champion. */
@WithJenkins
class ChampionShipmentTest {
    @TempDir
    File node;

    private FreeStyleBuild passed;
    private FreeStyleBuild asks;
    private FilePath project;
    private FilePath run;

    @BeforeEach
    void builds(JenkinsRule j) throws Exception {
        Environments.get().setEnvironments(List.of(OpenEnvironment.of("production")));
        FreeStyleProject job = j.createFreeStyleProject("churn");
        passed = build(j.buildAndAssertSuccess(job), "PASSED");
        build(j.buildAndAssertSuccess(job), "FAILED");
        asks = j.buildAndAssertSuccess(job);
        project = new FilePath(node).child("project");
        run = new FilePath(node).child("run");
    }

    private static FreeStyleBuild build(FreeStyleBuild build, String verdict) throws Exception {
        BuildRecord.begin(build);
        RunFolder record = BuildRecord.of(build);
        Path archive = build.getArtifactsDir().toPath().resolve("cd4ml/model");
        Files.createDirectories(archive.resolve("deep"));
        Files.writeString(archive.resolve("model.onnx"), "model of " + build.getNumber());
        Files.writeString(archive.resolve("deep/tokens.txt"), "a b");
        String digest = Digests.of(archive);
        ObjectNode training = Json.object();
        ObjectNode files = training.putObject("model").put("path", "model").putObject("files");
        files.put("model.onnx", "").put("deep/tokens.txt", "");
        record.write(RunFolder.TRAINING, training);
        record.write(RunFolder.GATES, Json.object().put("verdict", verdict).put("modelDigest", digest));
        Files.createDirectories(record.file("evaluate"));
        Files.writeString(record.file("evaluate/predictions.parquet"), "answers of " + build.getNumber());
        Lineage lineage = record.lineage();
        lineage.model = "churn";
        lineage.put(new Lineage.Entity("model", "model", "churn", digest, Map.of()));
        record.write(lineage);
        RecordListener.fire(build, "check-gates", null, TaskListener.NULL);
        return build;
    }

    private JsonNode send(String against) throws Exception {
        project.child("cd4ml.yaml")
                .write("model: churn\nevaluate: {dataset: h, target: y, against: \"" + against + "\"}\n", "UTF-8");
        ChampionShipment.send(asks, project, "{}", run);
        return Json.MAPPER.readTree(run.child("champion/champion.json").readToString());
    }

    private String text(String file) throws Exception {
        return run.child("champion/" + file).readToString();
    }

    @Test
    void theLastBuildWhoseGatesPassedWithItsFilesAndPredictions() throws Exception {
        JsonNode champion = send("lastPassed").path("lastPassed");
        assertEquals(passed.getFullDisplayName(), champion.path("run").asText());
        assertEquals(
                "the last build whose gates passed", champion.path("reason").asText());
        assertEquals("model of 1", text("lastPassed/model.onnx"));
        assertEquals("a b", text("lastPassed/deep/tokens.txt"));
        assertEquals("answers of 1", text("lastPassed.predictions.parquet"));
    }

    @Test
    void withoutArtifactsOrWithOthersOnlyThePredictionsCount() throws Exception {
        Path model = passed.getArtifactsDir().toPath().resolve("cd4ml/model/model.onnx");
        Files.writeString(model, "changed");
        send("lastPassed");
        assertFalse(run.child("champion/lastPassed").exists(), "these are not the files that passed");
        Files.delete(model);
        send("lastPassed");
        assertFalse(run.child("champion/lastPassed").exists());
        assertEquals("answers of 1", text("lastPassed.predictions.parquet"));
    }

    @Test
    void ofNoBuildThatPassedNothingIsShipped() throws Exception {
        BuildRecord.of(passed).write(RunFolder.GATES, Json.object().put("verdict", "ERROR"));
        assertTrue(send("lastPassed").path("lastPassed").isEmpty());
    }

    @Test
    void aNamedVersionAndTheEnvironmentsVersion() throws Exception {
        Path model = passed.getArtifactsDir().toPath().resolve("cd4ml/model");
        String digest = Digests.of(model);
        BuildRecord.registry()
                .register(new Registration("churn", digest, "churn #1", BuildRecord.of(passed), model, "me"));
        assertEquals(1, send("version:1").at("/version:1/version").asInt());
        assertEquals("model of 1", text("version-1/model.onnx"));
        assertEquals("answers of 1", text("version-1.predictions.parquet"));
        assertTrue(send("version:2").path("version:2").isMissingNode());
        assertEquals(0, send("production").at("/production/version").asInt());
        Alias.Move move = new Alias.Move("p1", "promote", 1, digest, "2026-01-01T00:00:00Z", "me", null, "p1", null);
        BuildRecord.registry().move("churn", "production", move, Json.object());
        assertEquals(1, send("production").at("/production/version").asInt());
        assertEquals("model of 1", text("production/model.onnx"));
        assertEquals("answers of 1", text("production.predictions.parquet"));
        Path version = BuildRecord.registry().version("churn", 1).orElseThrow().folder();
        Files.delete(version.resolve("version.json"));
        assertEquals(1, send("production").at("/production/version").asInt(), "lost is not none yet");
    }
}
