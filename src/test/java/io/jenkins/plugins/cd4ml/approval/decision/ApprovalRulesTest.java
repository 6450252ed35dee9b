package io.jenkins.plugins.cd4ml.approval.decision;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.cli.CLICommandInvoker;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.AccessDeniedException3;
import hudson.security.AuthorizationStrategy;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.approval.request.WaitingSteps;
import io.jenkins.plugins.cd4ml.approval.web.NotPermittedFailure;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.fixture.OpenRequestCase;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who may give which answer, and what it comes to. */
@WithJenkins
class ApprovalRulesTest extends OpenRequestCase {
    @Test
    void whoMayNotAnswerIsToldWhy() throws Exception {
        assertEquals("Log in to answer this request.", refusal(null, Answer.APPROVE, "x"));
        assertEquals("mallory is not an approver of staging.", refusal("mallory", Answer.APPROVE, "x"));
        assertEquals(
                "root is not an approver of staging.",
                refusal("root", Answer.APPROVE, "administrators get no way round"));
        assertEquals("alice is not an approver of staging.", refusal("alice", Answer.APPROVE, "x"));
        staging.setApprovers("alice bob carol");
        askAgain();
        assertThat(refusal("alice", Answer.APPROVE, "x"), containsString("You started this build"));
        assertThat(refusal("ALICE", Answer.APPROVE, "x"), containsString("You started this build"));
        assertTrue(Approvals.get().find(run, request).open());
    }

    @Test
    void reasonsAreAskedForWhereTheyMustBe() throws Exception {
        assertEquals("Say why you reject it.", refusal("bob", Answer.REJECT, "  "));
        staging.setReasonRequired(true);
        askAgain();
        assertEquals("This environment wants a reason for every approval.", refusal("bob", Answer.APPROVE, null));
    }

    @Test
    void aRequestMadeUnderAnotherPolicyIsVoid() throws Exception {
        staging.setApprovers("bob carol mallory");
        assertThat(refusal("mallory", Answer.APPROVE, "x"), containsString("The policy of staging changed"));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        assertEquals(ApprovalRequest.State.VOID, Approvals.get().of(run).get(0).state);
    }

    @Test
    void usersAndGroupsAreToldApart() throws Exception {
        staging.setApprovers("user:bob group:carol"); // carol is a user, and no group
        askAgain();
        assertEquals("carol is not an approver of staging.", refusal("carol", Answer.APPROVE, "x"));
        approve("bob");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void rolesMustBeAmongThoseWhoApprove() throws Exception {
        staging.setRoles("1 of user:dave");
        staging.setApprovals(2);
        askAgain();
        approve("bob");
        assertThat(approve("carol").missing(), containsString("1 of user:dave"));
        approve("dave");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        j.assertLogContains("Approved by bob, carol, dave.", run);
    }

    @Test
    void theRequesterWithdrawsAndNobodyElse() throws Exception {
        NotPermittedFailure refused = assertThrows(NotPermittedFailure.class, () -> take("bob", Answer.WITHDRAW, null));
        assertThat(refused.getMessage(), containsString("Only who asked for it"));
        take("alice", Answer.WITHDRAW, "wrong branch");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("Withdrawn by alice: wrong branch", run);
    }

    @Test
    void anOverrideNeedsItsPermissionAndAReasonAndIsShown() throws Exception {
        assertThrows(AccessDeniedException3.class, () -> take("bob", Answer.OVERRIDE, "x"));
        assertThat(
                assertThrows(Failure.class, () -> take("root", Answer.OVERRIDE, " "))
                        .getMessage(),
                containsString("Say why the missing approvals"));
        take("root", Answer.OVERRIDE, "production is down");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        j.assertLogContains("Overridden by root with 0 of 1 approvals: production is down", run);
        String page = j.createWebClient().goTo(run.getUrl()).getWebResponse().getContentAsString();
        assertThat(page, containsString("cd4ml-overridden"));
        assertThat(
                Files.readString(j.jenkins.getRootDir().toPath().resolve("cd4ml/audit.jsonl")),
                containsString("\"event\":\"overridden\",\"who\":\"root\""));
    }

    @Test
    void aCommentDecidesNothing() throws Exception {
        ApprovalRequest commented = take("bob", Answer.COMMENT, "looking into it");
        assertTrue(commented.open());
        assertEquals("looking into it", commented.comments.get(0).text());
        approve("bob");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void aNewerRequestSupersedesTheOlderOneWhereThePolicySaysSo() throws Exception {
        staging.setSupersede(true);
        askAgain();
        WorkflowRun older = run;
        run = GatedBuild.ask(j);
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(older));
        j.assertLogContains("Superseded by the request of churn #" + run.getNumber(), older);
        assertTrue(Approvals.get().of(run).get(0).open());
    }

    @Test
    void onlyASessionAnswersWhereThePolicySaysSo() throws Exception {
        staging.setInteractiveOnly(true);
        askAgain();
        assertEquals(403, decide("bob", "approve").statusCode());
        CLICommandInvoker.Result refused = new CLICommandInvoker(j, "cd4ml-approve")
                .asUser("bob")
                .invokeWithArgs(run.getExternalizableId(), request);
        assertThat(refused.stderr(), containsString("only from a person's session"));
        approve("bob");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void anApproverWhoIsNoneAnyMoreDoesNotCount() throws Exception {
        staging.setApprovals(2);
        askAgain();
        approve("bob");
        User.getById("bob", false).delete();
        approve("carol");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("bob approved it and is no approver of staging any more", run);
    }

    @Test
    void anApproverWhoMayNotReadTheJobAnyMoreDoesNotCount() throws Exception {
        staging.setApprovals(2);
        askAgain();
        approve("bob");
        AuthorizationStrategy before = j.jenkins.getAuthorizationStrategy();
        try {
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ, Item.READ)
                    .everywhere()
                    .to("carol", "alice")
                    .grant(Permissions.PROMOTE)
                    .everywhere()
                    .to("alice"));
            approve("carol");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        } finally {
            j.jenkins.setAuthorizationStrategy(before);
        }
        j.assertLogContains("bob approved it and is no approver of staging any more", run);
    }

    @Test
    void whatMovedInTheRegistryMeanwhileVoidsTheRequest() throws Exception {
        WorkflowRun first = run;
        ask();
        GatedBuild.approve(first, "bob");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(first));
        approve("bob");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("What was approved has changed: serves now was ", run);
    }

    @Test
    void anotherModelNameInTheRecordVoidsTheRequest() throws Exception {
        Lineage lineage = BuildRecord.of(run).lineage();
        lineage.model = "fraud";
        BuildRecord.of(run).write(lineage);
        approve("bob");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("What was approved has changed: recorded model was churn and is fraud", run);
    }

    @Test
    void answersGivenWhileQuietingDownActAfterwards() throws Exception {
        j.jenkins.doQuietDown();
        approve("bob");
        assertEquals(ApprovalRequest.State.APPROVED, Approvals.get().find(run, request).state);
        assertTrue(run.isBuilding());
        j.jenkins.doCancelQuietDown();
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void aRenamedJobKeepsItsRequests() throws Exception {
        run.getParent().renameTo("renamed");
        try {
            assertEquals(
                    List.of(request),
                    OpenRequests.visible().stream().map(r -> r.id).toList());
            approve("bob");
            j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        } finally {
            run.getParent().renameTo(GatedBuild.JOB);
        }
    }

    @Test
    void nobodyAnswersTwice() throws Exception {
        staging.setApprovals(2);
        askAgain();
        approve("bob");
        assertEquals("You have answered this request already.", refusal("bob", Answer.APPROVE, null));
        assertEquals("You have answered this request already.", refusal("Bob", Answer.REJECT, "changed my mind"));
        approve("carol");
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        j.assertLogContains("Approved by bob, carol.", run);
    }

    @Test
    void twoAnswersAtOnceSettleItOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService people = Executors.newFixedThreadPool(2);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (String person : List.of("bob", "carol")) {
            answers.add(people.submit(() -> {
                together.await();
                try {
                    approve(person);
                    return true;
                } catch (Failure e) {
                    assertThat(e.getMessage(), containsString("This request is settled: Approved by "));
                    return false;
                }
            }));
        }
        int taken = 0;
        for (Future<Boolean> answer : answers) {
            taken += answer.get() ? 1 : 0;
        }
        people.shutdown();
        assertEquals(1, taken);
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        long promoted = BuildRecord.of(run).lineage().activities.stream()
                .filter(a -> a.kind().equals("promote"))
                .count();
        assertEquals(1, promoted);
    }

    @Test
    void afterItsTimeARequestCannotBeApproved() throws Exception {
        Path file = BuildRecord.of(run).file("approvals.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("\"expires\" : \"[^\"]*\"", "\"expires\" : \"2020-01-01T00:00:00Z\""));
        assertThat(refusal("bob", Answer.APPROVE, null), containsString("Nobody settled it before 2020-01-01"));
        assertEquals(ApprovalRequest.State.EXPIRED, Approvals.get().of(run).get(0).state);
        WaitingSteps.answered(request); // what the timer does
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("Nobody settled it before 2020-01-01", run);
    }

    @Test
    void aRejectionFailsTheStepWithItsReason() throws Exception {
        take("carol", Answer.REJECT, "wrong week <script>alert(1)</script> 🙈");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("Rejected by carol: wrong week", run);
        String page = j.createWebClient().goTo(run.getUrl()).getWebResponse().getContentAsString();
        assertThat(page, containsString("wrong week &lt;script"));
        assertFalse(page.contains("<script>alert(1)"));
        assertThat(refusal("bob", Answer.APPROVE, null), containsString("This request is settled: Rejected by carol"));
    }

    @Test
    void whatChangedAfterTheApprovalIsNotPromoted() throws Exception {
        Files.writeString(
                BuildRecord.of(run).file("promote/input/manifests/churn.yaml"),
                "\n# changed\n",
                java.nio.file.StandardOpenOption.APPEND);
        approve("bob");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("What was approved has changed: manifests was sha256:", run);
    }
}
