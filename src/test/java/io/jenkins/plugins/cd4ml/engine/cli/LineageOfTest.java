package io.jenkins.plugins.cd4ml.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.export.ExportedRun;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set was found to be poisoned: which runs, which versions, which environments? */
class LineageOfTest {
    @TempDir
    Path project;

    private String says(int code, String... arguments) {
        CommandLineRun run = CommandLineRun.in(project, arguments);
        assertEquals(code, run.code(), run.said());
        return run.said();
    }

    private ModelVersion served(RunFolder run) throws Exception {
        Path model = Files.createDirectories(project.resolve("model"));
        Files.writeString(model.resolve("model.txt"), "weights");
        Lineage lineage = run.lineage();
        lineage.put(new Lineage.Entity("model", "model", "churn", Digests.of(model), Map.of()));
        run.write(lineage);
        ModelRegistry registry = Champions.registry(project);
        ModelVersion version =
                registry.register(new Registration("churn", Digests.of(model), "churn run 1", run, model, "ann"));
        registry.move(
                "churn",
                "production",
                new Alias.Move(
                        "p1", "promote", 1, version.digest(), "2026-03-01T10:00:00Z", "ann", "better", "p1", null),
                null);
        return version;
    }

    @Test
    void runsVersionsAndEnvironmentsAreNamed() throws Exception {
        RunFolder run = ExportedRun.in(project.resolve(".cd4ml/runs/1"));
        served(run);
        Files.writeString(project.resolve("train.csv"), "poison");
        assertTrue(says(1, "lineage-of", "train.csv").contains("NO: Nothing recorded here knows sha256:"));
        Lineage lineage = run.lineage();
        lineage.put(new Lineage.Entity(
                "dataset:train", "dataset", "train", Digests.of(project.resolve("train.csv")), Map.of()));
        run.write(lineage);
        String says = says(0, "lineage-of", "train.csv");
        assertTrue(says.contains(": dataset train") && says.contains("run 1: train, validate"), says);
        assertTrue(says.contains("version:churn 1"), "the run says now that the version's bytes came of it: " + says);
        String before = says(0, "lineage-of", "aaaaaaaa");
        assertTrue(before.contains("version:churn 1, made by churn run 1; serves production since 2026-03"), before);
        assertTrue(before.endsWith("1 run and 1 version are concerned; one serves in production.\n"), before);
        CommandLineRun json = CommandLineRun.in(project, "--json", "lineage-of", "sha256:" + "a".repeat(64));
        assertEquals(
                "production",
                Json.MAPPER
                        .readTree(json.out())
                        .at("/versions/0/served/0/environment")
                        .asText(),
                json.out());
    }

    @Test
    void mistakesAreOneSentence() throws Exception {
        ExportedRun.in(project.resolve(".cd4ml/runs/1"));
        for (String wrong : new String[] {"nothing.csv", "", "\u001b[2J", "../\u0000", "*"}) {
            String says = says(2, "lineage-of", wrong);
            assertTrue(says.contains("is neither a digest that a record here has nor a file"), says);
            assertEquals(1, says.lines().count(), says);
        }
        assertTrue(says(2, "lineage-of", "sha256:", "--folder", "x").contains("no models of a folder"));
    }
}
