package io.jenkins.plugins.cd4ml.approval.waiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.config.Permissions;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The form that waives a gate, in a real browser under Jenkins' Content-Security-Policy. */
@WithJenkins
class WaiverBrowserTest {
    private static final String GATE = "auc <img src=x onerror=alert(1)>";

    @Test
    void aGateIsWaivedAndTheWaiverWithdrawnOnTheBuildPage(JenkinsRule j) throws Exception {
        GatedBuild.everyBuild(run -> GatedBuild.gate(run, GATE, 0.95));
        JenkinsSetUp.users(
                j,
                new MockAuthorizationStrategy()
                        .grant(Jenkins.READ, Item.READ, Permissions.WAIVE)
                        .everywhere()
                        .to("wanda"));
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("checkGates()", true));
        WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.login("wanda");
            browser.visit(run.getUrl());
            assertEquals(GATE, browser.first("#cd4ml-waive option").getText());
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
