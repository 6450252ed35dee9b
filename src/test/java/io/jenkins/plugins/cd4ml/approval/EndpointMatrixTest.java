package io.jenkins.plugins.cd4ml.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.ExtensionList;
import hudson.cli.CLICommand;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.approval.page.ApprovalAction;
import io.jenkins.plugins.cd4ml.approval.page.OpenApprovalsPage;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.approval.waiver.WaiverAction;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every address of approvals and waivers, and every command, against every kind of user; none without a row. */
@WithJenkins
class EndpointMatrixTest {
    /** Who is refused with 403 where; all others get 200, or 400 because what they ask for makes no sense. */
    private static final List<String> ROLES =
            List.of("anonymous", "stranger", "reader", "requester", "approver", "overrider", "waiver", "admin");

    /** Web methods by class, each with the roles that may; a stranger cannot even read the job. */
    private static final Map<String, Set<String>> ROWS = Map.of(
            "ApprovalAction.doRequests",
            Set.of("reader", "requester", "approver", "overrider", "waiver", "admin"),
            "ApprovalAction.doDecide approve",
            Set.of("approver"),
            "ApprovalAction.doDecide withdraw",
            Set.of("requester", "admin"),
            "ApprovalAction.doDecide override",
            Set.of("overrider", "admin"),
            "WaiverAction.doWaivers",
            Set.of("reader", "requester", "approver", "overrider", "waiver", "admin"),
            "WaiverAction.doWaive",
            Set.of("waiver", "admin"),
            "WaiverAction.doWithdraw",
            Set.of("waiver", "admin"),
            "OpenApprovalsPage.doRequests",
            Set.of("stranger", "reader", "requester", "approver", "overrider", "waiver", "admin"));

    private static final Set<String> COMMANDS = Set.of(
            "cd4ml-approve",
            "cd4ml-reject",
            "cd4ml-withdraw",
            "cd4ml-requests",
            "cd4ml-hold", // who may is in HoldCommandsTest
            "cd4ml-lift-hold",
            "cd4ml-audit-verify", // AuditPageTest
            "cd4ml-audit-export");

    @Test
    void everyAddressHasARowAndEveryRowHolds(JenkinsRule j) throws Exception {
        Set<String> rows = new TreeSet<>();
        ROWS.keySet().forEach(row -> rows.add(row.split(" ")[0]));
        Set<String> addresses = new TreeSet<>();
        for (Class<?> page : List.of(ApprovalAction.class, WaiverAction.class, OpenApprovalsPage.class)) {
            for (Method method : page.getDeclaredMethods()) {
                if (method.getName().matches("do[A-Z].*")) {
                    addresses.add(page.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertEquals(rows, addresses, "an address without a row, or a row without an address");
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            GatedBuild.setUp(j, cluster).setApprovers("approver");
            GatedBuild.everyBuild(run -> run.addAction(new WaiverAction()));
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ)
                    .everywhere()
                    .to("stranger")
                    .grant(Jenkins.READ, Item.READ)
                    .everywhere()
                    .to("reader", "requester", "approver", "overrider", "waiver")
                    .grant(Permissions.PROMOTE)
                    .everywhere()
                    .to("requester")
                    .grant(Permissions.OVERRIDE)
                    .everywhere()
                    .to("overrider")
                    .grant(Permissions.WAIVE)
                    .everywhere()
                    .to("waiver")
                    .grant(Jenkins.ADMINISTER)
                    .everywhere()
                    .to("admin"));
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, Set<String>> row : new TreeMap<>(ROWS).entrySet()) {
                for (String role : ROLES) {
                    WorkflowRun run = ask(j);
                    int status = call(j, run, row.getKey(), role);
                    boolean refused = status == 403 || status == 404 || status == 401;
                    if (refused == row.getValue().contains(role)) {
                        wrong.add(row.getKey() + " by " + role + ": " + status);
                    }
                    if (run.isBuilding()) {
                        run.doStop();
                    }
                    j.waitForCompletion(run);
                }
            }
            assertEquals(List.of(), wrong);
        }
        Set<String> commands = ExtensionList.lookup(CLICommand.class).stream()
                .map(CLICommand::getName)
                .filter(n -> n.startsWith("cd4ml-"))
                .collect(Collectors.toSet());
        assertEquals(COMMANDS, commands);
    }

    private static WorkflowRun ask(JenkinsRule j) throws Exception {
        var job = j.jenkins.getItemByFullName(GatedBuild.JOB, org.jenkinsci.plugins.workflow.job.WorkflowJob.class);
        WorkflowRun run = job.scheduleBuild2(
                        0, new hudson.model.CauseAction(new hudson.model.Cause.UserIdCause("requester")))
                .waitForStart();
        j.waitForMessage("No executor is held.", run);
        return run;
    }

    private static int call(JenkinsRule j, WorkflowRun run, String row, String role) throws Exception {
        String[] parts = row.split("[. ]");
        String method = parts[1].substring(2).toLowerCase(java.util.Locale.ROOT);
        String base = parts[0].equals("OpenApprovalsPage")
                ? "cd4ml-approvals/"
                : run.getUrl() + (parts[0].equals("WaiverAction") ? "cd4ml-waivers/" : "cd4ml-approvals/");
        String form = parts.length > 2
                ? "reason=x&decision=" + parts[2] + "&id="
                        + Approvals.get().of(run).get(0).id
                : "gate=none&reason=x&expires=2030-01-01";
        return Caller.rest(j, role.equals("anonymous") ? null : role, base + method, method.endsWith("s") ? null : form)
                .statusCode();
    }
}
