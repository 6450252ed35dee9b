package io.jenkins.plugins.cd4ml.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.fixture.OpenRequestCase;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which bytes an approved promotion puts into service, whatever became of the artifacts meanwhile. */
@WithJenkins
class BoundModelTest extends OpenRequestCase {
    private Path artifact;
    private Path kept;
    private String bound;

    @BeforeEach
    void whereTheBytesAre() {
        artifact = run.getArtifactsDir().toPath().resolve("cd4ml/model/model.onnx");
        kept = run.getRootDir().toPath().resolve("cd4ml-bound");
        bound = Approvals.get().find(run, request).digests.get("model");
    }

    private void boundBytesServe() throws Exception {
        approve("bob");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        ModelVersion version =
                BuildRecord.registry().champion("churn", "staging").orElseThrow();
        assertEquals(run.getFullDisplayName(), version.run());
        assertEquals(bound, version.digest());
        assertEquals(bound, Digests.of(version.modelFolder()));
        assertFalse(Files.exists(kept), "the build ended");
    }

    @Test
    void artifactsThatWereChangedMeanwhileDoNotMatter() throws Exception {
        Files.writeString(artifact, "other bytes than those that were approved");
        boundBytesServe();
    }

    @Test
    void artifactsThatWereDeletedMeanwhileDoNotMatter() throws Exception {
        run.deleteArtifacts();
        boundBytesServe();
    }

    @Test
    void theRegistryGetsTheKeptFilesThemselvesAndNoCopies() throws Exception {
        String step = Approvals.get().find(run, request).step;
        Path lent = new BoundModel(run, step).lend();
        assertTrue(Files.isSameFile(keptModel(), lent.resolve("model.onnx")));
    }

    @Test
    void aKeptCopyThatWasTamperedWithIsRefused() throws Exception {
        Files.writeString(keptModel(), "other bytes than those that were approved");
        approve("bob");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("What was approved has changed: model was " + bound, run);
        assertEquals(ApprovalRequest.State.VOID, Approvals.get().find(run, request).state);
    }

    @Test
    void aRejectedRequestLeavesNoCopy() throws Exception {
        assertTrue(Files.exists(keptModel()));
        take("bob", Answer.REJECT, "no");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        assertFalse(Files.exists(kept));
    }

    private Path keptModel() throws Exception {
        try (Stream<Path> files = Files.walk(kept)) {
            List<Path> models = files.filter(f -> f.endsWith("model.onnx")).toList();
            assertEquals(1, models.size());
            return models.get(0);
        }
    }
}
