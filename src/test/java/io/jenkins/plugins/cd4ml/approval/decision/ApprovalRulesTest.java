package io.jenkins.plugins.cd4ml.approval.decision;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.cli.CLICommandInvoker;
import hudson.model.Failure;
import hudson.model.Result;
import hudson.model.TaskListener;
import hudson.model.User;
import hudson.model.listeners.RunListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessDeniedException3;
import io.jenkins.plugins.cd4ml.approval.GatedBuild;
import io.jenkins.plugins.cd4ml.approval.decision.Decisions.Answer;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest.Channel;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.request.OpenRequests;
import io.jenkins.plugins.cd4ml.approval.request.WaitingSteps;
import io.jenkins.plugins.cd4ml.approval.web.NotPermittedFailure;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ApprovalRulesTest {
    private static final StandInCluster CLUSTER = new StandInCluster(ModelServer::start);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static JenkinsRule j;
    private static Environment staging;

    private WorkflowRun run;
    private String request;

    @TestExtension
    public static final class Gated extends RunListener<WorkflowRun> {
        @Override
        public void onStarted(WorkflowRun started, TaskListener listener) {
            GatedBuild.prepare(started);
        }
    }

    @BeforeAll
    static void jenkins(JenkinsRule rule) throws Exception {
        j = rule;
        staging = GatedBuild.setUp(j, CLUSTER);
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @BeforeEach
    void aBuildAsks() throws Exception {
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
        run = GatedBuild.ask(j);
        request = GatedBuild.request(run);
    }

    @AfterEach
    void nothingIsLeftAndTheAuditLogHolds() throws Exception {
        if (run.isBuilding()) {
            run.doStop();
            j.waitForCompletion(run);
        }
        assertEquals(List.of(), OpenRequests.visible());
        assertEquals(List.of(), JenkinsAudit.log().verify().findings());
    }

    private <T> T as(String user, Callable<T> work) throws Exception {
        try (ACLContext context = user == null
                ? ACL.as2(Jenkins.ANONYMOUS2)
                : ACL.as2(User.getOrCreateByIdOrFullName(user).impersonate2())) {
            return work.call();
        }
    }

    private String refusal(String user, boolean approve, String reason) {
        return assertThrows(Failure.class, () -> as(user, () -> Decisions.take(run, request, approve, reason)))
                .getMessage();
    }

    /** Asks again, under the policy as it is now. */
    private void askAgain() throws Exception {
        run.doStop();
        j.waitForCompletion(run);
        run = GatedBuild.ask(j);
        request = GatedBuild.request(run);
    }

    @Test
    void whoMayNotAnswerIsToldWhy() throws Exception {
        assertEquals("Log in to answer this request.", refusal(null, true, "x"));
        assertEquals("mallory is not an approver of staging.", refusal("mallory", true, "x"));
        assertEquals("root is not an approver of staging.", refusal("root", true, "administrators get no way round"));
        assertEquals("alice is not an approver of staging.", refusal("alice", true, "x"));
        staging.setApprovers("alice bob carol");
        askAgain();
        assertThat(refusal("alice", true, "x"), containsString("You started this build"));
        assertThat(refusal("ALICE", true, "x"), containsString("You started this build"));
        assertTrue(Approvals.get().find(run, request).open());
    }

    @Test
    void reasonsAreAskedForWhereTheyMustBe() throws Exception {
        assertEquals("Say why you reject it.", refusal("bob", false, "  "));
        staging.setReasonRequired(true);
        askAgain();
        assertEquals("This environment wants a reason for every approval.", refusal("bob", true, null));
    }

    @Test
    void aRequestMadeUnderAnotherPolicyIsVoid() throws Exception {
        staging.setApprovers("bob carol mallory");
        assertThat(refusal("mallory", true, "x"), containsString("The policy of staging changed"));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        assertEquals(ApprovalRequest.State.VOID, Approvals.get().of(run).get(0).state);
    }

    @Test
    void usersAndGroupsAreToldApart() throws Exception {
        staging.setApprovers("user:bob group:carol"); // carol is a user, and no group
        askAgain();
        assertEquals("carol is not an approver of staging.", refusal("carol", true, "x"));
        as("bob", () -> Decisions.take(run, request, true, null));
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void rolesMustBeAmongThoseWhoApprove() throws Exception {
        staging.setRoles("1 of user:dave");
        staging.setApprovals(2);
        askAgain();
        as("bob", () -> Decisions.take(run, request, true, null));
        assertThat(
                as("carol", () -> Decisions.take(run, request, true, null)).missing(),
                containsString("1 of user:dave"));
        as("dave", () -> Decisions.take(run, request, true, null));
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
        as("bob", () -> Decisions.take(run, request, true, null));
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
        assertEquals(
                403,
                rest("bob", run.getUrl() + "cd4ml-approvals/decide", decision("approve"))
                        .statusCode());
        CLICommandInvoker.Result refused = new CLICommandInvoker(j, "cd4ml-approve")
                .asUser("bob")
                .invokeWithArgs(run.getExternalizableId(), request);
        assertThat(refused.stderr(), containsString("only from a person's session"));
        as("bob", () -> Decisions.take(run, request, Answer.APPROVE, null, Person.current(Channel.SESSION)));
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void anApproverWhoIsNoneAnyMoreDoesNotCount() throws Exception {
        staging.setApprovals(2);
        askAgain();
        as("bob", () -> Decisions.take(run, request, true, null));
        User.getById("bob", false).delete();
        as("carol", () -> Decisions.take(run, request, true, null));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("bob approved it and is no approver of staging any more", run);
    }

    @Test
    void whatMovedInTheRegistryMeanwhileVoidsTheRequest() throws Exception {
        WorkflowRun first = run;
        String firstRequest = request;
        run = GatedBuild.ask(j);
        request = GatedBuild.request(run);
        as("bob", () -> Decisions.take(first, firstRequest, true, null));
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(first));
        as("bob", () -> Decisions.take(run, request, true, null));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("What was approved has changed: serves now was ", run);
    }

    @Test
    void anotherModelNameInTheRecordVoidsTheRequest() throws Exception {
        Lineage lineage = BuildRecord.of(run).lineage();
        lineage.model = "fraud";
        BuildRecord.of(run).write(lineage);
        as("bob", () -> Decisions.take(run, request, true, null));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("What was approved has changed: recorded model was churn and is fraud", run);
    }

    @Test
    void answersGivenWhileQuietingDownActAfterwards() throws Exception {
        j.jenkins.doQuietDown();
        as("bob", () -> Decisions.take(run, request, true, null));
        assertEquals(ApprovalRequest.State.APPROVED, Approvals.get().find(run, request).state);
        assertTrue(run.isBuilding());
        j.jenkins.doCancelQuietDown();
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
    }

    @Test
    void aBrokenFileHidesOnlyItsOwnRequests() throws Exception {
        WorkflowRun broken = run;
        Path file = BuildRecord.of(broken).file("approvals.json");
        String text = Files.readString(file);
        run = GatedBuild.ask(j);
        Files.writeString(file, "{broken");
        try {
            String page = j.createWebClient()
                    .goTo("cd4ml-approvals/")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(page, containsString("The requests of this build cannot be read"));
            assertThat(page, containsString(run.getUrl()));
            j.createWebClient().goTo(broken.getUrl());
        } finally {
            Files.writeString(file, text);
            broken.doStop();
            j.waitForCompletion(broken);
        }
    }

    @Test
    void aRenamedJobKeepsItsRequests() throws Exception {
        run.getParent().renameTo("renamed");
        try {
            assertEquals(
                    List.of(request),
                    OpenRequests.visible().stream().map(r -> r.id).toList());
            as("bob", () -> Decisions.take(run, request, true, null));
            j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        } finally {
            run.getParent().renameTo(GatedBuild.JOB);
        }
    }

    private ApprovalRequest take(String user, Answer answer, String reason) throws Exception {
        return as(user, () -> Decisions.take(run, request, answer, reason, Person.current(Channel.SESSION)));
    }

    @Test
    void nobodyAnswersTwice() throws Exception {
        run.doStop();
        j.waitForCompletion(run);
        staging.setApprovals(2);
        run = GatedBuild.ask(j);
        request = GatedBuild.request(run);
        as("bob", () -> Decisions.take(run, request, true, null));
        assertEquals("You have answered this request already.", refusal("bob", true, null));
        assertEquals("You have answered this request already.", refusal("Bob", false, "changed my mind"));
        as("carol", () -> Decisions.take(run, request, true, null));
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        j.assertLogContains("Approved by bob, carol.", run);
    }

    @Test
    void twoAnswersAtOnceSettleItOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService people = Executors.newFixedThreadPool(2);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (String person : List.of("bob", "carol")) {
            answers.add(people.submit(() -> as(person, () -> {
                together.await();
                try {
                    Decisions.take(run, request, true, null);
                    return true;
                } catch (Failure e) {
                    assertThat(e.getMessage(), containsString("This request is settled: Approved by "));
                    return false;
                }
            })));
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
        assertThat(refusal("bob", true, null), containsString("Nobody settled it before 2020-01-01"));
        assertEquals(ApprovalRequest.State.EXPIRED, Approvals.get().of(run).get(0).state);
        WaitingSteps.answered(request); // what the timer does
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("Nobody settled it before 2020-01-01", run);
    }

    @Test
    void aRejectionFailsTheStepWithItsReason() throws Exception {
        as("carol", () -> Decisions.take(run, request, false, "wrong week <script>alert(1)</script> 🙈"));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("Rejected by carol: wrong week", run);
        String page = j.createWebClient().goTo(run.getUrl()).getWebResponse().getContentAsString();
        assertThat(page, containsString("wrong week &lt;script"));
        assertFalse(page.contains("<script>alert(1)"));
        assertThat(refusal("bob", true, null), containsString("This request is settled: Rejected by carol"));
    }

    @Test
    void whatChangedAfterTheApprovalIsNotPromoted() throws Exception {
        Files.writeString(
                BuildRecord.of(run).file("promote/input/manifests/churn.yaml"),
                "\n# changed\n",
                java.nio.file.StandardOpenOption.APPEND);
        as("bob", () -> Decisions.take(run, request, true, null));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("What was approved has changed: manifests was sha256:", run);
    }

    @Test
    void programsAnswerOverRest() throws Exception {
        JsonNode open = Json.MAPPER.readTree(
                rest("mallory", "cd4ml-approvals/requests", null).body());
        assertEquals(request, open.get(0).path("id").asText());
        assertEquals(405, rest("bob", decide("approve"), null).statusCode(), "nothing is decided by a GET");
        HttpResponse<String> refused = rest("mallory", run.getUrl() + "cd4ml-approvals/decide", decision("approve"));
        assertEquals(403, refused.statusCode());
        assertEquals(
                "mallory is not an approver of staging.",
                Json.MAPPER.readTree(refused.body()).path("error").asText());
        String maybe = rest("bob", run.getUrl() + "cd4ml-approvals/decide", decision("maybe"))
                .body();
        assertThat(maybe, containsString("must be approve, reject"));
        HttpResponse<String> approved = rest("bob", run.getUrl() + "cd4ml-approvals/decide", decision("approve"));
        assertEquals(200, approved.statusCode());
        assertEquals(
                "APPROVED", Json.MAPPER.readTree(approved.body()).path("state").asText());
        j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
        JsonNode all = Json.MAPPER.readTree(
                rest("bob", run.getUrl() + "cd4ml-approvals/requests", null).body());
        assertEquals("bob", all.get(0).at("/decisions/0/userId").asText());
    }

    private String decide(String decision) {
        return run.getUrl() + "cd4ml-approvals/decide?" + decision(decision);
    }

    private String decision(String decision) {
        return "id=" + request + "&decision=" + decision + "&reason=" + URLEncoder.encode("ok", StandardCharsets.UTF_8);
    }

    /** @param form the body of a POST, or null for a GET */
    private static HttpResponse<String> rest(String user, String path, String form) throws Exception {
        User.getOrCreateByIdOrFullName(user);
        String token = j.createApiToken(User.getById(user, true));
        HttpRequest.Builder call = HttpRequest.newBuilder(URI.create(j.getURL() + path))
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((user + ":" + token).getBytes()));
        if (form != null) {
            call.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        return HTTP.send(call.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theCommandLineAnswersToo() throws Exception {
        String build = run.getExternalizableId();
        CLICommandInvoker.Result refused =
                new CLICommandInvoker(j, "cd4ml-approve").asUser("mallory").invokeWithArgs(build, request);
        assertEquals(5, refused.returnCode());
        assertThat(refused.stderr(), containsString("mallory is not an approver of staging."));
        CLICommandInvoker.Result unknown =
                new CLICommandInvoker(j, "cd4ml-approve").asUser("bob").invokeWithArgs("nope#1", "staging");
        assertThat(unknown.stderr(), containsString("There is no build 'nope#1' that you may see"));
        CLICommandInvoker.Result without =
                new CLICommandInvoker(j, "cd4ml-reject").asUser("bob").invokeWithArgs(build, "staging");
        assertThat(without.stderr(), containsString("Say why you reject it."));
        CLICommandInvoker.Result rejected = new CLICommandInvoker(j, "cd4ml-reject")
                .asUser("bob")
                .invokeWithArgs(build, "staging", "--reason", "drift");
        assertEquals(0, rejected.returnCode(), rejected.stderr());
        assertThat(rejected.stdout(), containsString("Rejected by bob: drift"));
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
    }
}
