package io.jenkins.plugins.cd4ml.pages.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Item;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.RecordedBuild;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pages of all models: what serves where, and to whom they show it. */
@WithJenkins
class ModelsPageBrowserTest {
    @TempDir
    Path folder;

    private ModelVersion register(WorkflowRun run, String by) throws Exception {
        Path model = Files.createDirectories(folder.resolve(run.getExternalizableId()));
        Files.writeString(model.resolve("model.txt"), run.getExternalizableId());
        ModelRegistry registry = BuildRecord.registry();
        ModelVersion version = registry.register(new Registration(
                "churn", Digests.of(model), run.getExternalizableId(), BuildRecord.of(run), model, by));
        String id = "p" + version.number();
        registry.move(
                "churn",
                "production",
                new Alias.Move(
                        id,
                        "promote",
                        version.number(),
                        version.digest(),
                        Instant.now().toString(),
                        by,
                        "better " + RecordedBuild.HOSTILE,
                        id,
                        null),
                null);
        return version;
    }

    @Test
    void showsWhatServesToWhomMayReadTheJob(JenkinsRule j) throws Exception {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        WorkflowRun run = RecordedBuild.of("churn");
        register(run, "ann");
        register(RecordedBuild.of("churn"), "ann");
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("ann", "bob")
                .grant(Item.READ)
                .onItems(run.getParent())
                .to("ann"));
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.login("bob");
            for (String page : List.of("", "model/?folder=&name=churn", "version/?folder=&name=churn&number=1")) {
                browser.visit("cd4ml-models/" + page);
                assertFalse(browser.text().contains("production"), page + browser.text());
            }
            browser.visit("cd4ml-models/");
            assertTrue(browser.text().contains("No model is registered here yet."), browser.text());
            browser.pictures("models-empty");

            browser.login("ann");
            browser.visit("cd4ml-models/?search=CHURN");
            assertTrue(browser.read("#main-panel table").contains("production: 2"), browser.text());
            browser.pictures("models");
            browser.click("#main-panel table a[href^='model/']");
            browser.await(d -> browser.all("#main-panel table").size() == 2);
            assertEquals(0, browser.all("#main-panel img[src='x']").size());
            browser.pictures("model");
            browser.click("#main-panel table a[href*='number=1']");
            browser.await(d -> browser.text().contains("replaced in production"));
            browser.click("select[name='against'] option[value='2']");
            browser.all("#main-panel form button").get(0).click();
            browser.await(d -> browser.all("#main-panel thead th.cd4ml-number").size() == 2);
            assertFalse(browser.all(".cd4ml-differs").isEmpty(), "the metrics differ: " + browser.text());
            browser.pictures("version");
            browser.noErrors();
        }
    }

    @Test
    void badgesAndProgramsAreToldTheSame(JenkinsRule j) throws Exception {
        WorkflowRun run = RecordedBuild.of("churn");
        String none = badge(j, "name=churn");
        assertTrue(none.contains("unknown"), none);
        register(run, "ann");
        assertTrue(badge(j, "name=churn").contains("v1 in production, gates failed"), badge(j, "name=churn"));
        assertTrue(badge(j, "name=churn&environment=%3Cscript%3E").contains("not in &lt;script&gt;"));
        assertEquals(none, badge(j, "name=..%2Fchurn&folder=..%2F.."));
        JsonNode models = json(j, "cd4ml-models/api/json?depth=3");
        assertEquals("churn", models.at("/models/0/name").asText());
        assertEquals(1, models.at("/models/0/serving/0/version").asInt());
        assertTrue(models.at("/models/0/newest/metrics/0/value").isNumber(), models.toString());
        JsonNode runs = json(j, run.getParent().getUrl() + "cd4ml-runs/api/json?depth=3&filter=metrics.auc+%3E+0");
        assertEquals(1, runs.get("total").asInt());
        assertTrue(runs.at("/runs/0/metrics").toString().contains("onerror"), runs.toString());
        assertTrue(runs.at("/runs/0/metrics/0/value").isNumber(), runs.toString());
        assertEquals(
                "FAILED",
                json(j, run.getUrl() + "cd4ml/api/json").get("verdict").asText());
        assertTrue(json(j, run.getUrl() + "api/json").get("actions").toString().contains("\"verdict\":\"FAILED\""));
    }

    private static String badge(JenkinsRule j, String query) throws Exception {
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            WebResponse first =
                    web.goTo("cd4ml-models/badge?" + query, "image/svg+xml").getWebResponse();
            WebRequest again = new WebRequest(web.createCrumbedUrl("cd4ml-models/badge?" + query));
            again.setAdditionalHeader("If-None-Match", first.getResponseHeaderValue("ETag"));
            web.getOptions().setThrowExceptionOnFailingStatusCode(false);
            assertEquals(304, web.getPage(again).getWebResponse().getStatusCode());
            return first.getContentAsString();
        }
    }

    private static JsonNode json(JenkinsRule j, String path) throws Exception {
        try (JenkinsRule.WebClient web = j.createWebClient()) {
            return Json.MAPPER.readTree(
                    web.goTo(path, "application/json").getWebResponse().getContentAsString());
        }
    }
}
