package io.jenkins.plugins.cd4ml.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import hudson.model.Item;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import jenkins.model.Jenkins;
import org.htmlunit.Page;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Records that broke a rule leave the build's record as a file, for whom may see the job, and nothing else does. */
@WithJenkins
class QuarantineDownloadTest {
    private JenkinsRule j;
    private WorkflowRun run;

    @BeforeEach
    void aBuildWithBrokenRecords(JenkinsRule rule) throws Exception {
        j = rule;
        WorkflowJob job = JenkinsSetUp.pipeline(j, "broken", "");
        run = j.buildAndAssertSuccess(job);
        BuildRecord.begin(run);
        RunFolder record = BuildRecord.of(run);
        ObjectNode validation =
                Json.object().put("format", 1).put("dataset", "train").put("rows", 2);
        validation.put("valid", false).put("digest", "sha256:ab");
        validation
                .putArray("violations")
                .addObject()
                .put("record", 2)
                .put("column", "x")
                .put("rule", "type")
                .put("severity", "error");
        record.write("data/train/validation.json", validation);
        Files.writeString(record.file("data/train/quarantine.csv"), "cd4ml_record,x\n2,<script>\n");
        new LineageAction.Refresh().recorded(run, "validate-data", new FilePath(run.getRootDir()), TaskListener.NULL);
    }

    private Page get(JenkinsRule.WebClient client, String dataset) throws Exception {
        return client.goTo(run.getUrl() + "cd4ml/data/quarantine?dataset=" + dataset, null);
    }

    @Test
    void thePageLeadsToTheFile() throws Exception {
        HtmlPage page = j.createWebClient().goTo(run.getUrl() + "cd4ml/data/");
        Page file = ((HtmlAnchor) page.querySelector("a.cd4ml-quarantine")).click();
        assertEquals("cd4ml_record,x\n2,<script>\n", file.getWebResponse().getContentAsString());
        assertEquals("application/octet-stream", file.getWebResponse().getContentType());
        assertEquals("nosniff", file.getWebResponse().getResponseHeaderValue("X-Content-Type-Options"));
        assertTrue(file.getWebResponse()
                .getResponseHeaderValue("Content-Disposition")
                .contains("train-quarantine.csv"));
    }

    @Test
    void namesThatAreNoDatasetLeadNowhere() throws Exception {
        JenkinsRule.WebClient client = j.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        for (String name : new String[] {"other", "..", "..%2f..", "train%2f..%2ftrain", ""}) {
            assertEquals(404, get(client, name).getWebResponse().getStatusCode(), () -> name + " at " + run.getUrl());
        }
    }

    @Test
    void whoMayNotSeeTheJobDoesNotSeeItsRecords() throws Exception {
        JenkinsSetUp.users(
                j,
                new MockAuthorizationStrategy()
                        .grant(Jenkins.READ)
                        .everywhere()
                        .to("stranger")
                        .grant(Jenkins.READ, Item.READ)
                        .everywhere()
                        .to("reader"));
        JenkinsRule.WebClient client = j.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        assertTrue(get(client.login("reader"), "train")
                .getWebResponse()
                .getContentAsString()
                .startsWith("cd4ml_record"));
        Page refused = get(
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login("stranger"), "train");
        assertFalse(refused.getWebResponse().getContentAsString().contains("cd4ml_record"));
        assertEquals(404, refused.getWebResponse().getStatusCode());
    }
}
