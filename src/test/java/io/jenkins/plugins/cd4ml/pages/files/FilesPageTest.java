package io.jenkins.plugins.cd4ml.pages.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Item;
import io.jenkins.plugins.cd4ml.fixture.Axe;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.RecordedBuild;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Looking into files that a model's author chose: what they would do in a reader's session does not happen. */
@WithJenkins
class FilesPageTest {
    private static String query(String file) {
        return "?file=" + URLEncoder.encode(file, StandardCharsets.UTF_8);
    }

    @Test
    void picturesTablesAndTextsAreShownAndNoMarkup(JenkinsRule j) throws Exception {
        WorkflowRun run = RecordedBuild.of("churn");
        String files = run.getUrl() + "cd4ml/files/";
        String axe = Axe.script();
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.visit(run.getUrl() + "cd4ml/training/");
            browser.click("a[href='../files/']");
            browser.await(d -> browser.all("td.cd4ml-text a").size() > 8);
            assertEquals(List.of(), Axe.violations(browser, axe), "list");
            browser.visit(files + query("train/artifacts/roc.png"));
            browser.await(d -> "320".equals(browser.first(".cd4ml-picture").getDomProperty("naturalWidth")));
            browser.pictures("files-image");
            assertEquals(List.of(), Axe.violations(browser, axe), "picture");
            browser.visit(files + query("train/artifacts/scores.csv"));
            assertEquals("score", browser.all(".cd4ml-preview th").get(1).getText());
            assertTrue(browser.first(".cd4ml-preview td").getText().contains(RecordedBuild.HOSTILE.substring(0, 20)));
            browser.pictures("files-table");
            assertEquals(List.of(), Axe.violations(browser, axe), "table");
            for (String markup : List.of("report.html", "evil.svg", "evil.png")) {
                browser.visit(files + query("train/artifacts/" + markup));
                assertTrue(browser.first(".cd4ml-source").getText().contains("alert(1)"), markup);
                assertEquals(
                        0,
                        browser.all("#main-panel svg[onload], #main-panel img, #main-panel body")
                                .size(),
                        markup);
                browser.noErrors();
            }
            browser.visit(files + query("train/artifacts/model/MLmodel"));
            assertTrue(browser.first(".cd4ml-source").getText().contains("model_data"));
            browser.visit(files + query("train/artifacts/weights.bin"));
            assertEquals(0, browser.all(".cd4ml-source").size());
            assertEquals(List.of(), Axe.violations(browser, axe), "nothing to see");
        }
        HttpResponse<String> evil = Caller.rest(j, null, files + "image" + query("train/artifacts/evil.png"), null);
        assertEquals(404, evil.statusCode(), "its bytes are no picture's");
        HttpResponse<String> html =
                Caller.rest(j, null, files + "download" + query("train/artifacts/report.html"), null);
        assertEquals("application/octet-stream", header(html, "Content-Type"));
        assertTrue(header(html, "Content-Disposition").startsWith("attachment;"));
        assertEquals("nosniff", header(html, "X-Content-Type-Options"));
        assertTrue(header(html, "Content-Security-Policy").contains("sandbox"));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void nothingElseIsOpenedAndToNobodyElse(JenkinsRule j) throws Exception {
        WorkflowRun run = RecordedBuild.of("churn");
        Path record = run.getRootDir().toPath().resolve("cd4ml");
        Files.createSymbolicLink(
                record.resolve("train/link.txt"),
                j.jenkins.getRootDir().toPath().resolve("secret.key"));
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("ann", "bob", "eve")
                .grant(Item.READ)
                .everywhere()
                .to("ann", "bob")
                .grant(Item.WORKSPACE)
                .everywhere()
                .to("ann"));
        String files = run.getUrl() + "cd4ml/files/";
        for (String name : List.of(
                "train/link.txt",
                "train/../lineage.json",
                "lineage.json",
                "../build.xml",
                "../../../../../secrets/master.key",
                "/etc/passwd",
                "model/../../build.xml",
                "train",
                "")) {
            HttpResponse<String> answer = Caller.rest(j, "ann", files + "download" + query(name), null);
            assertEquals(404, answer.statusCode(), name);
            assertFalse(
                    Caller.rest(j, "ann", files + query(name), null).body().contains("class=\"cd4ml-preview\""), name);
        }
        assertTrue(Caller.rest(j, "ann", files, null).body().contains("train%2Fcode.json.gz"));
        assertFalse(
                Caller.rest(j, "bob", files, null).body().contains("train%2Fcode.json.gz"),
                "it holds the workspace's files");
        assertEquals(
                404,
                Caller.rest(j, "bob", files + "download" + query("train/code.json.gz"), null)
                        .statusCode());
        String compare = run.getParent().getUrl() + "cd4ml-runs/compare/";
        RecordedBuild.of("churn");
        assertTrue(
                Caller.rest(j, "ann", compare + "?build=1&build=2", null).body().contains("EXTRA = True"));
        String hidden =
                Caller.rest(j, "bob", compare + "?build=1&build=2", null).body();
        assertTrue(hidden.contains("extra<wbr>.py") && !hidden.contains("EXTRA = True"), hidden);
        for (String page : List.of("", query("train/artifacts/roc.png"), "image" + query("train/artifacts/roc.png"))) {
            int refused = Caller.rest(j, "eve", files + page, null).statusCode();
            assertTrue(refused == 404 || refused == 403, page + ": " + refused);
        }
    }
}
