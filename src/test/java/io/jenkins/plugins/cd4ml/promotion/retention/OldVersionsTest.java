package io.jenkins.plugins.cd4ml.promotion.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class OldVersionsTest {
    @TempDir
    Path folder;

    @Test
    void nothingGoesUnlessAnAdministratorSaysWhen(JenkinsRule j) throws Exception {
        ModelRegistry registry = BuildRecord.registry().in("risk");
        for (int i = 1; i <= 3; i++) {
            Path files = Files.createDirectories(folder.resolve("model"));
            Files.writeString(files.resolve("model.onnx"), "weights " + i);
            RunFolder documents = new RunFolder(folder.resolve("run"));
            documents.write(new Lineage());
            registry.register(new Registration("churn", Digests.of(files), "run " + i, documents, files, "ada"));
        }
        registry.setAlias("churn", "champion", 1, "ada", null);
        Instant later = Instant.now().plus(Duration.ofDays(40_000));
        OldVersions.remove(later);
        assertEquals(3, registry.versions("churn").size());
        Environments.get().setKeepVersionsDays(3653);
        OldVersions.remove(Instant.now());
        assertEquals(3, registry.versions("churn").size());
        OldVersions.remove(later);
        assertEquals(
                List.of(3, 1),
                registry.versions("churn").stream().map(v -> v.number()).toList());
        List<String> removed = new ArrayList<>();
        JenkinsAudit.log().read((head, record, text) -> {
            if (record.path("event").asText().equals("version-removed")) {
                removed.add(record.path("folder").asText() + "/"
                        + record.path("model").asText() + " "
                        + record.path("version").asInt());
            }
        });
        assertEquals(List.of("risk/churn 2"), removed);
    }
}
