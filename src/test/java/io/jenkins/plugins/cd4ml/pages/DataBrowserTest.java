package io.jenkins.plugins.cd4ml.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.List;
import java.util.Random;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of a build's data, with as many columns as wide tables have and with names that an attacker would choose. */
@WithJenkins
class DataBrowserTest {
    private static final int COLUMNS = 5_000;
    private static final String HOSTILE = "<img src=x onerror=alert(1)> \uD83D\uDE80";

    private JenkinsRule j;
    private WorkflowRun run;

    @BeforeEach
    void aBuildWithData(JenkinsRule rule) throws Exception {
        j = rule;
        WorkflowJob job = JenkinsSetUp.pipeline(j, "wide", "");
        run = j.buildAndAssertSuccess(job);
        BuildRecord.begin(run);
        RunFolder record = BuildRecord.of(run);
        ObjectNode validation =
                Json.object().put("format", 1).put("dataset", "train").put("rows", 1000);
        validation.put("valid", false).put("digest", "sha256:ab");
        validation
                .putArray("checks")
                .addObject()
                .put("id", "age/maximum")
                .put("rule", "maximum")
                .put("column", "age")
                .put("severity", "error")
                .put("bound", "exactly 0")
                .put("number", 3)
                .put("holds", false);
        validation
                .putArray("violations")
                .addObject()
                .put("record", 7)
                .put("column", HOSTILE)
                .put("rule", "maximum")
                .put("value", "<script>alert(2)</script>")
                .put("severity", "error");
        record.write("data/train/validation.json", validation);
        ObjectNode profile = Json.object().put("rows", 1000);
        ObjectNode drift = Json.object();
        Random random = new Random(3);
        for (int i = 0; i < COLUMNS; i++) {
            String name = i == 17 ? HOSTILE : "column_" + i;
            ObjectNode column =
                    profile.withArray("columns").addObject().put("name", name).put("count", 1000);
            column.put("missing", i % 10).put("numeric", i % 5 != 0).put("distinct", i);
            ObjectNode moved = drift.withArray("columns")
                    .addObject()
                    .put("name", name)
                    .put("psi", i == 4321 ? 9.5 : random.nextDouble());
            ObjectNode was = moved.putObject("reference");
            if (i % 5 == 0) {
                column.putArray("top").addObject().put("value", "x").put("count", 10);
                moved.putArray("counts").add(5).add(7);
                was.putArray("counts").add(6).add(1);
            } else {
                column.put("min", -1.5).put("max", 4).put("mean", random.nextGaussian());
                was.put("min", -2).put("max", 3);
                for (int bin = 0; bin < 20; bin++) {
                    column.withArray("histogram").add((int) (100 * Math.exp(-0.05 * (bin - 8) * (bin - 8))));
                    was.withArray("histogram").add((int) (100 * Math.exp(-0.05 * (bin - 12) * (bin - 12))));
                }
            }
        }
        record.write("data/train/profile.json", profile);
        record.write("data/train/drift.json", drift);
        new LineageAction.Refresh().recorded(run, "validate-data", new FilePath(run.getRootDir()), TaskListener.NULL);
    }

    private static List<String> names(Browser browser) {
        return browser.all(".cd4ml-columns tbody tr td:first-child").stream()
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void thousandsOfColumnsAreSearchedAndSorted() throws Exception {
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(run.getUrl());
            browser.first("a[href$='cd4ml/data/']").click();
            browser.await(d -> names(browser).size() == 100);
            browser.noErrors();
            assertTrue(names(browser).contains(HOSTILE));
            assertEquals(100, browser.all(".cd4ml-columns tbody svg").size());
            browser.picture("data");

            browser.first("button[data-key='7']").click();
            assertEquals("column_4321", names(browser).get(0));
            browser.first("button[data-key='7']").click();
            assertTrue(!names(browser).contains("column_4321"));
            browser.first(".cd4ml-more").click();
            assertEquals(200, names(browser).size());

            browser.first(".cd4ml-columns input").sendKeys("COLUMN_432" + Keys.TAB);
            assertEquals(11, names(browser).size()); // 432 and 4320 to 4329
            assertTrue(browser.text().contains("11 / 5000"), browser.text());
            assertFalse(browser.first(".cd4ml-more").isDisplayed(), "there are no more");
            browser.noErrors();
        }
    }

    @Test
    void violationsAreTextWhateverTheyHold() throws Exception {
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(run.getUrl() + "cd4ml/data/");
            String text = browser.text();
            assertTrue(text.contains("<script>alert(2)</script>"), text);
            assertTrue(text.contains("3 (exactly 0)"), text);
            assertEquals(0, browser.all("#main-panel img[src='x']").size());
        }
    }

    @Test
    void onlyDatasetsOfTheRecordAreServed() throws Exception {
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            String base = run.getUrl() + "cd4ml/data/columns?dataset=";
            assertEquals(
                    200,
                    web.goTo(base + "train", "application/json")
                            .getWebResponse()
                            .getStatusCode());
            web.assertFails(base + "..%2F..%2F..%2Fsecrets", 404);
            web.assertFails(base + "none", 404);
        }
    }
}
