package io.jenkins.plugins.cd4ml.pages.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.RecordedBuild;
import java.nio.file.Files;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.openqa.selenium.WebElement;

@WithJenkins
class EvaluationPageBrowserTest {
    @Test
    void drawsWhatWasRecordedWithTheChampions(JenkinsRule j) throws Exception {
        WorkflowRun run = RecordedBuild.of("churn");
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(run.getUrl());
            browser.click(".cd4ml-overview a[href$='cd4ml-evaluation/']");
            browser.await(d -> browser.all(".cd4ml-evaluation figure svg").size() == 6);
            List<String> parts = browser.all(".cd4ml-chart").stream()
                    .map(e -> e.getDomAttribute("data-part"))
                    .toList();
            assertEquals(List.of("roc", "pr", "calibration", "scores", "importance", "confusion"), parts);
            for (WebElement chart : browser.all(".cd4ml-chart").subList(0, 3)) {
                assertTrue(chart.getText().contains("Champion"), chart.getText());
            }
            assertTrue(browser.text().contains(RecordedBuild.HOSTILE.substring(0, 20)), browser.text());
            assertEquals(0, browser.all("#main-panel img[src='x']").size());
            browser.pictures("evaluation");
            browser.noErrors();

            Files.writeString(run.getRootDir().toPath().resolve("cd4ml/evaluate/evaluation.json"), "{\"metrics\": [");
            browser.visit(run.getUrl() + "cd4ml-evaluation/");
            assertTrue(browser.text().contains("cannot be read as JSON"), browser.text());
        }
    }
}
