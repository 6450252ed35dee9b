package io.jenkins.plugins.cd4ml.pages.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.cli.CLICommandInvoker;
import hudson.util.Secret;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.evidence.AuditorArchive;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import io.jenkins.plugins.cd4ml.engine.sign.TestKeys;
import io.jenkins.plugins.cd4ml.fixture.GatedBuild;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.htmlunit.Page;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What an auditor gets of a version that was approved and promoted here: root may have it, alice may not. */
@WithJenkins
class AuditorDownloadTest {
    private static final String VERSION = "folder=&name=churn&number=1";

    @TempDir
    Path folder;

    @Test
    void theExportIsSignedAndTellsPolicyAndDecisions(JenkinsRule j) throws Exception {
        TestKeys keys = TestKeys.of("secp256r1");
        try (StandInCluster cluster = new StandInCluster(ModelServer::start)) {
            Environment staging = GatedBuild.setUp(j, cluster);
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new StringCredentialsImpl(
                            CredentialsScope.GLOBAL, "signing", "", Secret.fromString(keys.privatePem())));
            Environments.get().setSigningCredentialsId("signing");
            WorkflowRun run = GatedBuild.ask(j);
            GatedBuild.approve(run, "bob");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            staging.setApprovals(7); // loosened or tightened later, it is not what was asked then
        }
        JenkinsRule.WebClient root = j.createWebClient().login("root");
        String page = root.goTo("cd4ml-models/version/?" + VERSION).asXml();
        assertTrue(page.contains("auditorExport?") && page.contains("job/churn/1/cd4ml/"), page);
        Page download = root.goTo("cd4ml-models/auditorExport?" + VERSION, "application/zip");
        Path zip = folder.resolve("churn.zip");
        try (InputStream in = download.getWebResponse().getContentAsStream()) {
            Files.copy(in, zip);
        }
        assertEquals(1, AuditorArchive.verify(zip, keys.trust()).size());
        Map<String, String> files = files(Files.readAllBytes(zip));
        JsonNode decisions = json(files, "decisions.json");
        assertTrue(decisions.toString().contains("seen the numbers")
                && decisions.toString().contains("bob"));
        assertEquals(
                7, json(files, "policies/staging.json").at("/policy/approvals").asInt());
        String deployment = files.keySet().stream()
                .filter(f -> f.startsWith("environments/staging/deployments/"))
                .findFirst()
                .orElseThrow();
        assertEquals(1, json(files, deployment).at("/policy/policy/approvals").asInt());
        assertFalse(files.containsKey("model/model.onnx"));
        assertEquals("evidence", status(json(files, "index.json"), "Test reports, dated and signed"));

        JenkinsRule.WebClient alice = j.createWebClient().login("alice");
        page = alice.goTo("cd4ml-models/version/?" + VERSION).asXml();
        assertTrue(page.contains("job/churn/1/cd4ml/") && !page.contains("auditorExport?"), page);
        alice.assertFails("cd4ml-models/auditorExport?" + VERSION, 403);
        root.assertFails("cd4ml-models/auditorExport?folder=&name=churn&number=9", 404);
        assertEquals(6, command(j, "alice", "churn", "1").returnCode());
        CLICommandInvoker.Result exported = command(j, "root", "churn", "1");
        assertEquals(0, exported.returnCode(), exported.stderr());
        assertTrue(files(exported.stdoutBinary()).containsKey("index.md"));
        assertEquals(5, command(j, "root", "churn", "9").returnCode());
        int[] taken = new int[1];
        JenkinsAudit.log().read((head, record, text) -> {
            if (record.path("event").asText().equals("version-exported")) {
                assertEquals("root", record.path("who").asText());
                taken[0]++;
            }
        });
        assertEquals(2, taken[0]);
        Environments.get().setSigningCredentialsId("gone");
        root.assertFails("cd4ml-models/auditorExport?" + VERSION, 400);
    }

    private static CLICommandInvoker.Result command(JenkinsRule j, String user, String... arguments) {
        return new CLICommandInvoker(j, "cd4ml-export-version").asUser(user).invokeWithArgs(arguments);
    }

    private static JsonNode json(Map<String, String> files, String name) {
        return Json.parse(name, files.get(name).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String status(JsonNode index, String field) {
        for (JsonNode item : index.at("/euAiActAnnexIV/items")) {
            if (item.path("field").asText().startsWith(field)) {
                return item.path("status").asText();
            }
        }
        throw new AssertionError(field);
    }

    private static Map<String, String> files(byte[] zip) throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
