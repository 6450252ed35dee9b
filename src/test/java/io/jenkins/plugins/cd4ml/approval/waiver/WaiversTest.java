package io.jenkins.plugins.cd4ml.approval.waiver;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.security.AccessDeniedException3;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.pages.LineageAction;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds whose AUC of 0.9 is below its gate of 0.95; wanda may waive, mallory may look, bob may approve. */
@WithJenkins
class WaiversTest {
    private static final String GATE = "auc <script>alert(1)</script> 🙈 \"&' ../..";
    private static final StandInCluster CLUSTER = new StandInCluster(ModelServer::start);

    private static JenkinsRule j;
    private static WorkflowJob job;

    private WorkflowRun run;

    @BeforeAll
    static void jenkins(JenkinsRule rule) throws Exception {
        j = rule;
        GatedBuild.setUp(j, CLUSTER).setAcceptWarning(true);
        GatedBuild.everyBuild(run -> {
            GatedBuild.gate(run, GATE, 0.95);
            GatedBuild.gate(run, "easy", 0.5);
        });
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .toEveryone()
                .grant(Permissions.WAIVE)
                .everywhere()
                .to("wanda"));
        job = j.jenkins.getItemByFullName(GatedBuild.JOB, WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("""
            checkGates failOnFailure: false
            waitUntil(initialRecurrencePeriod: 100, quiet: true) { currentBuild.description != null }
            if (currentBuild.description == 'go on') { promoteModel environment: 'staging', acceptWarning: true }
            """, true));
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @BeforeEach
    void aGateFailed() throws Exception {
        run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("Gates: FAILED.", run);
        while (run.getAction(WaiverAction.class) == null) {
            Thread.sleep(20);
        }
    }

    @AfterEach
    void theAuditLogHolds() throws Exception {
        if (run.isBuilding()) {
            run.setDescription("stop");
            if (!Approvals.get().of(run).isEmpty()) {
                run.doStop();
            }
            j.waitForCompletion(run);
        }
        assertEquals(List.of(), JenkinsAudit.log().verify().findings());
    }

    private GivenWaiver waive(String reason, String until) throws Exception {
        return Caller.as("wanda", () -> Waivers.get().waive(run, GATE, reason, until));
    }

    private static GateReport gates(Run<?, ?> run) {
        return BuildRecord.of(run).read(RunFolder.GATES, GateReport.class);
    }

    private static String nextMonth() {
        return Instant.now().plusSeconds(30L * 86_400).toString();
    }

    @Test
    void aWaiverMakesTheGateAWarningEverywhere() throws Exception {
        waive("sampling error, see <b>ticket</b> 7", yearFromNow() + "-01-01");
        GateReport report = gates(run);
        assertEquals(Verdict.WARNING, report.verdict());
        assertEquals("wanda", report.items().get(0).waiver().by());
        assertThat(report.items().get(0).reason(), containsString("Waived by wanda until " + yearFromNow() + "-01-02"));
        assertNull(report.items().get(1).waiver());
        assertEquals("WARNING", run.getAction(LineageAction.class).getVerdict());
        Lineage lineage = BuildRecord.of(run).lineage();
        assertEquals(List.of("person:wanda"), lineage.last("waive").by());
        assertThat(String.valueOf(lineage.entity("gates").attributes().get("waived")), containsString("by wanda"));
        String audit = Files.readString(j.jenkins.getRootDir().toPath().resolve("cd4ml/audit.jsonl"))
                .lines()
                .reduce((a, b) -> b)
                .orElseThrow();
        JsonNode line = Json.MAPPER.readTree(audit);
        assertEquals("waived", line.path("event").asText());
        assertEquals("wanda", line.path("who").asText());
        assertEquals(GATE, line.path("gate").asText());
        String page = j.createWebClient().goTo(run.getUrl()).getWebResponse().getContentAsString();
        assertThat(page, containsString("waived by wanda"));
        assertThat(page, containsString("see &lt;b"));
        assertThat(page, containsString("auc &lt;script"));
        assertFalse(page.contains("<script>alert(1)") || page.contains("<b>ticket"));
    }

    private static String yearFromNow() {
        return String.valueOf(java.time.LocalDate.now().getYear() + 1);
    }

    @Test
    void approversSeeTheWaiverAndItsWithdrawalVoidsTheirRequest() throws Exception {
        waive("sampling error", nextMonth());
        run.setDescription("go on");
        j.waitForMessage("No executor is held.", run);
        ApprovalRequest request = Approvals.get().of(run).get(0);
        assertThat(request.waivers, hasItem(containsString("waived by wanda until")));
        String page = j.createWebClient().goTo(run.getUrl()).getWebResponse().getContentAsString();
        assertThat(page, containsString("— waived by wanda until"));
        Caller.as("wanda", () -> {
            Waivers.get().withdraw(run, GATE);
            return null;
        });
        assertEquals(Verdict.FAILED, gates(run).verdict());
        assertEquals(ApprovalRequest.State.VOID, Approvals.get().of(run).get(0).state);
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("wanda changed what is waived", run);
    }

    @Test
    void whatWasWaivedIsPromotedWhereWarningsAre() throws Exception {
        waive("sampling error", nextMonth());
        run.setDescription("go on");
        j.waitForMessage("No executor is held.", run);
        GatedBuild.approve(run, "bob");
        j.assertBuildStatus(Result.UNSTABLE, j.waitForCompletion(run));
    }

    @Test
    void withoutAWaiverOrAfterItsTimeNothingIsPromoted() throws Exception {
        waive("sampling error", nextMonth());
        Path file = BuildRecord.of(run).file(RunFolder.GATES);
        String text = Files.readString(file);
        String expires = gates(run).items().get(0).waiver().expires();
        Files.writeString(file, text.replace(expires, "2020-01-01T00:00:00Z"));
        RecordedDocuments.keep(BuildRecord.of(run), RunFolder.GATES);
        run.setDescription("go on");
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("by wanda expired on 2020-01-01T00:00:00Z; check the gates again.", run);
    }

    @Test
    void whoMayNotIsRefused() {
        assertThrows(
                AccessDeniedException3.class,
                () -> Caller.as("mallory", () -> Waivers.get().waive(run, GATE, "x", nextMonth())));
        assertThrows(
                AccessDeniedException3.class,
                () -> Caller.as(null, () -> Waivers.get().waive(run, GATE, "x", nextMonth())));
        assertEquals(Verdict.FAILED, gates(run).verdict());
        assertEquals(List.of(), Waivers.get().of(run));
    }

    private String refusal(String gate, String reason, String until) {
        return assertThrows(
                        Failure.class,
                        () -> Caller.as("wanda", () -> Waivers.get().waive(run, gate, reason, until)))
                .getMessage();
    }

    @Test
    void aWaiverNeedsAGateAReasonAndAnEnd() {
        assertThat(refusal("easy", "x", nextMonth()), containsString("no such gate that did not pass"));
        assertThat(refusal("nope", "x", nextMonth()), containsString("no such gate that did not pass"));
        assertThat(refusal(GATE, " \n", nextMonth()), containsString("Say why"));
        assertThat(refusal(GATE, "x".repeat(2_001), nextMonth()), containsString("at most 2,000 characters"));
        assertThat(refusal(GATE, "x", "for ever"), containsString("Say until when"));
        assertThat(refusal(GATE, "x", null), containsString("Say until when"));
        assertThat(refusal(GATE, "x", "2020-01-01"), containsString("must end in the future"));
        assertThat(refusal(GATE, "x", "9999-01-01"), containsString("within a year"));
    }

    @Test
    void anotherEvaluationIsNotWaived() throws Exception {
        waive("sampling error", nextMonth());
        RunFolder record = BuildRecord.of(run);
        ObjectNode evaluation = (ObjectNode) record.read(RunFolder.EVALUATION);
        ((ObjectNode) evaluation.at("/metrics/0")).put("value", 0.6);
        record.write(RunFolder.EVALUATION, evaluation);
        RecordedDocuments.keep(record, RunFolder.EVALUATION);
        assertEquals(List.of(), Waivers.get().of(run));
        Waivers.get().check(run);
        assertEquals(Verdict.FAILED, gates(run).verdict());
    }

    @Test
    void theFormOfTheBuildPageWaivesAndWithdraws() throws Exception {
        JenkinsRule.WebClient mallory = j.createWebClient().login("mallory");
        assertTrue(mallory.goTo(run.getUrl()).getElementById("cd4ml-waive") == null, "no form without permission");
        JenkinsRule.WebClient wanda = j.createWebClient().login("wanda");
        HtmlPage page = wanda.goTo(run.getUrl());
        HtmlForm form = (HtmlForm) page.getElementById("cd4ml-waive");
        assertEquals(GATE, form.getSelectByName("gate").getOptions().get(0).getValueAttribute());
        form.getInputByName("reason").setValue("known outage 🙈");
        page = (HtmlPage) form.getElementsByTagName("button").get(0).click();
        assertThat(page.getWebResponse().getContentAsString(), containsString("known outage 🙈"));
        assertEquals(Verdict.WARNING, gates(run).verdict());
        HtmlForm withdraw = page.getForms().stream()
                .filter(f -> f.getActionAttribute().endsWith("/withdraw"))
                .findFirst()
                .orElseThrow();
        ((org.htmlunit.html.HtmlButton) withdraw.getElementsByTagName("button").get(0)).click();
        assertEquals(Verdict.FAILED, gates(run).verdict());
    }

    @Test
    void programsWaiveOverRest() throws Exception {
        String form = "gate=" + encode(GATE) + "&reason=ok&expires=" + encode(nextMonth());
        assertEquals(405, rest("wanda", "waive?" + form, null).statusCode(), "nothing is waived by a GET");
        assertEquals(403, rest("mallory", "waive", form).statusCode());
        HttpResponse<String> late = rest("wanda", "waive", form.replace("ok", ""));
        assertEquals(400, late.statusCode());
        assertThat(Json.MAPPER.readTree(late.body()).path("error").asText(), containsString("Say why"));
        assertEquals(200, rest("wanda", "waive", form).statusCode());
        JsonNode all = Json.MAPPER.readTree(rest("mallory", "waivers", null).body());
        assertEquals(GATE, all.at("/0/waiver/gate").asText());
        assertEquals(200, rest("wanda", "withdraw", "gate=" + encode(GATE)).statusCode());
        assertEquals(400, rest("wanda", "withdraw", "gate=" + encode(GATE)).statusCode());
        assertEquals("[ ]", rest("mallory", "waivers", null).body().trim());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> rest(String user, String path, String form) throws Exception {
        return Caller.rest(j, user, run.getUrl() + "cd4ml-waivers/" + path, form);
    }
}
