package io.jenkins.plugins.cd4ml.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider.FolderCredentialsProperty;
import com.cloudbees.plugins.credentials.domains.DomainCredentials;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.AbortException;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.config.folder.FolderEnvironments;
import io.jenkins.plugins.cd4ml.config.model.MlflowMirror;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Registration;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MlflowApi;
import io.jenkins.plugins.cd4ml.engine.train.tracking.MlflowServer;
import io.jenkins.plugins.cd4ml.fixture.Logins;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Models of this Jenkins in a real MLflow server, where administrators and folders have them mirrored. */
@WithJenkins
class MlflowMirrorPeerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path server;

    private static MlflowServer mlflow;

    @TempDir
    Path files;

    private Folder risk;

    @BeforeAll
    static void start() throws Exception {
        mlflow = MlflowServer.start(server);
    }

    @AfterAll
    static void stop() {
        if (mlflow != null) {
            mlflow.close();
        }
    }

    @BeforeEach
    void aFolder(JenkinsRule j) throws Exception {
        risk = j.createProject(Folder.class, "risk");
    }

    private void register(String folder, String model) throws Exception {
        Files.writeString(files.resolve("weights"), folder + model);
        RunFolder documents = new RunFolder(files.resolveSibling(files.getFileName() + "-run"));
        documents.write(new Lineage());
        ModelRegistry registry = BuildRecord.registry().in(folder);
        registry.register(new Registration(model, Digests.of(files), model + " #1", documents, files, "ada"));
        registry.move(
                model,
                "staging",
                new Alias.Move("p", "promote", 1, "sha256:x", "2026-03-01T10:00:00Z", "ada", null, "p", null),
                Json.object());
    }

    private static MlflowMirror mirror(String url, String models, String prefix) {
        MlflowMirror mirror = new MlflowMirror(url);
        mirror.setModels(models);
        mirror.setPrefix(prefix);
        return mirror;
    }

    private static JsonNode model(String name) throws Exception {
        return ask("registered-models/get?name=" + name).path("registered_model");
    }

    private static JsonNode ask(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(mlflow.url() + "/api/2.0/mlflow/" + path))
                .build();
        return Json.MAPPER.readTree(
                CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "it takes too long");
            Thread.sleep(50);
        }
    }

    @Test
    void whatIsListedIsShownAndNothingElse() throws Exception {
        register("risk", "churn");
        register("risk", "fraud");
        Environments.get().setMlflowMirrors(List.of(mirror(mlflow.url(), "risk/churn", "a.")));
        MirrorThread.get().wake();
        await(() -> model("a.risk.churn").path("aliases").size() == 1);
        assertEquals("staging", model("a.risk.churn").at("/aliases/0/alias").asText());
        assertTrue(model("a.risk.fraud").isMissingNode());
        String page = Jenkins.get().getRootUrl() + "cd4ml-models/version?folder=risk&name=churn&number=1";
        JsonNode versions = ask("model-versions/search?filter=name%3D%27a.risk.churn%27");
        assertTrue(versions.toString().contains(page), versions.toString());
    }

    @Test
    void aFolderMirrorsItsOwnModelsByALoginOfItsOwn() throws Exception {
        register("risk", "churn");
        register("", "churn");
        Logins.keep(Logins.of("mlflow", "root", "of Jenkins"));
        MlflowMirror said = mirror(mlflow.url(), "**", "b.");
        said.setCredentialsId("mlflow");
        FolderEnvironments property = new FolderEnvironments();
        property.setMlflowMirrors(List.of(said));
        risk.addProperty(property);
        ModelRegistry inRisk = BuildRecord.registry().in("risk");
        assertTrue(ChosenMirror.of(BuildRecord.registry(), "churn").isEmpty(), "it is none of the folder's");
        ChosenMirror chosen = ChosenMirror.of(inRisk, "churn").orElseThrow();
        String message =
                assertThrows(AbortException.class, () -> chosen.target(CLIENT)).getMessage();
        assertTrue(message.contains("that the folder itself keeps"), message);
        MirrorThread.get().wake();
        await(() -> !MirrorThread.get().behind().isEmpty());
        assertEquals(message, MirrorThread.get().behind().get(0).problem());

        said.setCredentialsId("own");
        risk.addProperty(new FolderCredentialsProperty(
                new DomainCredentials[] {new DomainCredentials(null, List.of(Logins.of("own", "team", "secret")))}));
        assertEquals(
                MlflowApi.basic("team", "secret"),
                chosen.target(CLIENT).server().authorization());
        MirrorThread.get().wake();
        await(() -> MirrorThread.get().behind().isEmpty());
        assertEquals(1, model("b.risk.churn").path("aliases").size());
        Environments.get().setMlflowMirrors(List.of(mirror("http://127.0.0.1:1", "risk", "")));
        assertEquals(
                "http://127.0.0.1:1",
                ChosenMirror.of(inRisk, "churn").orElseThrow().mirror().getServer(),
                "the administrator decides");
    }

    @Test
    void aServerThatIsDownIsSaidAndHoldsUpNothing() throws Exception {
        register("risk", "churn");
        register("risk", "fraud");
        Environments.get().setMlflowMirrors(List.of(mirror("http://127.0.0.1:1", "risk", "")));
        MirrorThread.get().wake();
        await(() -> MirrorThread.get().behind().size() == 2);
        assertEquals(
                "MLflow at http://127.0.0.1:1 cannot be reached.",
                MirrorThread.get().behind().get(0).problem());
        assertFalse(new MirrorsBehind().isActivated(), "not yet worth a word");
    }
}
