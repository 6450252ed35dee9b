package io.jenkins.plugins.cd4ml.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import hudson.ExtensionList;
import hudson.cli.CLICommand;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.waiver.WaiverAction;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Every address that takes or shows answers, against every kind of user, as a program and in a session with and without
 * its crumb; and every other address and command of the plugin has its place here.
 */
@WithJenkins
class EndpointMatrixTest {
    private static final String ANONYMOUS = "anonymous";
    /** All but these two can read the job; {@code elsewhere} is an approver, but in another folder. */
    private static final List<String> OUTSIDERS = List.of(ANONYMOUS, "elsewhere");

    private static final Set<String> READERS = Set.of(
            "reader", "builder", "requester", "approver", "author", "waiver", "overrider", "folderadmin", "admin");

    /** What changes something: address and form, with the roles that may; all others get 403 or 404. */
    private static final Map<String, Set<String>> CHANGES = Map.of(
            "ApprovalAction.doDecide approve", Set.of("approver"),
            "ApprovalAction.doDecide reject", Set.of("approver"),
            "ApprovalAction.doDecide comment", READERS,
            "ApprovalAction.doDecide withdraw", Set.of("requester", "folderadmin", "admin"),
            "ApprovalAction.doDecide override", Set.of("overrider", "admin"),
            "WaiverAction.doWaive", Set.of("waiver", "admin"),
            "WaiverAction.doWithdraw", Set.of("waiver", "admin"));

    private static final Map<String, Set<String>> LOOKS = Map.of(
            "ApprovalAction.doRequests",
            READERS,
            "WaiverAction.doWaivers",
            READERS,
            "OpenApprovalsPage.doRequests",
            Stream.concat(READERS.stream(), Stream.of("elsewhere")).collect(Collectors.toSet()));

    /** Looks below a build's or a job's page, which nobody reaches who cannot read its job; they have tests of their own. */
    private static final Set<String> PAGES = Set.of(
            "AuditPage.doExport",
            "CanaryAction.doDecide", // a change; who may is in CanaryDecisionsTest
            "RecordView.doExport",
            "RecordView.doLineage",
            "RecordView.doGates",
            "CardView.doSource",
            "DataView.doColumns",
            "DataView.doQuarantine",
            "EvaluationTab.doDetails",
            "FilesView.doDownload",
            "FilesView.doImage",
            "JobRuns.doChart",
            "JobRuns.doCsv",
            "JobRuns.doCurves",
            "JobRuns.doJson",
            "JobRuns.doParallel",
            "JobRuns.doTrend",
            "ModelsAction.doAuditorExport",
            "ModelsAction.doBadge",
            "TrainingView.doLive");

    private static final Set<String> COMMANDS = Set.of(
            "cd4ml-approve",
            "cd4ml-reject",
            "cd4ml-withdraw",
            "cd4ml-requests",
            "cd4ml-audit-verify", // who may is in AuditPageTest
            "cd4ml-audit-export",
            "cd4ml-canary", // who may is in CanaryDecisionsTest
            "cd4ml-hold", // who may is in HoldCommandsTest
            "cd4ml-lift-hold",
            "cd4ml-export-version"); // AuditorDownloadTest

    private JenkinsRule j;
    private WorkflowRun run;

    @Test
    void everyAddressHasARow() {
        Set<String> rows = new TreeSet<>(PAGES);
        Stream.of(CHANGES, LOOKS).flatMap(m -> m.keySet().stream()).forEach(row -> rows.add(row.split(" ")[0]));
        Set<String> addresses = new TreeSet<>();
        for (JavaClass page : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.jenkins.plugins.cd4ml")) {
            page.getMethods().stream()
                    .filter(m -> m.getModifiers().contains(JavaModifier.PUBLIC))
                    .filter(m ->
                            m.getName().matches("do[A-Z].*") && !m.getName().matches("do(Check|Fill)[A-Z].*"))
                    .forEach(m -> addresses.add(page.getSimpleName() + "." + m.getName()));
        }
        assertEquals(rows, addresses, "an address without a row, or a row without an address");
    }

    @Test
    void everyRowHolds(JenkinsRule rule) throws Exception {
        j = rule;
        assertEquals(
                COMMANDS,
                ExtensionList.lookup(CLICommand.class).stream()
                        .map(CLICommand::getName)
                        .filter(n -> n.startsWith("cd4ml-"))
                        .collect(Collectors.toSet()));
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            GatedBuild.setUp(j, cluster).setApprovers("approver author waiver elsewhere");
            GatedBuild.everyBuild(started -> started.addAction(new WaiverAction()));
            j.jenkins.setAuthorizationStrategy(grants());
            List<String> wrong = new ArrayList<>();
            List<String> roles = Stream.concat(OUTSIDERS.stream(), new TreeSet<>(READERS).stream())
                    .toList();
            for (String role : roles) {
                for (Map.Entry<String, Set<String>> row : LOOKS.entrySet()) {
                    expect(
                            row,
                            role,
                            "program",
                            Caller.rest(j, user(role), path(row), null).statusCode(),
                            wrong);
                }
                for (Map.Entry<String, Set<String>> row : new TreeMap<>(CHANGES).entrySet()) {
                    int forged = Caller.session(j, user(role), path(row), form(row), false);
                    if (forged != 403
                            || !request().open()
                            || !request().comments.isEmpty()) {
                        wrong.add(row.getKey() + " by " + role + " without a crumb: " + forged);
                    }
                    int session = Caller.session(j, user(role), path(row), form(row), true);
                    expect(row, role, "session", session, wrong);
                    String body = form(row).entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .collect(Collectors.joining("&"));
                    expect(
                            row,
                            role,
                            "program",
                            Caller.rest(j, user(role), path(row), body).statusCode(),
                            wrong);
                }
            }
            end();
            assertEquals(List.of(), wrong);
        }
    }

    private MockAuthorizationStrategy grants() throws Exception {
        MockFolder other = j.createFolder("other");
        return new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("elsewhere")
                .grant(Item.READ, Permissions.APPROVE)
                .onFolders(other)
                .to("elsewhere")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to(READERS.toArray(new String[0]))
                .grant(Item.BUILD)
                .everywhere()
                .to("builder")
                .grant(Permissions.PROMOTE)
                .everywhere()
                .to("requester")
                .grant(Permissions.OVERRIDE)
                .everywhere()
                .to("overrider")
                .grant(Permissions.WAIVE)
                .everywhere()
                .to("waiver")
                .grant(Item.CONFIGURE, Item.CANCEL, Item.BUILD, Permissions.MANAGE)
                .everywhere()
                .to("folderadmin")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin");
    }

    private void expect(Map.Entry<String, Set<String>> row, String role, String how, int status, List<String> wrong)
            throws Exception {
        boolean refused = status == 401 || status == 403 || status == 404;
        boolean may = row.getValue().contains(role);
        // 400 is for what makes no sense, such as a waiver of a gate that is none
        boolean right = may ? status < 400 || row.getKey().startsWith("Waiver") && status == 400 : refused;
        boolean settles = may && row.getKey().matches(".*(approve|reject|withdraw|override)");
        if (!right || request().open() == settles) {
            wrong.add(row.getKey() + " by " + role + " as " + how + ": " + status + ", " + request().state);
        }
        if (!request().open() || !request().comments.isEmpty()) {
            end();
        }
    }

    private static String user(String role) {
        return role.equals(ANONYMOUS) ? null : role;
    }

    private void end() throws Exception {
        if (run != null) {
            run.doStop();
            j.waitForCompletion(run);
            run = null;
        }
    }

    /** @return the request that is open now, made anew after somebody settled the last one */
    private ApprovalRequest request() throws Exception {
        if (run == null) {
            run = GatedBuild.ask(j, "requester");
            // as the changes and the waivers of a build bar people, of which other tests are
            RunFolder record = BuildRecord.of(run);
            JsonNode stored = record.read("approvals.json");
            ArrayNode barred = (ArrayNode) stored.at("/requests/0/barred");
            for (String kind : List.of("author", "waiver")) {
                barred.addObject().put("userId", kind).put("kind", kind).put("why", "Not you.");
            }
            record.write("approvals.json", stored);
        }
        return Approvals.get().of(run).get(0);
    }

    private String path(Map.Entry<String, Set<String>> row) throws Exception {
        request();
        String page = row.getKey().replaceAll("\\..*", "");
        String method = row.getKey().replaceAll(".*\\.do(\\w+).*", "$1");
        String below = page.equals("WaiverAction") ? "cd4ml-waivers/" : "cd4ml-approvals/";
        return (page.equals("OpenApprovalsPage") ? "" : run.getUrl())
                + below
                + Character.toLowerCase(method.charAt(0))
                + method.substring(1);
    }

    private Map<String, String> form(Map.Entry<String, Set<String>> row) throws Exception {
        return row.getKey().contains(" ")
                ? Map.of("reason", "x", "decision", row.getKey().replaceAll(".* ", ""), "id", request().id)
                : Map.of("gate", "none", "reason", "x", "expires", "2030-01-01");
    }
}
