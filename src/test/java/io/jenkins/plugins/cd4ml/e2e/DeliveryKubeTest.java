package io.jenkins.plugins.cd4ml.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.cli.CLICommandInvoker;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.Example;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.fixture.OpenEnvironment;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.net.http.HttpResponse;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The whole road in a real Jenkins with a real API server: from the data to what the cluster serves. */
@WithJenkins
@WithKube
class DeliveryKubeTest {
    private static final String PIPELINE = """
        node('ml') {
          validateData()
          trainModel()
          evaluateModel()
          checkGates()
        }
        promoteModel 'production'
        """;

    private JenkinsRule j;
    private KubeCluster cluster;
    private String namespace;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void jenkinsWithAnEnvironment(JenkinsRule rule, KubeCluster kube) throws Exception {
        j = rule;
        cluster = kube;
        namespace = cluster.namespace();
        JenkinsSetUp.users(
                j,
                new MockAuthorizationStrategy()
                        .grant(Jenkins.ADMINISTER)
                        .everywhere()
                        .to("admin")
                        .grant(Jenkins.READ, Item.READ, Item.BUILD)
                        .everywhere()
                        .to("alice", "bob", "carol")
                        .grant(Permissions.PROMOTE)
                        .everywhere()
                        .to("alice"));
        Environment production = OpenEnvironment.of("production");
        production.setNamespace(namespace);
        production.setApprovers("alice bob");
        production.setRolloutMinutes(2);
        JenkinsSetUp.only(production, cluster.kubeconfig());
        Environments.get().setPackRepository(Example.mavenRepository());

        DumbSlave agent = JenkinsSetUp.agent(j);
        job = JenkinsSetUp.pipeline(j, "breast-cancer", PIPELINE);
        workspace = Example.copyTo(agent, job);
        Example.serveForReal(workspace);
    }

    private WorkflowRun startedByAlice() throws Exception {
        return job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("alice")))
                .waitForStart();
    }

    private ApprovalRequest requestOf(WorkflowRun run) throws Exception {
        for (int i = 0; i < 1_200 && Approvals.get().of(run).isEmpty() && run.isBuilding(); i++) {
            Thread.sleep(100);
        }
        assertFalse(Approvals.get().of(run).isEmpty(), JenkinsRule.getLog(run));
        return Approvals.get().of(run).get(0);
    }

    private HtmlPage answer(String user, WorkflowRun run, String decision, String reason) throws Exception {
        JenkinsRule.WebClient browser =
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
        HtmlPage page = browser.getPage(run);
        org.htmlunit.html.HtmlButton button = page.getFirstByXPath(
                "//div[@class='cd4ml-request']//button[@name='decision' and @value='" + decision + "']");
        if (button == null) {
            return page;
        }
        button.getEnclosingForm().getInputByName("reason").setValue(reason);
        return button.click();
    }

    @Test
    void fromDataToProductionWithAnotherUsersApproval() throws Exception {
        WorkflowRun run = startedByAlice();
        ApprovalRequest request = requestOf(run);
        assertEquals("alice", request.requester);
        assertTrue(request.digests.keySet().containsAll(List.of("model", "gates", "manifests", "dataset:train")));
        j.waitForMessage("No executor is held", run);
        assertEquals(
                0,
                j.jenkins.getComputer("slave0") == null
                        ? 0
                        : j.jenkins.getComputer("slave0").countBusy());

        HtmlPage alices = answer("alice", run, "approve", "");
        assertTrue(
                alices.asNormalizedText().contains("somebody else must approve its model"), alices.asNormalizedText());
        HtmlPage carols = answer("carol", run, "approve", "");
        assertTrue(carols.asNormalizedText().contains("carol is not an approver of production"));
        answer("bob", run, "approve", "looks right <b>");

        j.assertBuildStatusSuccess(j.waitForCompletion(run));
        try (KubernetesClient client = cluster.client()) {
            Deployment served = client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName("breast-cancer")
                    .get();
            assertEquals(1, served.getStatus().getReadyReplicas());
            assertEquals("1", served.getMetadata().getLabels().get("cd4ml.io/version"));
        }
        Lineage lineage = BuildRecord.of(run).lineage();
        assertEquals(
                List.of("validate", "train", "evaluate", "gate", "approve", "promote"),
                lineage.activities.stream().map(Lineage.Activity::kind).toList());
        assertTrue(
                BuildRecord.registry().champion("breast-cancer", "production").isPresent());
        HtmlPage page = j.createWebClient().login("bob").getPage(run, "cd4ml");
        assertTrue(page.asNormalizedText().contains("breast-cancer"));
        assertTrue(page.asXml().contains("<svg"));

        WorkflowRun second = startedByAlice(); // now there is a champion to compare with
        requestOf(second);
        j.assertLogContains("comparing with version 1 (production serves it; rescored)", second);
        answer("bob", second, "reject", "not today");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(second));
        j.assertLogContains("Rejected by bob: not today", second);
    }

    @Test
    void aFailingGateStopsThePromotion() throws Exception {
        FilePath yaml = workspace.child("cd4ml.yaml");
        yaml.write(yaml.readToString().replace("{metric: auc, min: 0.98}", "{metric: auc, min: 0.999}"), "UTF-8");
        WorkflowRun run = j.waitForCompletion(startedByAlice());
        j.assertBuildStatus(Result.FAILURE, run);
        j.assertLogContains("is below the minimum 0.999", run);
        assertTrue(Approvals.get().of(run).isEmpty());
        try (KubernetesClient client = cluster.client()) {
            assertNull(client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName("breast-cancer")
                    .get());
        }
    }

    @Test
    void whoCannotReadTheJobCannotAnswer() throws Exception {
        WorkflowRun run = startedByAlice();
        ApprovalRequest request = requestOf(run);
        assertFalse(Caller.as("mallory", () -> job.hasPermission(Item.READ)));
        String answer = "decision=approve&reason=x&id=" + request.id;
        HttpResponse<String> refused = Caller.rest(j, "mallory", run.getUrl() + "cd4ml-approvals/decide", answer);
        assertTrue(refused.statusCode() == 403 || refused.statusCode() == 404, refused.body());
        assertTrue(new CLICommandInvoker(j, "cd4ml-approve")
                        .asUser("mallory")
                        .invokeWithArgs(run.getExternalizableId(), request.id)
                        .returnCode()
                != 0);
        JenkinsRule.WebClient browser =
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login("mallory");
        int page = browser.goTo(run.getUrl(), null).getWebResponse().getStatusCode();
        assertTrue(page == 403 || page == 404, "the page answered " + page);
        assertTrue(Approvals.get().find(run, request.id).open());
        run.doStop();
        j.waitForCompletion(run);
        assertEquals(ApprovalRequest.State.VOID, Approvals.get().find(run, request.id).state);
    }
}
