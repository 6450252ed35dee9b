package io.jenkins.plugins.cd4ml.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstVersionTest {
    @TempDir
    Path folder;

    private ModelRegistry registry;

    @BeforeEach
    void churnIsServedInProduction() throws Exception {
        registry = new ModelRegistry(folder.resolve("registry"));
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.write(RunFolder.EVALUATION, Json.object());
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("m"), "m");
        registry.register(new Registration("churn", Digests.of(model), "team/churn #12", run, model, "me"));
        registry.move(
                "churn",
                "production",
                new Alias.Move("p1", "promote", 1, Digests.of(model), "2026-01-01T00:00:00Z", "me", null, "p1", null),
                Json.object());
    }

    private FirstVersion of(String model, String environment, boolean defined, String job) {
        return FirstVersion.of(
                registry, model, environment, defined, v -> v.run().startsWith(job));
    }

    @Test
    void aMisspeltEnvironmentIsNoFirstVersion() {
        assertEquals(
                "looked for churn in prod, which never served it; production serves version 1; correct"
                        + " evaluate.against, or name a version such as version:1",
                of("churn", "prod", false, "").doubt());
    }

    /** Staging comes before production, and nobody can misspell what an administrator defined. */
    @Test
    void aDefinedEnvironmentMayBeTheNextOne() {
        FirstVersion first = of("churn", "staging", true, "team/churn #");
        assertNull(first.doubt());
        assertEquals(
                "staging serves no version yet (looked for churn in staging; production serves version 1)",
                first.reason());
    }

    @Test
    void aModelThatIsRenamedIsNoFirstVersion() {
        String doubt =
                "looked for churn2 in production, of which there is no version; here there is churn; a model that"
                        + " is renamed is no first version: keep its name, or have the gate waived once";
        assertEquals(doubt, of("churn2", "production", false, "").doubt());
        assertEquals(doubt, of("churn2", "production", true, "team/churn #").doubt());
    }

    @Test
    void theModelsOfOtherJobsAreNoEarlierNames() {
        FirstVersion first = of("fraud", "production", true, "team/fraud #");
        assertNull(first.doubt());
        assertEquals("production serves no version yet", first.reason());
    }
}
