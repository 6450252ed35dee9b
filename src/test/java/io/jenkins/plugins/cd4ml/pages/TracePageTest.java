package io.jenkins.plugins.cd4ml.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.fixture.JenkinsSetUp;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.DomNodeList;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Traces on a training's page: an agent wrote the document. */
@WithJenkins
class TracePageTest {
    @Test
    void spansAreATreeWithTimesAndOnlyText(JenkinsRule j) throws Exception {
        WorkflowRun run = j.buildAndAssertSuccess(JenkinsSetUp.pipeline(j, "traced", ""));
        BuildRecord.begin(run);
        RunFolder record = BuildRecord.of(run);
        record.write("train/live.json", Json.object().put("state", "finished"));
        ObjectNode trees = Json.object()
                .put("format", 1)
                .put("tracesInAll", 1_000)
                .put("spansInAll", 7_000)
                .put("failedInAll", 3);
        for (int i = 0; i < 50; i++) {
            ObjectNode trace = trees.withArray("traces").addObject().put("name", "<img src=x onerror=alert(1)>");
            trace.put("milliseconds", 1_200).put("state", "OK").put("spansInAll", 100_000);
            for (int k = 0; k < 300; k++) {
                trace.withArray("spans")
                        .addObject()
                        .put("name", "<script>" + "x".repeat(500))
                        .put("depth", k == 1 ? 2 : 1_000_000)
                        .put("milliseconds", 5);
            }
        }
        record.write("train/trace-trees.json", trees);
        new LineageAction.Refresh().recorded(run, "train-model", new FilePath(run.getRootDir()), TaskListener.NULL);
        HtmlPage page = j.createWebClient().goTo(run.getUrl() + "cd4ml/training/");
        DomNodeList<DomNode> traces = page.querySelectorAll("details.cd4ml-trace");
        assertEquals(20, traces.size());
        assertEquals(
                20 * 200, page.querySelectorAll("details.cd4ml-trace tbody tr").size());
        String html = page.getWebResponse().getContentAsString();
        assertFalse(html.contains("<img src=x"), "names are escaped");
        DomNode second = page.querySelectorAll("details.cd4ml-trace tbody tr").get(1);
        String cell = ((DomNode) second.querySelector("td")).getTextContent();
        assertTrue(cell.startsWith("\u2003\u2003<script>x"), "a span stands below the one that began it: " + cell);
        assertTrue(html.contains("1.20 s") && html.contains("5.0 ms"));
        String text = page.asNormalizedText();
        assertTrue(text.contains("20 of 1,000 traces with 7,000 spans; 3 ended with an error"), text);
        assertTrue(text.contains("100,000 spans"), text);
    }
}
