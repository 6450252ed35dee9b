package io.jenkins.plugins.cd4ml.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.cd4ml.fixture.Axe;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.RecordedBuild;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every page against axe-core's rules for WCAG 2.2 A and AA, wide and narrow, with hostile names. */
@WithJenkins
class AccessibilityBrowserTest {
    @Test
    void noPageBreaksARule(JenkinsRule j) throws Exception {
        String axe = Axe.script();
        WorkflowRun run = RecordedBuild.of("churn");
        RecordedBuild.of("churn");
        String job = run.getParent().getUrl();
        try (Browser browser = Browser.open(j.getURL().toString())) {
            for (String page : List.of(
                    run.getUrl(),
                    run.getUrl() + "cd4ml/",
                    run.getUrl() + "cd4ml/card/",
                    run.getUrl() + "cd4ml/data/",
                    run.getUrl() + "cd4ml-evaluation/",
                    job + "cd4ml-runs/",
                    job + "cd4ml-runs/compare/?build=1&build=2",
                    "cd4ml-models/",
                    "cd4ml-approvals/")) {
                browser.visit(page);
                for (int width : new int[] {1400, 360}) {
                    browser.driver()
                            .executeCdpCommand(
                                    "Emulation.setDeviceMetricsOverride",
                                    Map.of("width", width, "height", 1400, "deviceScaleFactor", 1, "mobile", false));
                    assertEquals(List.of(), Axe.violations(browser, axe), page + " at " + width + " px");
                }
            }
        }
    }
}
