package io.jenkins.plugins.cd4ml.engine.registry.mirror;

import static io.jenkins.plugins.cd4ml.engine.registry.mirror.MirroredRegistry.MODEL;
import static io.jenkins.plugins.cd4ml.engine.registry.mirror.MirroredRegistry.aliases;
import static io.jenkins.plugins.cd4ml.engine.registry.mirror.MirroredRegistry.tags;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.cd4ml.engine.JavaProcess;
import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.MlflowServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mirror beside a real MLflow server. */
class ModelMirrorPeerTest {
    private static final String CLIENT = """
            import json, sys
            from mlflow import MlflowClient
            client = MlflowClient(tracking_uri=sys.argv[1], registry_uri=sys.argv[1])
            version = client.get_model_version_by_alias(sys.argv[2], "production")
            print(json.dumps({"version": version.version, "description": version.description, "tags": version.tags,
                              "source": version.source}))
            """;

    @TempDir
    static Path server;

    private static MlflowServer mlflow;

    @TempDir
    Path folder;

    private MirroredRegistry own;

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
    void registry() {
        own = new MirroredRegistry(folder);
    }

    @Test
    void showsVersionsTagsAndAliases() throws Exception {
        own.register();
        own.register();
        own.registry.describe(MODEL, 2, "better", "ada");
        own.registry.tag(MODEL, 2, "risk", "low", "ada");
        own.serve("staging", 2);
        own.serve("production", 1);
        own.registry.setAlias(MODEL, "champion", 1, "ada", null);
        String name = MirrorTarget.name("jenkins/", own.registry.folder(), MODEL);
        assertEquals("jenkins.team-a.north.churn", name);
        ModelMirror mirror = own.mirror(mlflow.url(), name);
        assertTrue(mirror.behind());
        assertEquals(2, mirror.catchUp().versions());
        assertFalse(mirror.behind());
        assertEquals(0, mirror.catchUp().told(), "what is in step is told nothing");
        assertEquals(Map.of("staging", 2, "production", 1, "champion", 1), aliases(mlflow.url(), name));
        assertEquals("low", tags(mlflow.url(), name).get(2).get("risk"));
        assertEquals("serving", tags(mlflow.url(), name).get(1).get("cd4ml.state"));

        own.registry.tag(MODEL, 2, "risk", null, "ada");
        own.registry.tag(MODEL, 2, "owner", "ml/ads", "ada");
        own.serve("production", 2);
        own.registry.setAlias(MODEL, "champion", 0, "ada", null);
        mirror.catchUp();
        String seen = Peers.run(folder, Map.of(), 120, "-c", CLIENT, mlflow.url(), name);
        Map<?, ?> version = Json.MAPPER.readValue(seen, Map.class);
        assertEquals("2", version.get("version").toString());
        assertEquals("better", version.get("description"));
        assertEquals("cd4ml://" + own.registry.id(MODEL) + "/2", version.get("source"));
        Map<?, ?> tags = (Map<?, ?>) version.get("tags");
        assertEquals("ml/ads", tags.get("owner"));
        assertFalse(tags.containsKey("risk"));
        assertEquals(own.registry.existing(MODEL, 2).digest(), tags.get("cd4ml.digest"));
        assertEquals(Map.of("staging", 2, "production", 2), aliases(mlflow.url(), name));
        assertEquals("retired", tags(mlflow.url(), name).get(1).get("cd4ml.state"));
    }

    @Test
    void promotionGoesOnWhileTheServerIsDownAndTheMirrorCatchesUp() throws Exception {
        try (UnreliableRelay network = new UnreliableRelay(mlflow.url())) {
            ModelMirror mirror = own.mirror(network.url(), "down", MlflowApi.basic("ci", "s3cret"));
            own.register();
            mirror.catchUp();
            network.down(true);
            own.register();
            own.serve("production", 2);
            MirrorFailedException refused = assertThrows(MirrorFailedException.class, mirror::catchUp);
            assertTrue(refused.isServerDown());
            assertTrue(refused.getMessage().startsWith("MLflow at " + network.url()), refused.getMessage());
            assertFalse(refused.getMessage().contains("s3cret"));
            String since = mirror.lag().orElseThrow().since();
            own.register();
            own.serve("production", 3);
            assertThrows(MirrorFailedException.class, mirror::catchUp);
            assertEquals(since, mirror.lag().orElseThrow().since());
            assertEquals(Map.of(), aliases(mlflow.url(), "down"));
            network.down(false);
            mirror.catchUp();
            assertEquals(Map.of("production", 3), aliases(mlflow.url(), "down"));
            assertEquals(3, tags(mlflow.url(), "down").size());
            assertTrue(mirror.lag().isEmpty());
            assertEquals(MlflowApi.basic("ci", "s3cret"), network.authorization());
        }
    }

    @Test
    void lostAnswersMakeNothingTwice() throws Exception {
        try (UnreliableRelay network = new UnreliableRelay(mlflow.url())) {
            ModelMirror mirror = own.mirror(network.url(), "lost");
            for (int lost = 1; ; lost++) { // each request of a pass loses its answer once
                own.register();
                own.serve("production", lost);
                network.lose(lost);
                try {
                    mirror.catchUp();
                    if (network.requests() < lost) {
                        break;
                    }
                } catch (MirrorFailedException e) {
                    assertTrue(e.isServerDown());
                }
            }
            mirror.catchUp();
            check("lost", own.registry.versions(MODEL).size());
        }
    }

    /** Every version once, under the number that it has here. */
    private static void check(String name, int versions) throws Exception {
        Map<Integer, String> numbers = new TreeMap<>();
        tags(mlflow.url(), name).forEach((version, tags) -> numbers.put(version, tags.get("cd4ml.version")));
        assertEquals(versions, numbers.size());
        numbers.forEach((version, number) -> assertEquals(Integer.toString(version), number));
        assertEquals(versions, aliases(mlflow.url(), name).get("production"));
    }

    @Test
    void killedAnywhereItGoesOnAndMakesNothingTwice() throws Exception {
        for (int i = 1; i <= 12; i++) {
            own.register();
            own.serve("production", i);
        }
        for (int made = 1; made < 12; made += 3) { // killed in the middle of a pass, each time further on
            Process process = JavaProcess.start(MirroringProcess.class, folder.toString(), mlflow.url(), "killed");
            try {
                while (process.isAlive() && tags(mlflow.url(), "killed").size() < made) {
                    Thread.onSpinWait();
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        ModelMirror mirror = own.mirror(mlflow.url(), "killed");
        mirror.catchUp();
        check("killed", 12);
        Path state = folder.resolve("registry/.mirror/" + own.registry.id(MODEL) + ".json");
        Files.writeString(state, Files.readString(state).substring(0, 80)); // torn
        assertTrue(mirror.behind());
        mirror.catchUp();
        check("killed", 12);
    }

    @Test
    void whatIsNotThisMirrorsIsLeftAlone() throws Exception {
        MlflowApi api = new MlflowApi(mlflow.url(), null, HttpClient.newHttpClient());
        api.send("POST", "registered-models/create", Json.object().put("name", "theirs"));
        own.register();
        ModelMirror mirror = own.mirror(mlflow.url(), "theirs");
        String message =
                assertThrows(MirrorFailedException.class, mirror::catchUp).getMessage();
        assertTrue(message.contains("this mirror did not make"), message);
        assertEquals(Map.of(), tags(mlflow.url(), "theirs"));
        api.send(
                "POST",
                "registered-models/set-tag",
                Json.object().put("name", "theirs").put("key", "cd4ml.model").put("value", own.registry.id(MODEL)));
        mirror.catchUp();

        MirroredRegistry other = new MirroredRegistry(Files.createDirectories(folder.resolve("other")));
        other.register();
        message = assertThrows(
                        MirrorFailedException.class,
                        () -> other.mirror(mlflow.url(), "theirs").catchUp())
                .getMessage();
        assertTrue(message.contains("mirrors another model"), message);

        api.send("POST", "registered-models/alias", alias("theirs", "mine", 1));
        own.serve("staging", 1);
        mirror.catchUp();
        api.send("POST", "registered-models/alias", alias("theirs", "mine", 1));
        assertEquals(Map.of("staging", 1, "mine", 1), aliases(mlflow.url(), "theirs"));
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode alias(String name, String alias, int version) {
        return Json.object().put("name", name).put("alias", alias).put("version", Integer.toString(version));
    }

    @Test
    void whatSomebodyChangedInMlflowIsPutBack() throws Exception {
        own.register();
        own.register();
        own.serve("production", 2);
        ModelMirror mirror = own.mirror(mlflow.url(), "drift");
        mirror.catchUp();
        MlflowApi api = new MlflowApi(mlflow.url(), null, HttpClient.newHttpClient());
        api.send("POST", "registered-models/alias", alias("drift", "production", 1));
        mirror.catchUp();
        assertEquals(Map.of("production", 2), aliases(mlflow.url(), "drift"));
        api.send(
                "DELETE",
                "model-versions/delete",
                Json.object().put("name", "drift").put("version", "2"));
        mirror.catchUp();
        assertEquals("2", tags(mlflow.url(), "drift").get(3).get("cd4ml.version"));
        assertEquals(Map.of("production", 3), aliases(mlflow.url(), "drift"));
        api.send("DELETE", "registered-models/delete", Json.object().put("name", "drift"));
        mirror.catchUp();
        check("drift", 2);
    }

    @Test
    void namesThatMeanSomethingElseThereAreSaidAndNotMirrored() throws Exception {
        own.register();
        for (String key : List.of("cd4ml.version", "mlflow.prompt.is_prompt", "a/../b", "a//b", "a/")) {
            own.registry.tag(MODEL, 1, key, "99", "mallory");
        }
        own.registry.describe(MODEL, 1, "x".repeat(10_000), "mallory");
        own.registry.setAlias(MODEL, "latest", 1, "ada", null);
        own.registry.setAlias(MODEL, "v7", 1, "ada", null);
        own.registry.setAlias(MODEL, "eu.west", 1, "ada", null);
        own.registry.setAlias(MODEL, "eu-west", 1, "ada", null);
        ModelMirror.Report report = own.mirror(mlflow.url(), "names").catchUp();
        assertEquals(8, report.untold().size(), report.untold().toString());
        assertEquals("1", tags(mlflow.url(), "names").get(1).get("cd4ml.version"));
        assertEquals(Map.of("eu-west", 1), aliases(mlflow.url(), "names"));
    }

    @Test
    void aServerThatIsNoneIsSaidInOneSentence() throws Exception {
        own.register();
        HttpServer odd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://127.0.0.1:" + odd.getAddress().getPort();
        Map<String, String> answers = Map.of(
                "redirect", "answers with a redirect, which is not followed",
                "login", "refuses the login (401)",
                "page", "does not answer registered-models/get as MLflow does",
                "busy", "cannot answer now (503)");
        for (String kind : answers.keySet()) {
            odd.createContext("/" + kind, exchange -> {
                exchange.getResponseHeaders().set("Location", mlflow.url());
                byte[] body = "<html>".getBytes(StandardCharsets.UTF_8);
                int status =
                        kind.equals("redirect") ? 302 : kind.equals("login") ? 401 : kind.equals("busy") ? 503 : 200;
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }
        odd.start();
        try {
            for (Map.Entry<String, String> answer : answers.entrySet()) {
                ModelMirror mirror = own.mirror(url + "/" + answer.getKey(), "odd");
                MirrorFailedException failed = assertThrows(MirrorFailedException.class, mirror::catchUp);
                assertTrue(failed.getMessage().contains(answer.getValue()), failed.getMessage());
            }
        } finally {
            odd.stop(0);
        }
        for (String address : List.of("ftp://a", "http://u:secret@a", "http://a?x", "a", "http://")) {
            String message = MlflowApi.malformed(address);
            assertTrue(message.contains("no address") && !message.contains("secret"), message);
        }
    }
}
