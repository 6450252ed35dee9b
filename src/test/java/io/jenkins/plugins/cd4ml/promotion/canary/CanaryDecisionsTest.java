package io.jenkins.plugins.cd4ml.promotion.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.cli.CLICommandInvoker;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.PrometheusServer;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * A canary of which the environment's own Prometheus knows nothing: alice started the build and may promote, bob and carol
 * approve, mallory may only look.
 */
@WithJenkins
class CanaryDecisionsTest {
    @TempDir
    Path folder;

    private JenkinsRule j;

    private static void canary(RunFolder record) {
        ObjectNode project = Json.object();
        ObjectNode promote = project.putObject("promote");
        promote.put("strategy", "canary").put("bakeTime", 0);
        ObjectNode canary = promote.putObject("canary");
        canary.put("count", 1).put("interval", 1).put("onInconclusive", "hold").put("holdTime", 300);
        canary.putArray("steps").addObject().put("weight", 50).put("pause", 0);
        canary.putArray("metrics")
                .addObject()
                .put("name", "error rate")
                .put("query", "error_rate{track='${cd4ml.track}'}")
                .put("max", 0.02)
                .put("consecutiveErrorLimit", 0);
        record.write(RunFolder.PROJECT, project);
    }

    private WorkflowRun promoting() throws Exception {
        WorkflowRun run = GatedBuild.ask(j);
        GatedBuild.approve(run, "bob");
        return run;
    }

    private WorkflowRun held() throws Exception {
        WorkflowRun run = promoting();
        j.waitForMessage("The canary is inconclusive at step 1: ", run);
        return run;
    }

    private HttpResponse<String> decide(String user, WorkflowRun run, String form) throws Exception {
        return Caller.rest(j, user, run.getUrl() + "cd4ml-canary/decide", form);
    }

    private void assertRefused(int status, String why, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(why), answer.body());
    }

    @Test
    void peopleLetItGoOnOrGoBackThroughOneDoor(JenkinsRule rule) throws Exception {
        j = rule;
        try (StandInCluster cluster = new StandInCluster(ModelServer::start);
                PrometheusServer prometheus = PrometheusServer.start(folder)) {
            Environment staging = GatedBuild.setUp(j, cluster);
            staging.setPrometheus(prometheus.url());
            GatedBuild.everyBuild(run -> canary(BuildRecord.of(run)));
            j.assertBuildStatusSuccess(j.waitForCompletion(promoting())); // nothing to compare with

            WorkflowRun second = held();
            HttpResponse<String> shown = Caller.rest(j, "mallory", second.getUrl() + "cd4ml-canary/api/json", null);
            assertTrue(shown.body().contains("\"reason\":\"error rate of the canary is not measured"), shown.body());
            assertRefused(403, "crumb", decide(null, second, "decision=go-on&reason=x"));
            assertRefused(403, "mallory", decide("mallory", second, "decision=go-on&reason=x"));
            assertRefused(403, "mallory", decide("mallory", second, "decision=abort&reason=x"));
            assertRefused(403, "alice", decide("alice", second, "decision=go-on&reason=x")); // nor who asked for it
            assertRefused(400, "Say why", decide("bob", second, "decision=go-on"));
            assertRefused(400, "is no decision", decide("bob", second, "decision=approve&reason=x"));
            try (JenkinsRule.WebClient web = j.createWebClient().login("bob")) {
                HtmlPage page = web.getPage(second);
                assertTrue(page.asNormalizedText().contains("churn in staging is inconclusive at step 1 of 1"));
                assertTrue(page.asNormalizedText().contains("Go back"));
            }
            CLICommandInvoker.Result done = new CLICommandInvoker(j, "cd4ml-canary")
                    .asUser("bob")
                    .invokeWithArgs("churn#2", "go-on", "--reason", "no traffic at night");
            assertEquals(0, done.returnCode(), done.stderr());
            j.assertBuildStatusSuccess(j.waitForCompletion(second));
            j.assertLogContains("bob decided: go-on, because no traffic at night.", second);
            assertRefused(400, "waits for a decision", decide("bob", second, "decision=abort&reason=x"));
            assertNull(second.getAction(CanaryAction.class).getIconFileName());

            WorkflowRun third = held();
            assertEquals(
                    200,
                    decide("alice", third, "decision=abort&reason=looks+odd").statusCode());
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(third));
            j.assertLogContains("alice decided: abort", third);
            j.assertLogContains("What was there before was put back.", third);
            String log = Files.readString(j.jenkins.getRootDir().toPath().resolve("cd4ml/audit.jsonl"));
            assertTrue(log.contains("\"canary go-on\"") && log.contains("no traffic at night"), log);
            assertTrue(log.contains("\"canary abort\"") && log.contains("looks odd"), log);
            assertTrue(log.contains("permission-refused"), log);
        }
    }
}
