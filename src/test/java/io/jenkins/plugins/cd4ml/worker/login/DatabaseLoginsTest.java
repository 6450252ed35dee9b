package io.jenkins.plugins.cd4ml.worker.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.config.CredentialHosts;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.LeakyDatabase;
import io.jenkins.plugins.cd4ml.fixture.Logins;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A password goes where an administrator says, and nobody reads it. */
@WithJenkins
class DatabaseLoginsTest {
    private static final String PASSWORD = "s3cret wörd/+";

    private JenkinsRule j;
    private LeakyDatabase database;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void aProjectWithATable(JenkinsRule rule) throws Exception {
        j = rule;
        database = new LeakyDatabase();
        Logins.keep(Logins.of("warehouse", "reader", PASSWORD), Logins.of("lake", "reader", "another"));
        job = j.createProject(WorkflowJob.class, "orders");
        job.setDefinition(new CpsFlowDefinition("node { validateData() }", true));
        workspace = j.jenkins.getWorkspaceFor(job);
        project(database.url());
    }

    @AfterEach
    void close() throws Exception {
        database.close();
    }

    private void project(String url) throws Exception {
        workspace
                .child("cd4ml.yaml")
                .write(
                        "model: m\ndata:\n  orders: {jdbc: {url: '" + url + "', table: t, credentials: warehouse}}\n",
                        "UTF-8");
    }

    private WorkflowRun fails(String sentence, CredentialHosts... lists) throws Exception {
        Environments.get().setCredentialHosts(List.of(lists));
        WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains(sentence, run);
        return run;
    }

    @Test
    void whatIsNotListedIsSentNowhere() throws Exception {
        String here = "127.0.0.1:" + database.port();
        fails(
                "No list says where the credentials 'warehouse' may be sent to, and data.orders.jdbc.url needs them; an"
                        + " administrator adds them under Manage Jenkins » System » CD4ML » Hosts of credentials, or on"
                        + " the folder that keeps the credential.",
                Logins.list("lake", here, "**"));
        fails(
                "The credentials 'warehouse' may not be sent to " + here + ", which data.orders.jdbc.url names;",
                Logins.list("warehouse", "warehouse.example.com *.internal 127.0.0.1:5432", "**"));
        fails(
                "The credentials 'warehouse' are not for orders; an administrator can add the job",
                Logins.list("warehouse", here, "ml/*\nother"));
        fails("are not for orders", Logins.list("warehouse", here, ""));
        fails("may not be sent to", Logins.list("warehouse", "", "orders"));
        project("jdbc:postgresql://warehouse.example.com," + here + "/shop");
        fails("may not be sent to " + here, Logins.list("warehouse", "warehouse.example.com", "orders"));
        project("jdbc:postgresql://warehouse.example.com@" + here + "/shop");
        fails(
                "data.orders.jdbc.url does not say plainly which server is meant",
                Logins.list("warehouse", "warehouse.example.com", "orders"));
        assertEquals(0, database.callers());
        Path log = j.jenkins.getRootDir().toPath().resolve("cd4ml/audit.jsonl");
        List<String> refused = Files.readAllLines(log).stream()
                .filter(line -> line.contains("\"credentials refused\""))
                .toList();
        assertEquals(6, refused.size());
        assertTrue(refused.get(1).contains("orders#2") && refused.get(1).contains("CREDENTIALS"), refused.get(1));
    }

    @Test
    void whatTheDatabaseRepeatsOfThePasswordNobodyReads() throws Exception {
        WorkflowRun run = fails(
                "the database cannot be read: no **** and no **** and no",
                Logins.list("warehouse", "127.0.0.1:" + database.port() + "/shop", "orders"));
        assertEquals(1, database.callers());
        j.assertLogNotContains("s3cret", run);
        j.assertLogNotContains("czNjcmV0", run); // base64
        for (FilePath file : new FilePath(BuildRecord.of(run).path().toFile()).list("**")) {
            String text = Files.readString(Path.of(file.getRemote()), StandardCharsets.ISO_8859_1);
            assertTrue(!text.contains("s3cret") && !text.contains("czNjcmV0"), file.getRemote());
        }
    }
}
