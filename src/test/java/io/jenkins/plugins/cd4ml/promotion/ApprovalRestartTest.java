package io.jenkins.plugins.cd4ml.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class ApprovalRestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void approvedAfterARestartItGoesOn() throws Throwable {
        try (StandInCluster cluster = new StandInCluster(ModelServer::start);
                KubernetesClient client = cluster.client()) {
            sessions.then(j -> {
                GatedBuild.setUp(j, cluster);
                GatedBuild.ask(j);
            });
            sessions.then(j -> {
                WorkflowRun run = j.jenkins
                        .getItemByFullName(GatedBuild.JOB, WorkflowJob.class)
                        .getLastBuild();
                assertEquals(1, Approvals.get().of(run).size());
                GatedBuild.approve(run, "bob");
                j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
                j.assertLogContains("Approved by bob.", run);
                assertNotNull(client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("churn")
                        .get());
                Lineage lineage = BuildRecord.of(run).lineage();
                assertEquals(
                        1,
                        lineage.activities.stream()
                                .filter(a -> a.kind().equals("approve"))
                                .count());
                Path xml = run.getRootDir().toPath().resolve("build.xml");
                assertTrue(Files.size(xml) <= 4096, Files.readString(xml));
                assertFalse(Files.readString(xml).contains("Execution>"), Files.readString(xml));
                assertFalse(Files.readString(xml).contains("PromotionExecution"));
                assertEquals(List.of(), JenkinsAudit.log().verify().findings());
            });
        }
    }
}
