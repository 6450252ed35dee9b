package io.jenkins.plugins.cd4ml.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.User;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.RecordedBuild;
import java.util.List;
import jenkins.model.experimentalflags.UserExperimentalFlagsProperty;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.openqa.selenium.WebElement;

/** What a build's page shows of its model, in both of core's pages. */
@WithJenkins
class BuildPageBrowserTest {
    private JenkinsRule j;
    private WorkflowRun run;

    @BeforeEach
    void aBuildWithARecord(JenkinsRule rule) throws Exception {
        j = rule;
        run = RecordedBuild.of("churn");
    }

    @Test
    void theSummaryFitsAGlance() throws Exception {
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(run.getUrl());
            List<WebElement> gates = browser.all(".cd4ml-gates tbody tr");
            assertEquals(4, gates.size());
            assertTrue(gates.get(0).getText().contains("FAILED"), "the worst comes first: " + browser.text());
            assertTrue(browser.text().contains("2 of 4 gates passed"), browser.text());
            assertTrue(browser.text().contains("Compared with version 11 of production."), browser.text());
            assertEquals(4, browser.all("svg.cd4ml-range").size());
            assertEquals(2, browser.all("svg.cd4ml-range .cd4ml-champion").size() / 2, "auc and its change");
            assertFalse(browser.text().contains("run run"), browser.text());
            browser.pictures("build");
        }
    }

    @Test
    void theNewBuildPageHasTabsAndACard() throws Exception {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new hudson.security.FullControlOnceLoggedInAuthorizationStrategy());
        User.getById("ann", true)
                .addProperty(new UserExperimentalFlagsProperty(java.util.Map.of("new-build-page.flag", "true")));
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.login("ann");
            browser.visit(run.getUrl());
            WebElement legacy = browser.all(".jenkins-card").stream()
                    .filter(card -> card.getText().startsWith("Legacy"))
                    .findFirst()
                    .orElseThrow();
            assertFalse(legacy.getText().contains("gates passed"), legacy.getText());
            WebElement card = browser.first(".jenkins-card .cd4ml-overview");
            assertTrue(card.getText().contains("gates passed"), card.getText());
            browser.pictures("build-new");
            browser.click(".app-build-tabs a[href$='cd4ml']");
            assertTrue(
                    browser.all(".app-build-tabs").size() == 1 && browser.text().contains("What was done"));
            browser.noErrors();
        }
    }

    @Test
    void aModelCardIsRenderedAndRunsNothing() throws Exception {
        java.nio.file.Files.writeString(
                run.getRootDir().toPath().resolve("cd4ml/model-card.md"),
                "# Churn\n\n<script>alert(1)</script>\n\n[x](javascript:alert(2)) ![p](https://spy.example/p.png)\n\n"
                        + "| a | b |\n|---|---|\n| **1** | <b>2</b> |\n");
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(run.getUrl() + "cd4ml/card/");
            WebElement card = browser.first(".cd4ml-card");
            assertTrue(card.getText().contains("<script>alert(1)</script>"), card.getText());
            assertEquals(
                    0,
                    browser.all(".cd4ml-card script, .cd4ml-card img, .cd4ml-card b")
                            .size());
            assertEquals("1", browser.first(".cd4ml-card td strong").getText());
            assertFalse(browser.first(".cd4ml-card a").getDomProperty("href").startsWith("javascript"));
            browser.noErrors();
        }
    }

    @Test
    void aBuildWithoutModelsShowsNothing() throws Exception {
        hudson.model.FreeStyleBuild other = j.buildAndAssertSuccess(j.createFreeStyleProject("plain"));
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            assertFalse(web.goTo(other.getUrl()).asXml().contains("cd4ml-overview"));
        }
    }
}
