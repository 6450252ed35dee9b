package io.jenkins.plugins.cd4ml.pages.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.Item;
import hudson.model.TaskListener;
import hudson.util.Secret;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.Statements;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import io.jenkins.plugins.cd4ml.fixture.Axe;
import io.jenkins.plugins.cd4ml.fixture.Browser;
import io.jenkins.plugins.cd4ml.fixture.Caller;
import io.jenkins.plugins.cd4ml.fixture.RecordedBuild;
import io.jenkins.plugins.cd4ml.pages.LineageAction;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What came of a data set over builds, versions and environments; and to whom it is told. */
@WithJenkins
class BuildLineageBrowserTest {
    private static final String RAW = Digests.of("raw " + RecordedBuild.HOSTILE);

    @TempDir
    Path folder;

    private JenkinsRule j;
    private WorkflowRun trained;
    private WorkflowRun tuned;
    private ModelVersion version;

    private static WorkflowRun build(String name, String kind, List<String> used, Map<String, String> made)
            throws Exception {
        WorkflowJob known = Jenkins.get().getItemByFullName(name, WorkflowJob.class);
        WorkflowJob job = known == null ? Jenkins.get().createProject(WorkflowJob.class, name) : known;
        job.setDefinition(new CpsFlowDefinition("", true));
        WorkflowRun run = job.scheduleBuild2(0).get();
        BuildRecord.begin(run);
        Lineage lineage = BuildRecord.of(run).lineage();
        lineage.model = "churn";
        List<String> usedIds = new ArrayList<>();
        for (String digest : used) {
            String id = "dataset:d" + usedIds.size();
            lineage.put(new Lineage.Entity(id, "dataset", "people " + RecordedBuild.HOSTILE, digest, Map.of()));
            usedIds.add(id);
        }
        made.forEach((id, digest) -> lineage.put(
                new Lineage.Entity(id, id.equals("model") ? "model" : "dataset", "made by " + name, digest, Map.of())));
        String now = Instant.now().toString();
        lineage.add(new Lineage.Activity(
                kind, kind, usedIds, List.copyOf(made.keySet()), List.of(), now, now, "yes", "went well", Map.of()));
        BuildRecord.of(run).write(lineage);
        new LineageAction.Refresh().recorded(run, "train-model", new FilePath(run.getRootDir()), TaskListener.NULL);
        new BuildLineage.Recorder().recorded(run, "train-model", null, TaskListener.NULL);
        return run;
    }

    @BeforeEach
    void poisonedData(JenkinsRule rule) throws Exception {
        j = rule;
        build("features", "features", List.of(RAW), Map.of("dataset:joined", Digests.of("joined")));
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.txt"), "weights");
        trained = build("churn", "train", List.of(Digests.of("joined")), Map.of("model", Digests.of(model)));
        tuned = build("secret", "train", List.of(Digests.of(model)), Map.of("model", Digests.of("tuned")));
        ModelRegistry registry = BuildRecord.registry();
        version = registry.register(new Registration(
                "churn", Digests.of(model), trained.getExternalizableId(), BuildRecord.of(trained), model, "ann"));
        registry.move(
                "churn",
                "production",
                new Alias.Move(
                        "p1", "promote", 1, version.digest(), Instant.now().toString(), "ann", "better", "p1", null),
                null);
        reconciled();
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("ann", "bob", "eve")
                .grant(Item.READ)
                .everywhere()
                .to("ann")
                .grant(Item.READ)
                .onItems(trained.getParent(), j.jenkins.getItemByFullName("features", WorkflowJob.class))
                .to("bob"));
    }

    private static void reconciled() throws Exception {
        BuildLineage.get().reconcile();
        for (int i = 0; BuildLineage.get().isMaking(); i++) {
            assertTrue(i < 600, "the index is not made");
            Thread.sleep(100);
        }
    }

    private JsonNode ask(String user, String digest) throws Exception {
        HttpResponse<String> answer =
                Caller.rest(j, user, "cd4ml-models/lineage/api/json?depth=4&digest=" + digest, null);
        assertEquals(200, answer.statusCode(), answer.body());
        return Json.MAPPER.readTree(answer.body());
    }

    private static TreeSet<String> names(JsonNode rows) {
        TreeSet<String> names = new TreeSet<>();
        rows.forEach(row -> names.add(row.get("name").asText()));
        return names;
    }

    @Test
    void programsAreToldWhatTheirUserMayRead() throws Exception {
        JsonNode all = ask("ann", RAW);
        assertEquals(new TreeSet<>(List.of("features#1", "churn#1", "secret#1")), names(all.get("builds")));
        assertEquals(new TreeSet<>(List.of("churn 1")), names(all.get("versions")));
        assertEquals("[\"production\"]", all.get("serving").toString());
        assertEquals("production", all.at("/versions/0/served/0/environment").asText(), all.toString());
        assertFalse(all.get("making").asBoolean());

        JsonNode some = ask("bob", RAW.substring(0, 20));
        assertEquals(new TreeSet<>(List.of("features#1", "churn#1")), names(some.get("builds")));
        assertEquals("[]", ask("bob", Digests.of("tuned")).get("builds").toString());
        assertTrue(ask("bob", Digests.of("tuned")).get("digest").isNull());
        for (String digest : List.of(RAW, Digests.of("joined"), version.digest(), "sha256:")) {
            JsonNode none = ask("eve", digest);
            assertEquals(
                    "[][][][]",
                    "" + none.get("builds") + none.get("versions") + none.get("names") + none.get("serving"));
            assertTrue(none.get("digest").isNull());
        }
        assertEquals(
                403,
                Caller.rest(j, null, "cd4ml-models/lineage/api/json?digest=" + RAW, null)
                        .statusCode());

        JsonNode page = Json.MAPPER.readTree(Caller.rest(j, "bob", trained.getUrl() + "cd4ml/api/json?depth=3", null)
                .body());
        assertEquals(new TreeSet<>(List.of("features#1")), names(page.get("upstream")));
        assertEquals(new TreeSet<>(List.of("churn 1")), names(page.get("downstream")), "not the secret one");
    }

    @Test
    void renamesAndDeletionsAreFollowed() throws Exception {
        trained.getParent().renameTo("churn2");
        reconciled();
        assertTrue(names(ask("ann", RAW).get("builds")).contains("churn2#1"));
        assertFalse(names(ask("ann", RAW).get("builds")).contains("churn#1"));
        assertEquals(1, ask("ann", RAW).get("versions").size(), "its maker is called otherwise now");

        tuned.delete();
        assertFalse(names(ask("ann", RAW).get("builds")).contains("secret#1"));
        trained.delete();
        assertEquals(
                "[\"production\"]", ask("ann", version.digest()).get("serving").toString(), "it serves on");
    }

    @Test
    void recordsAreDownloadedInOtherToolsFormats() throws Exception {
        String base = trained.getUrl() + "cd4ml/export?format=";
        for (String format : List.of("openlineage", "cyclonedx", "spdx", "in-toto", "prov")) {
            HttpResponse<String> answer = Caller.rest(j, "bob", base + format, null);
            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(answer.headers()
                    .firstValue("Content-Disposition")
                    .orElse("")
                    .startsWith("attachment;"));
            assertEquals(
                    "nosniff",
                    answer.headers().firstValue("X-Content-Type-Options").orElse(""));
            for (String line : format.equals("openlineage") || format.equals("in-toto")
                    ? answer.body().lines().toList()
                    : List.of(answer.body())) {
                assertTrue(Json.MAPPER.readTree(line).isObject(), line);
            }
            int refused = Caller.rest(j, "eve", base + format, null).statusCode();
            assertTrue(refused == 404 || refused == 403, format + ": " + refused);
        }
        HttpResponse<String> wrong = Caller.rest(j, "bob", base + "..%2Fx", null);
        assertEquals(400, wrong.statusCode());
        assertEquals(1, wrong.body().lines().count(), wrong.body());
    }

    @Test
    void whatTheRecordSaysIsDownloadedSigned() throws Exception {
        String address = trained.getUrl() + "cd4ml/export?format=signed-in-toto";
        assertEquals(400, Caller.rest(j, "bob", address, null).statusCode(), "there is no key");
        assertFalse(
                Caller.rest(j, "bob", trained.getUrl() + "cd4ml/", null).body().contains("signed-in-toto"));
        TestKeys keys = TestKeys.of("secp256r1");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "signing", "", Secret.fromString(keys.privatePem())));
        Environments.get().setSigningCredentialsId("signing");
        assertTrue(
                Caller.rest(j, "bob", trained.getUrl() + "cd4ml/", null).body().contains("signed-in-toto"));
        HttpResponse<String> answer = Caller.rest(j, "bob", address, null);
        assertEquals(200, answer.statusCode(), answer.body());
        byte[] bundle = answer.body().getBytes(StandardCharsets.UTF_8);
        List<Statements.Verified> verified = Statements.verify("the download", bundle, keys.trust());
        assertEquals(answer.body().lines().count(), verified.size());
        assertThrows(
                SignatureRefusedException.class,
                () -> Statements.verify(
                        "the download", bundle, TestKeys.of("secp256r1").trust()));
        int refused = Caller.rest(j, "eve", address, null).statusCode();
        assertTrue(refused == 404 || refused == 403, "" + refused);
        Environments.get().setSigningCredentialsId("gone");
        assertEquals(400, Caller.rest(j, "bob", address, null).statusCode());
    }

    @Test
    void aPersonFollowsADigest() throws Exception {
        String axe = Axe.script();
        try (Browser browser = Browser.open(j.getURL().toString())) {
            browser.login("ann");
            browser.visit("cd4ml-models/lineage/");
            browser.first("#main-panel input[name='digest']").sendKeys(RAW.substring(7, 20) + "\n");
            browser.await(d -> browser.all(".cd4ml-concerned-builds tbody tr").size() == 3);
            assertTrue(browser.read(".cd4ml-concerned-versions").contains("production"), browser.text());
            assertTrue(browser.text().contains("Served now in: production"), browser.text());
            assertEquals(0, browser.all("#main-panel img[src='x']").size());
            assertEquals(List.of(), Axe.violations(browser, axe));
            browser.pictures("digest");
            browser.click(".cd4ml-concerned-builds a[href*='job/churn/']");
            browser.await(d -> browser.all(".cd4ml-neighbours").size() == 2);
            assertTrue(browser.read(".cd4ml-neighbours").contains("features"), browser.text());
            browser.click(".cd4ml-exports summary");
            assertEquals(List.of(), Axe.violations(browser, axe));
            browser.pictures("lineage-beside");
            browser.click(".cd4ml-digest a");
            browser.await(d -> browser.all(".cd4ml-concerned-versions").size() == 1);
            browser.visit("cd4ml-models/lineage/?digest=%3Cscript%3Ealert(1)%3C%2Fscript%3E");
            assertTrue(browser.text().contains("A digest is written as"), browser.text());
            browser.noErrors();
        }
    }
}
