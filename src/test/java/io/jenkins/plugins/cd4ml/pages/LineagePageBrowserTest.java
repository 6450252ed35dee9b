package io.jenkins.plugins.cd4ml.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.Axe;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A build's lineage page as a person sees and uses it, with names that an attacker would choose. */
@WithJenkins
class LineagePageBrowserTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)> \uD83D\uDE80";

    private JenkinsRule j;
    private WorkflowRun run;

    @BeforeEach
    void aBuildWithARecord(JenkinsRule rule) throws Exception {
        j = rule;
        WorkflowJob job = JenkinsSetUp.pipeline(j, "churn", "");
        run = j.buildAndAssertSuccess(job);
        BuildRecord.begin(run);
        RunFolder record = BuildRecord.of(run);
        Lineage lineage = record.lineage();
        lineage.model = "churn";
        for (String data : List.of("train", "holdout")) {
            thing(lineage, "dataset:" + data, "dataset", data);
            thing(lineage, "contract:" + data, "contract", "contracts/customers.yaml");
            done(lineage, "validate", List.of("dataset:" + data, "contract:" + data), List.of());
        }
        thing(lineage, "code", "code", HOSTILE);
        thing(lineage, "model", "model", "churn");
        thing(lineage, "evaluation", "report", "evaluation of churn on holdout");
        thing(lineage, "gates", "report", "gates");
        thing(lineage, "deployment", "deployment", "production");
        done(lineage, "train", List.of("dataset:train", "code"), List.of("model"));
        done(lineage, "evaluate", List.of("model", "dataset:holdout"), List.of("evaluation"));
        done(lineage, "gate", List.of("evaluation"), List.of("gates"));
        done(lineage, "promote", List.of("model", "gates"), List.of("deployment"));
        record.write(lineage);
        new LineageAction.Refresh().recorded(run, "train-model", new FilePath(run.getRootDir()), TaskListener.NULL);
    }

    private static void thing(Lineage lineage, String id, String kind, String name) {
        String digest = "sha256:" + String.format("%064x", name.hashCode() & 0xffffffffL);
        lineage.put(new Lineage.Entity(id, kind, name, digest, Map.of("rows", 1000)));
    }

    private static void done(Lineage lineage, String kind, List<String> used, List<String> made) {
        RunFolder.record(lineage, kind, Instant.now(), true, kind + " of churn went well", used, made, Map.of());
    }

    @Test
    void choosingANodeShowsItsLineAndItsWay() throws Exception {
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(run.getUrl() + "cd4ml/");
            assertEquals(1, browser.all(".cd4ml-kind-contract").size());
            assertEquals(0, browser.all("#main-panel img[src='x']").size());
            assertTrue(browser.text().contains(HOSTILE), browser.text());
            assertTrue(browser.text().contains("succeeded"), browser.text());
            assertFalse(browser.text().matches("(?s).*\\dT\\d\\d:.*"), "an instant for programs: " + browser.text());
            WebElement graph = browser.first("svg.cd4ml-lineage");
            assertTrue(graph.getSize().getWidth() <= 1_200, graph.getSize().toString());
            WebElement box = browser.first(".cd4ml-graph");
            assertEquals(box.getDomProperty("clientWidth"), box.getDomProperty("scrollWidth"), "scrolls sideways");
            browser.picture("lineage-light-1400");

            WebElement model = browser.first("a.cd4ml-kind-model");
            model.sendKeys(Keys.ENTER);
            assertTrue(browser.first(".cd4ml-node-detail").getText().contains("sha256:"));
            assertTrue(browser.first("a.cd4ml-kind-deployment")
                    .getDomAttribute("class")
                    .contains("cd4ml-path"));
            assertFalse(browser.first("a.cd4ml-kind-contract")
                    .getDomAttribute("class")
                    .contains("cd4ml-path"));
            browser.picture("lineage-chosen-1400");
            model.sendKeys(Keys.ESCAPE);
            assertFalse(browser.first(".cd4ml-node-detail").isDisplayed());
            model.sendKeys(Keys.ARROW_UP);
            assertTrue(browser.driver()
                    .switchTo()
                    .activeElement()
                    .getDomAttribute("class")
                    .contains("cd4ml-kind-train"));
            String wide = graph.getDomAttribute("width");
            browser.driver().switchTo().activeElement().sendKeys("+");
            assertTrue(Integer.parseInt(graph.getDomAttribute("width")) > Integer.parseInt(wide));
            browser.driver().switchTo().activeElement().sendKeys("0");
            browser.first(".cd4ml-graph-bar [aria-pressed]").click();
            assertFalse(
                    browser.first("a.cd4ml-kind-code").getDomAttribute("class").contains("cd4ml-path"));
            assertTrue(browser.first("a.cd4ml-kind-deployment")
                    .getDomAttribute("class")
                    .contains("cd4ml-path"));
            browser.picture("lineage-way-1400");
            assertEquals(List.of(), Axe.violations(browser, Axe.script()));
            browser.noErrors();

            browser.driver()
                    .executeCdpCommand(
                            "Emulation.setEmulatedMedia",
                            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
            browser.driver().executeScript("document.documentElement.dataset.theme = 'dark'");
            browser.picture("lineage-dark-1400");
            browser.driver().manage().window().setSize(new Dimension(500, 1400));
            browser.driver()
                    .executeCdpCommand(
                            "Emulation.setDeviceMetricsOverride",
                            Map.of("width", 360, "height", 1400, "deviceScaleFactor", 1, "mobile", true));
            browser.picture("lineage-dark-360");
            browser.visit(run.getUrl());
            browser.picture("build-360");
        }
    }

    @Test
    void partsAreFoldedAwayWithoutJavaScript() throws Exception {
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            web.getOptions().setJavaScriptEnabled(false);
            HtmlPage page = web.goTo(run.getUrl() + "cd4ml/");
            int nodes = page.querySelectorAll("a.cd4ml-node").size();
            assertEquals(
                    0,
                    page.querySelectorAll("a.cd4ml-kind-code ~ a.cd4ml-fold[href*='fold=code']")
                            .size());
            HtmlPage folded = web.goTo(run.getUrl() + "cd4ml/?fold=model&fold=%22%3E%3Cscript%3E");
            assertEquals(
                    nodes - 2,
                    folded.querySelectorAll("a.cd4ml-node").size(),
                    "train and code; the data is validated, too");
            assertFalse(folded.getWebResponse().getContentAsString().contains("\"><script>"));
            assertTrue(folded.asNormalizedText().contains("Expand all"));
            assertTrue(page.asNormalizedText().contains("the way from data to environment"));
        }
    }

    @Test
    void brokenAndLargeDocumentsAreASentence() throws Exception {
        RunFolder record = BuildRecord.of(run);
        Files.writeString(record.file(RunFolder.LINEAGE), "{\"entities\":[{\"id\":\"a\",\"kind\":null}]}");
        try (var large =
                new java.io.RandomAccessFile(record.file(RunFolder.GATES).toFile(), "rw")) {
            large.setLength(PageDocuments.MOST_BYTES + 1);
        }
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            String text = web.goTo(run.getUrl() + "cd4ml/").asNormalizedText();
            assertTrue(text.contains("entities[0] lacks") || text.contains("at most 16 MiB"), text);
            assertEquals(200, web.goTo(run.getUrl()).getWebResponse().getStatusCode());
        }
    }
}
