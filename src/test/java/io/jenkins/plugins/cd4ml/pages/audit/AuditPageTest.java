package io.jenkins.plugins.cd4ml.pages.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.cli.CLICommandInvoker;
import hudson.cli.CLICommandInvoker.Result;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.audit.AuditHead;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** root administers; ada may only look at jobs. */
@WithJenkins
class AuditPageTest {
    private JenkinsRule j;

    @BeforeEach
    void twoRecords(JenkinsRule rule) {
        j = rule;
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("ada")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root"));
        JenkinsAudit.append("approved", "bob", "<b>fine</b>", Json.object().put("model", "churn"));
        JenkinsAudit.append("rejected", "carol", "=1+1", Json.object().put("model", "fraud"));
    }

    private Result command(String name, String user, String... arguments) {
        return new CLICommandInvoker(j, name).asUser(user).invokeWithArgs(arguments);
    }

    private String page(String address) throws Exception {
        return j.createWebClient()
                .login("root")
                .goTo(address, null)
                .getWebResponse()
                .getContentAsString();
    }

    @Test
    void thePageSaysWhetherTheChainHoldsAndWhereNot() throws Exception {
        String page = page("cd4ml-audit/?model=churn");
        assertTrue(page.contains("holds"), page);
        assertTrue(page.contains("bob") && !page.contains("carol"), page);
        assertFalse(page.contains("<b>fine"), page);
        Path log = j.jenkins.getRootDir().toPath().resolve("cd4ml/audit.jsonl");
        Files.writeString(log, Files.readString(log).replace("\"bob\"", "\"eve\""));
        page = page("cd4ml-audit/");
        assertTrue(page.contains("is broken") && page.contains("audit.jsonl line"), page);
        assertEquals(1, command("cd4ml-audit-verify", "root").returnCode());
    }

    @Test
    void recordsAreExportedAndThatIsRecorded() throws Exception {
        String csv = page("cd4ml-audit/export?format=csv");
        assertTrue(csv.startsWith("n,when,event,who") && csv.contains("'=1+1"), csv);
        Result lines = command("cd4ml-audit-export", "root", "--who", "carol");
        assertEquals(0, lines.returnCode(), lines.stderr());
        assertEquals(2, lines.stdout().lines().count(), lines.stdout());
        String export = page("cd4ml-audit/export?format=jsonl&who=root");
        assertEquals(4, export.lines().count(), export);
        assertTrue(export.contains("audit-exported"), export);
        assertEquals(5, command("cd4ml-audit-export", "root", "--from", "soon").returnCode());
    }

    @Test
    void aHeadThatWasKeptElsewhereIsHeldAgainstTheLog() {
        AuditHead head = JenkinsAudit.log().verify().head();
        assertEquals(
                0,
                command("cd4ml-audit-verify", "root", "--head", head.toString()).returnCode());
        Result other = command("cd4ml-audit-verify", "root", "--head", (head.lines() + 7) + ":" + head.digest());
        assertEquals(1, other.returnCode());
        assertTrue(other.stdout().contains("it was cut short"), other.stdout());
    }

    @Test
    void onlyWhoManagesReadsTheLog() throws Exception {
        for (String command : List.of("cd4ml-audit-verify", "cd4ml-audit-export")) {
            assertEquals(6, command(command, "ada").returnCode(), command);
        }
        JenkinsRule.WebClient ada = j.createWebClient().login("ada");
        for (String address : List.of("cd4ml-audit/", "cd4ml-audit/export?format=csv")) {
            ada.assertFails(address, 403);
        }
    }

    @Test
    void policyChangesAreInIt() throws Exception {
        Environment staging = new Environment("staging");
        staging.setApprovals(2);
        Environments.get().setEnvironments(List.of(staging));
        staging.setApprovals(1);
        Environments.get().save();
        Environments.get().save();
        Environments.get().setEnvironments(List.of());
        List<String> changes = page("cd4ml-audit/export?format=jsonl")
                .lines()
                .filter(line -> line.contains("policy-changed"))
                .toList();
        assertEquals(3, changes.size(), changes + "");
        assertTrue(
                changes.get(1).contains("\\\"changes\\\":{\\\"approvals\\\":{\\\"from\\\":2,\\\"to\\\":1}}"),
                changes + "");
        assertTrue(changes.get(2).contains("removed"), changes + "");
    }
}
