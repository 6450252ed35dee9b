package io.jenkins.plugins.cd4ml.approval.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.cd4ml.approval.request.Approvals;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.OpenRequestCase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What release managers see and click, in a real browser under Jenkins' Content-Security-Policy. */
@WithJenkins
class ApprovalBrowserTest extends OpenRequestCase {
    private Browser browser;

    @BeforeEach
    void open() throws Exception {
        browser = Browser.open(j.getURL().toString());
    }

    @AfterEach
    void close() throws Exception {
        browser.close();
    }

    @Test
    void anApproverApprovesOnTheBuildPage() throws Exception {
        browser.login("bob");
        browser.visit(run.getUrl());
        browser.first(".cd4ml-request summary").click();
        assertTrue(browser.first(".cd4ml-request table").getText().contains("sha256:"));
        browser.first(".cd4ml-request input[name=reason]").sendKeys("measured <b>well</b>");
        browser.picture("build-open-request");
        browser.first(".cd4ml-request button[value=approve]").click();
        j.assertBuildStatusSuccess(j.waitForCompletion(run));
        browser.visit(run.getUrl());
        assertEquals(0, browser.all(".cd4ml-request button").size());
        String request = browser.first(".cd4ml-request").getText();
        assertTrue(request.contains("bob") && request.contains("measured <b>well</b>"), request);
        browser.visit(run.getUrl() + "cd4ml/");
        assertFalse(browser.all("svg").isEmpty());
        browser.picture("lineage");
    }

    @Test
    void theKeyboardIsEnoughAndEnterInTheReasonDecidesNothing() throws Exception {
        browser.login("bob");
        browser.visit(run.getUrl());
        WebElement reason = browser.first(".cd4ml-request input[name=reason]");
        reason.sendKeys("measured well", Keys.ENTER);
        assertTrue(Approvals.get().of(run).get(0).open());
        assertEquals("measured well", reason.getAttribute("value"), "the page was not left");
        reason.sendKeys(Keys.TAB);
        WebElement focused = browser.driver().switchTo().activeElement();
        assertEquals("approve", focused.getAttribute("value"));
        focused.sendKeys(Keys.ENTER);
        j.assertBuildStatusSuccess(j.waitForCompletion(run));
        browser.visit(run.getUrl());
        assertEquals(
                "cd4ml-passed",
                browser.first(".cd4ml-request .cd4ml-verdict")
                        .getAttribute("class")
                        .split(" ")[1]);
    }

    @Test
    void anApproverRejectsFromTheListOfOpenRequests() throws Exception {
        browser.login("carol");
        browser.visit("cd4ml-approvals/");
        browser.picture("open-requests");
        browser.first("#main-panel a[href*='" + run.getUrl() + "']").click();
        browser.await(d -> d.getCurrentUrl().contains(run.getUrl()));
        browser.first(".cd4ml-request input[name=reason]").sendKeys("not today");
        browser.first(".cd4ml-request button[value=reject]").click();
        j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
        j.assertLogContains("Rejected by carol: not today", run);
    }

    @Test
    void theRequesterReadsWhyNot() {
        browser.login("alice");
        browser.visit(run.getUrl());
        assertEquals(0, browser.all(".cd4ml-request button[value=approve]").size());
        assertEquals(1, browser.all(".cd4ml-request button[value=withdraw]").size());
        String request = browser.first(".cd4ml-request").getText();
        assertTrue(request.contains("alice"), request);
    }
}
