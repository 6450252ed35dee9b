package io.jenkins.plugins.cd4ml.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a running training tells, on the build's pages, in a real browser that nobody reloads. */
@WithJenkins
class LiveTrainingBrowserTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private static WorkflowRun start(JenkinsRule j) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "live");
        FilePath workspace = j.jenkins.getWorkspaceFor(job);
        workspace.child("cd4ml.yaml").write("""
            model: live
            data: {train: {path: train.csv}}
            train: {command: sh train.sh, params: {epochs: 60, note: '%s'}}
            """.formatted(HOSTILE), "UTF-8");
        workspace.child("train.csv").write("a,b\n1,2\n", "UTF-8");
        workspace.child("train.sh").write("""
            i=1
            while [ $i -le 60 ] && [ ! -e stop ]; do
              echo "{\\"step\\": $i, \\"loss\\": 0.$((1000 - i * 7)), \\"val\\": {\\"auc\\": 0.$((500 + i))}}" >> "$CD4ML_METRICS_LOG"
              i=$((i + 1)); sleep 1
            done
            echo weights > "$CD4ML_OUTPUT/model.txt"
            """, "UTF-8");
        job.setDefinition(new CpsFlowDefinition("node { trainModel() }", true));
        return job.scheduleBuild2(0).waitForStart();
    }

    @Test
    void numbersAppearAndMoveWhileTheTrainingRuns(JenkinsRule j) throws Exception {
        WorkflowRun run = start(j);
        FilePath workspace = j.jenkins.getWorkspaceFor(run.getParent());
        try (Browser browser = Browser.open(j.getURL().toString());
                JenkinsRule.WebClient web = j.createWebClient()) {
            browser.await(d -> run.getAction(io.jenkins.plugins.cd4ml.pages.LineageAction.class) != null);
            browser.visit(run.getUrl());
            browser.await(d -> browser.text().contains("val.auc"));
            browser.picture("training-summary");
            browser.click(".cd4ml-live-head a");
            browser.await(d -> browser.all(".cd4ml-live tbody tr").size() >= 4);
            String before = browser.read(".cd4ml-live tbody tr");
            browser.await(d -> !browser.first(".cd4ml-live tbody tr").getText().equals(before));
            assertTrue(browser.text().contains(HOSTILE), browser.text());
            assertEquals(0, browser.all("#main-panel img[src='x']").size());
            browser.picture("training");

            String live = run.getUrl() + "cd4ml/training/live";
            JsonNode now = Json.MAPPER.readTree(
                    web.goTo(live, "application/json").getWebResponse().getContentAsString());
            assertEquals("running", now.get("state").asText());
            double step = now.at("/metrics/0/step").asDouble();
            assertEquals(step / 60, now.get("progress").asDouble(), 1e-9);
            assertTrue(run.isBuilding());

            workspace.child("stop").write("", "UTF-8");
            j.assertBuildStatus(Result.SUCCESS, j.waitForCompletion(run));
            browser.await(d -> browser.first(".cd4ml-live-state").getText().equals("finished"));
            browser.noErrors();
        }
    }
}
