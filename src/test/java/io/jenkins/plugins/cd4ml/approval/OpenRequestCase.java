package io.jenkins.plugins.cd4ml.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.model.Failure;
import hudson.model.User;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.decision.Person;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.net.http.HttpResponse;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;

/** Each test begins with a build ({@link GatedBuild}) whose request waits for bob or carol. */
public abstract class OpenRequestCase {
    protected static JenkinsRule j;
    protected static Environment staging;

    private static StandInCluster cluster;

    protected WorkflowRun run;
    /** Id of the build's request. */
    protected String request;

    @BeforeAll
    public static void jenkins(JenkinsRule rule) throws Exception {
        j = rule;
        cluster = new StandInCluster(ModelServer::start);
        staging = GatedBuild.setUp(j, cluster);
    }

    @AfterAll
    public static void stop() {
        cluster.close();
    }

    @BeforeEach
    protected void aBuildAsks() throws Exception {
        staging.setApprovals(1);
        staging.setReasonRequired(false);
        staging.setRequesterMayApprove(false);
        staging.setApprovers("bob carol");
        staging.setRoles("");
        staging.setSupersede(false);
        staging.setInteractiveOnly(false);
        for (String user : List.of("bob", "carol", "dave")) {
            User.getOrCreateByIdOrFullName(user).save();
        }
        ask();
    }

    @AfterEach
    protected void nothingIsLeftAndTheAuditLogHolds() throws Exception {
        if (run.isBuilding()) {
            run.doStop();
            j.waitForCompletion(run);
        }
        assertEquals(List.of(), OpenRequests.visible());
        assertEquals(List.of(), JenkinsAudit.log().verify().findings());
    }

    /** Another build asks, which is the test's from now on. */
    protected final void ask() throws Exception {
        run = GatedBuild.ask(j);
        request = GatedBuild.request(run);
    }

    /** Asks again, under the policy as it is now. */
    protected final void askAgain() throws Exception {
        run.doStop();
        j.waitForCompletion(run);
        ask();
    }

    protected final ApprovalRequest take(String user, Answer answer, String reason) throws Exception {
        return Caller.as(user, () -> Decisions.take(run, request, answer, reason, Person.current(Channel.SESSION)));
    }

    protected final ApprovalRequest approve(String user) throws Exception {
        return take(user, Answer.APPROVE, null);
    }

    protected final String refusal(String user, Answer answer, String reason) {
        return assertThrows(Failure.class, () -> take(user, answer, reason)).getMessage();
    }

    /** Answers as a program does. */
    protected final HttpResponse<String> decide(String user, String decision) throws Exception {
        return rest(
                user,
                run.getUrl() + "cd4ml-approvals/decide",
                "id=" + request + "&decision=" + decision + "&reason=ok");
    }

    /** As {@link Caller#rest}. */
    protected static HttpResponse<String> rest(String user, String path, String form) throws Exception {
        return Caller.rest(j, user, path, form);
    }
}
