package io.jenkins.plugins.cd4ml.approval.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.cli.CLICommandInvoker;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.fixture.OpenRequestCase;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Requests on Jenkins' command line. */
@WithJenkins
class RequestCommandsTest extends OpenRequestCase {
    private static CLICommandInvoker.Result invoke(String user, String command, String... arguments) {
        return new CLICommandInvoker(j, command).asUser(user).invokeWithArgs(arguments);
    }

    @Test
    void theCommandLineAnswersToo() throws Exception {
        String build = run.getExternalizableId();
        CLICommandInvoker.Result refused = invoke("mallory", "cd4ml-approve", build, request);
        assertEquals(5, refused.returnCode());
        assertThat(refused.stderr(), containsString("mallory is not an approver of staging."));
        CLICommandInvoker.Result unknown = invoke("bob", "cd4ml-approve", "nope#1", "staging");
        assertThat(unknown.stderr(), containsString("There is no build 'nope#1' that you may see"));
        CLICommandInvoker.Result without = invoke("bob", "cd4ml-reject", build, "staging");
        assertThat(without.stderr(), containsString("Say why you reject it."));
        CLICommandInvoker.Result rejected = invoke("bob", "cd4ml-reject", build, "staging", "--reason", "drift");
        assertEquals(0, rejected.returnCode(), rejected.stderr());
        assertThat(rejected.stdout(), containsString("Rejected by bob: drift"));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
    }

    @Test
    void theRequesterWithdrawsAndNobodyElse() throws Exception {
        String build = run.getExternalizableId();
        CLICommandInvoker.Result refused = invoke("bob", "cd4ml-withdraw", build, request);
        assertEquals(5, refused.returnCode());
        assertThat(refused.stderr(), containsString("Only who asked for it"));
        CLICommandInvoker.Result done = invoke("alice", "cd4ml-withdraw", build, "staging", "--reason", "wrong branch");
        assertEquals(0, done.returnCode(), done.stderr());
        assertThat(done.stdout(), containsString("Withdrawn by alice: wrong branch"));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        ApprovalRequest settled = Approvals.get().of(run).get(0);
        assertEquals(ApprovalRequest.State.WITHDRAWN, settled.state);
    }

    @Test
    void openRequestsAreListed() throws Exception {
        String line = invoke("mallory", "cd4ml-requests").stdout();
        assertThat(
                line, containsString(run.getExternalizableId() + "  " + request + "  churn -> staging  0/1  since "));
        JsonNode all = Json.MAPPER.readTree(
                invoke("mallory", "cd4ml-requests", "--json").stdout());
        assertEquals(request, all.at("/0/id").asText());
        assertThat(all.at("/0/digests/model").asText(), containsString("sha256:"));
        approve("carol");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        assertEquals("", invoke("mallory", "cd4ml-requests").stdout());
    }
}
