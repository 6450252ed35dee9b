package io.jenkins.plugins.cd4ml.worker.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.cd4ml.engine.gate.GateRegistration;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is registered before the holdout is scored. */
@WithJenkins
class GatesIntakeTest {
    @TempDir
    Path project;

    @Test
    void gatesAndContractsAreInTheAuditLogAndLaterOnesDiffer(JenkinsRule j) throws Exception {
        Files.writeString(project.resolve("cd4ml.yaml"), """
            model: churn
            data: {train: {path: train.csv, contract: train.yaml}}
            gates: [{metric: auc, min: 0.9}]
            """);
        Files.writeString(project.resolve("train.yaml"), "columns: []\n");
        FreeStyleBuild build = j.buildAndAssertSuccess(j.createFreeStyleProject("churn"));
        BuildRecord.begin(build);
        GatesIntake.register(build, new FilePath(project.toFile()), "{}");

        List<JsonNode> events = new ArrayList<>();
        JenkinsAudit.log().read((head, record, text) -> {
            if (record.path("event").asText().equals("gates-registered")) {
                events.add(record);
            }
        });
        assertEquals(1, events.size());
        RunFolder record = BuildRecord.of(build);
        JsonNode registered = record.read(RunFolder.REGISTERED);
        assertEquals(registered.get("gates"), events.get(0).get("gates"));
        assertEquals("churn", events.get(0).get("model").asText());
        assertEquals(registered.at("/registrations/0/contracts"), events.get(0).get("contracts"));
        JsonNode gates = Json.MAPPER.readTree("[{\"metric\":\"auc\",\"min\":0.9}]");
        assertEquals(null, GateRegistration.changed(record, gates));
        JsonNode loosened = Json.MAPPER.readTree("[{\"metric\":\"auc\",\"min\":0.5}]");
        assertEquals(
                "The gates were changed after the holdout was scored",
                GateRegistration.changed(record, loosened).split(":")[0]);
    }
}
