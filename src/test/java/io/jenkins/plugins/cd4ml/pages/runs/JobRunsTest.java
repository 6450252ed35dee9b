package io.jenkins.plugins.cd4ml.pages.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.fixture.Axe;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.RecordedBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The page of a job's runs, for readers with and without JavaScript. */
@WithJenkins
class JobRunsTest {
    private static final int RUNS = 6;

    private JenkinsRule j;
    private WorkflowJob job;

    @BeforeEach
    void aJobWithRuns(JenkinsRule rule) throws Exception {
        j = rule;
        for (int i = 0; i < RUNS; i++) {
            job = RecordedBuild.of("churn").getParent();
        }
    }

    private Path index() {
        return job.getRootDir().toPath().resolve("cd4ml-runs.jsonl");
    }

    private List<Integer> builds() {
        return RunIndex.of(job).runs().stream().map(RunFacts::build).toList();
    }

    private HtmlPage page(String query) throws Exception {
        JenkinsRule.WebClient web = j.createWebClient();
        web.getOptions().setJavaScriptEnabled(false);
        return web.goTo(job.getUrl() + "cd4ml-runs/" + query);
    }

    /** @return numbers of the builds in the table, from the top */
    private static List<String> rows(HtmlPage page) {
        return page.querySelectorAll(".cd4ml-runs tbody tr td:nth-child(2)").stream()
                .map(cell -> cell.asNormalizedText())
                .toList();
    }

    @Test
    void filtersSortsAndComparesWithoutJavaScript() throws Exception {
        assertEquals(List.of("#6", "#5", "#4", "#3", "#2", "#1"), rows(page("")));
        assertEquals(List.of("#6", "#4", "#2"), rows(page("?filter=params.lr+%3D+0.05+and+metrics.auc+%3E+0.8")));
        assertEquals("#1", rows(page("?sort=metrics.auc&order=asc")).get(0));
        HtmlPage wrong = page("?filter=%3Cscript%3E+%3D");
        assertTrue(wrong.asNormalizedText().contains("The filter needs a"), wrong.asNormalizedText());
        HtmlPage columns = page("?column=params.objective&column=nothing");
        assertTrue(columns.querySelector(".cd4ml-runs thead").asNormalizedText().contains("objective"));
        HtmlPage compared = page("compare/?build=2&build=5&build=99&build=..%2F..&build=2");
        assertTrue(compared.asNormalizedText().contains("max_depth"), compared.asNormalizedText());
        assertEquals(
                3,
                compared.querySelectorAll("table:first-of-type")
                        .get(0)
                        .querySelectorAll("thead th")
                        .size());
        assertEquals(0, compared.querySelectorAll("img[src='x']").size());
    }

    @Test
    void downloadsHoldAllDigitsAndNoFormulas() throws Exception {
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            String csv = web.goTo(job.getUrl() + "cd4ml-runs/csv?filter=build+%3E+4", "text/csv")
                    .getWebResponse()
                    .getContentAsString();
            assertEquals(3, csv.lines().count(), csv);
            assertTrue(csv.startsWith("build,time,"), csv);
            String json = web.goTo(job.getUrl() + "cd4ml-runs/json", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertEquals(RUNS, Json.MAPPER.readTree(json).size());
            assertEquals("churn", Json.MAPPER.readTree(json).at("/0/model").asText());
        }
    }

    @Test
    void theIndexRebuildsItself() throws Exception {
        assertEquals(RUNS, builds().size());
        String whole = Files.readString(index());
        Files.delete(index());
        j.jenkins.reload();
        job = j.jenkins.getItemByFullName("churn", WorkflowJob.class);
        assertEquals(List.of(6, 5, 4, 3, 2, 1), builds());
        assertTrue(Files.exists(index()));

        Files.writeString(index(), whole.substring(0, whole.length() / 2), StandardOpenOption.TRUNCATE_EXISTING);
        j.jenkins.reload();
        job = j.jenkins.getItemByFullName("churn", WorkflowJob.class);
        assertEquals(List.of(6, 5, 4, 3, 2, 1), builds(), "a line was cut");

        Files.write(index(), new byte[] {(byte) 0xff, (byte) 0xfe, '{'});
        j.jenkins.reload();
        job = j.jenkins.getItemByFullName("churn", WorkflowJob.class);
        assertEquals(List.of(6, 5, 4, 3, 2, 1), builds(), "it is no text");
    }

    @Test
    void deletedBuildsAreGoneAndNoBuildIsLoadedForItsNumbers() throws Exception {
        job.getBuildByNumber(3).delete();
        assertEquals(List.of(6, 5, 4, 2, 1), builds());
        j.jenkins.reload();
        job = j.jenkins.getItemByFullName("churn", WorkflowJob.class);
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            web.goTo(job.getUrl() + "cd4ml-runs/trend?metric=auc", "application/json");
            web.goTo(job.getUrl() + "cd4ml-runs/json", "application/json");
        }
        assertTrue(
                List.of(6)
                        .containsAll(job.getLazyBuildMixIn()
                                ._getRuns()
                                .getLoadedBuilds()
                                .keySet()),
                "core looks at the last build only");
        assertTrue(Files.size(job.getBuildDir().toPath().resolve("6/build.xml")) < 4_096, "build.xml holds scalars");
    }

    @Test
    void aPersonFiltersComparesAndLooksAtTheTrend() throws Exception {
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(job.getUrl() + "cd4ml-runs/");
            browser.await(d -> browser.all(".cd4ml-chart svg path").size() > 5);
            browser.pictures("runs");
            charts(browser);
            browser.first("input[name='filter']").sendKeys("metrics.auc > 0.8 and params.lr = 0.05\n");
            browser.await(d -> browser.all(".cd4ml-runs tbody tr").size() == 3);
            browser.noErrors();
            browser.all(".cd4ml-runs input[type='checkbox']").get(0).click();
            browser.all(".cd4ml-runs input[type='checkbox']").get(2).click();
            browser.click("form[action='compare/'] button");
            browser.await(d -> browser.all(".cd4ml-side").size() >= 4);
            assertTrue(browser.text().contains("#6") && browser.text().contains("#2"), browser.text());
            assertFalse(browser.all(".cd4ml-differs").isEmpty());
            assertTrue(browser.read(".cd4ml-code").contains("max_depth"), browser.text());
            assertEquals(0, browser.all("#main-panel img[src='x']").size());
            browser.pictures("compare");
            assertEquals(List.of(), Axe.violations(browser, Axe.script()), "compare");
            browser.noErrors();
        }
    }

    /** Each chart, drawn of what the server tells for it. */
    private static void charts(Browser browser) throws Exception {
        String axe = Axe.script();
        for (String[] choice : new String[][] {
            {"runs", "scatter", "metrics.auc", "params.lr"},
            {"runs", "bar", "metrics.auc", "params.max_depth"},
            {"runs", "bar", "metrics.auc", "params.objective"},
            {"runs", "line", "metrics.auc", "elapsed"},
            {"curves", "line", "loss", "step"},
            {"curves", "line", "loss", "epoch"},
            {"curves", "line", "loss", "elapsed"},
            {"summary", "bar", "loss", ""},
            {"summary", "parallel", "loss", ""},
            {"runs", "parallel", "", ""}
        }) {
            choose(browser, "of", choice[0]);
            choose(browser, "kind", choice[1]);
            if (!choice[2].isEmpty()) {
                browser.await(d -> browser.all(".cd4ml-chart-y option[value='" + choice[2] + "']")
                                .size()
                        == 1);
                choose(browser, "y", choice[2]);
            }
            if (!choice[3].isEmpty()) {
                choose(browser, "x", choice[3]);
            }
            browser.await(d -> browser.first(".cd4ml-chart").isDisplayed()
                    && browser.all(".cd4ml-chart svg path").size() > 4);
            browser.picture("chart-" + String.join("-", choice).replaceAll("[^a-z-]", "_"));
            browser.noErrors();
        }
        assertEquals(List.of(), Axe.violations(browser, axe), "charts");
        browser.pictures("runs-parallel");
        choose(browser, "kind", "line");
    }

    private static void choose(Browser browser, String what, String value) {
        browser.click(".cd4ml-chart-" + what + " option[value='" + value + "']");
    }

    private JsonNode json(String path) throws Exception {
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            return Json.MAPPER.readTree(web.goTo(job.getUrl() + "cd4ml-runs/" + path, "application/json")
                    .getWebResponse()
                    .getContentAsString());
        }
    }

    @Test
    void chartsAreToldByTheServerAndBounded() throws Exception {
        JsonNode bars = json("chart?x=params.lr&y=metrics.auc&grouped=true");
        assertEquals(2, bars.get("points").size());
        assertEquals(3, bars.at("/points/0/4").asInt(), "runs with that rate");
        assertEquals(
                6,
                json("chart?x=build&y=metrics.auc&grouped=true").get("points").size());
        assertEquals(
                3,
                json("chart?x=build&y=metrics.auc&build=2&build=4&build=6")
                        .get("points")
                        .size());
        assertTrue(json("chart?x=time&y=metrics.auc&every=60").get("points").size() <= 2, "made at once");
        assertTrue(json("chart?x=params.objective&y=metrics.auc").get("text").asBoolean());
        assertEquals(0, json("chart?x=nothing&y=metrics.auc").get("points").size());
        JsonNode parallel = json("parallel?axis=params.lr&axis=metrics.auc&axis=params.objective&filter=build+%3E+2");
        assertEquals(4, parallel.get("rows").size());
        assertTrue(parallel.at("/axes/2/text").asBoolean());
        JsonNode curves = json("curves?metric=loss&x=elapsed&every=60");
        assertEquals("[\"epoch\",\"loss\"]", curves.get("names").toString());
        assertEquals(6, curves.get("runs").size());
        assertEquals(500, curves.at("/runs/0/statistics/count").asInt());
        assertTrue(json("curves?metric=loss&x=step").at("/runs/0/points").size() <= 320);
        assertEquals(
                0, json("curves?metric=loss&x=epoch").at("/runs/0/points/0/0").asInt(-1));
        assertEquals("epoch", json("curves").get("metric").asText());
    }
}
