package io.jenkins.plugins.cd4ml.approval.waiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.cd4ml.Browser;
import io.jenkins.plugins.cd4ml.approval.GatedBuild;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The form that waives a gate, in a real browser under Jenkins' Content-Security-Policy. */
@WithJenkins
class WaiverBrowserTest {
    @TestExtension
    public static final class Measured extends RunListener<WorkflowRun> {
        @Override
        public void onStarted(WorkflowRun started, TaskListener listener) {
            GatedBuild.prepare(started);
            ObjectNode project = Json.object();
            project.putArray("gates")
                    .addObject()
                    .put("metric", "auc")
                    .put("min", 0.95)
                    .put("name", "auc <img src=x onerror=alert(1)>");
            BuildRecord.of(started).write(RunFolder.PROJECT, project);
        }
    }

    @Test
    void aGateIsWaivedAndTheWaiverWithdrawnOnTheBuildPage(JenkinsRule j) throws Exception {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Permissions.WAIVE)
                .everywhere()
                .to("wanda"));
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("checkGates()", true));
        WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.login("wanda");
            browser.visit(run.getUrl());
            assertEquals(
                    "auc <img src=x onerror=alert(1)>",
                    browser.first("#cd4ml-waive option").getText());
            browser.first("#cd4ml-waive input[name=reason]").sendKeys("known outage of May");
            browser.picture("build-waive");
            browser.first("#cd4ml-waive button").click();
            browser.await(d -> !browser.all(".cd4ml-waived").isEmpty());
            assertEquals("waived by wanda", browser.first(".cd4ml-waived").getText());
            assertTrue(browser.first(".cd4ml-waivers").getText().contains("known outage of May"));
            browser.picture("build-waived");
            browser.first(".cd4ml-waivers button").click();
            browser.await(d -> !browser.all("#cd4ml-waive").isEmpty());
            assertEquals(0, browser.all(".cd4ml-waived").size());
            browser.visit(run.getUrl() + "cd4ml/");
            assertTrue(browser.first("#main-panel").getText().contains("wanda withdrew the waiver of 'auc <img"));
        }
    }
}
