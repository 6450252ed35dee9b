package io.jenkins.plugins.cd4ml.worker.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds that validate their data against that of the model an environment serves. */
@WithJenkins
class BaselineShipmentTest {
    private JenkinsRule j;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void job(JenkinsRule rule) throws Exception {
        j = rule;
        Environments.get().setEnvironments(List.of(OpenEnvironment.of("staging")));
        job = JenkinsSetUp.pipeline(j, "churn", "node { validateData() }");
        workspace = j.jenkins.getWorkspaceFor(job);
        workspace
                .child("cd4ml.yaml")
                .write("model: churn\ndata:\n  train: {path: train.csv, against: staging}\n", "UTF-8");
    }

    private WorkflowRun validate(String rows) throws Exception {
        workspace.child("train.csv").write("x\n" + rows, "UTF-8");
        return j.buildAndAssertSuccess(job);
    }

    @Test
    void driftIsMeasuredFromTheDataOfTheModelThatIsServed() throws Exception {
        WorkflowRun first = validate("1\n2\n3\n4\n");
        j.assertLogContains("train: 4 rows, 0 checks, valid, no drift: staging serves no version yet.", first);
        serve(first);
        WorkflowRun second = validate("1\n2\n3\n9\n");
        j.assertLogContains(
                "train: 4 rows, 0 checks, valid, drift from the data of version 1 (staging serves it) KS at most"
                        + " 0.250.",
                second);
        RunFolder record = BuildRecord.of(second);
        assertEquals(
                0.25,
                record.read("data/train/drift.json").at("/metrics").path("x.ks").asDouble());
        var reference = record.lineage().entities.stream()
                .filter(e -> e.id().equals("reference:train"))
                .findFirst()
                .orElseThrow();
        assertEquals(BuildRecord.of(first).lineage().digest("dataset:train"), reference.digest());
        assertEquals("version 1", reference.attributes().get("model"));
    }

    @Test
    void anUnknownEnvironmentIsNamed() throws Exception {
        workspace.child("train.csv").write("x\n1\n", "UTF-8");
        workspace
                .child("cd4ml.yaml")
                .write("model: churn\ndata:\n  train: {path: train.csv, against: moon}\n", "UTF-8");
        WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains(
                "cd4ml.yaml line 3 (data.train.against): Jenkins has no environment 'moon'; name one that an"
                        + " administrator defined.",
                run);
    }

    /** Registers a model with the build's record and has the environment serve it. */
    private void serve(WorkflowRun run) throws Exception {
        FilePath model = workspace.child("model");
        model.child("model.txt").write("weights", "UTF-8");
        Path files = Path.of(model.getRemote());
        String digest = Digests.of(files);
        ModelVersion version = BuildRecord.registry()
                .register(new Registration("churn", digest, "churn #1", BuildRecord.of(run), files, "me"));
        Alias.Move move = new Alias.Move(
                "p1", "promote", version.number(), digest, "2026-01-01T00:00:00Z", "me", null, "p1", null);
        BuildRecord.registry().move("churn", "staging", move, Json.object());
    }
}
