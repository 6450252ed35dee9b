package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.AllowedHosts;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.RegistryLogin;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models into a real registry, over a line that breaks. */
@Tag("slow")
class ModelRepositoryPeerTest {
    /** Of the login ada:secret, by bcrypt. */
    private static final String HTPASSWD = "ada:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    @TempDir
    Path folder;

    private DockerRegistry registry;
    private RegistryLogin login = RegistryLogin.NONE;

    @AfterEach
    void stop() throws Exception {
        if (registry != null) {
            registry.close();
        }
    }

    private Path model(int megabytes) throws Exception {
        Path model = Files.createDirectories(folder.resolve("model"));
        byte[] weights = new byte[megabytes << 20];
        new Random(17).nextBytes(weights);
        Files.write(model.resolve("model.onnx"), weights);
        Files.writeString(Files.createDirectories(model.resolve("assets")).resolve("tokenizer.json"), "{}");
        Files.writeString(model.resolve("README.md"), "# A model");
        Files.write(model.resolve("empty.bin"), new byte[0]);
        return model;
    }

    private JsonNode push(Path model, ModelArtifact.Form form) {
        return new ModelRepository(repository(), login, Progress.SILENT).push(artifact(model, form));
    }

    private OciReference repository() {
        return OciReference.of("oci://" + registry.host() + "/models/churn");
    }

    private static ModelArtifact artifact(Path model, ModelArtifact.Form form) {
        return ModelArtifact.of("churn", Digests.of(model), model, form);
    }

    private byte[] get(String rest) throws Exception {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + registry.host() + "/v2/models/churn" + rest))
                                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, answer.statusCode(), rest);
        return answer.body();
    }

    @Test
    void modelIsAnArtifactOfModelPackByDigest() throws Exception {
        registry = DockerRegistry.start(folder, "");
        Path model = model(1);
        JsonNode record = push(model, ModelArtifact.Form.MODELPACK);
        String image = record.path("image").asText();
        assertTrue(image.startsWith(registry.host() + "/models/churn@sha256:"), image);
        byte[] bytes = get("/manifests/" + image.substring(image.indexOf('@') + 1));
        assertEquals(image.substring(image.indexOf('@') + 1), Digests.of(bytes));
        JsonNode manifest = Json.MAPPER.readTree(bytes);
        assertEquals(
                "application/vnd.cncf.model.manifest.v1+json",
                manifest.path("artifactType").asText());
        assertEquals(
                "application/vnd.cncf.model.config.v1+json",
                manifest.at("/config/mediaType").asText());
        List<String> layers = new ArrayList<>();
        for (JsonNode layer : manifest.path("layers")) {
            String name = layer.at("/annotations/org.cncf.model.filepath").asText();
            layers.add(name + " " + layer.path("mediaType").asText());
            byte[] blob = get("/blobs/" + layer.path("digest").asText());
            assertEquals(Digests.of(model.resolve(name)), Digests.of(blob));
            assertEquals(layer.path("size").asLong(), blob.length);
        }
        assertEquals(
                List.of(
                        "README.md application/vnd.cncf.model.doc.v1.raw",
                        "assets/tokenizer.json application/vnd.cncf.model.weight.config.v1.raw",
                        "empty.bin application/vnd.cncf.model.weight.v1.raw",
                        "model.onnx application/vnd.cncf.model.weight.v1.raw"),
                layers);
        JsonNode config = Json.MAPPER.readTree(
                get("/blobs/" + manifest.at("/config/digest").asText()));
        assertEquals("churn", config.at("/descriptor/name").asText());
        assertEquals("layers", config.at("/modelfs/type").asText());
        assertEquals(
                StreamSupport.stream(manifest.path("layers").spliterator(), false)
                        .map(layer -> layer.path("digest"))
                        .toList(),
                StreamSupport.stream(config.at("/modelfs/diffIds").spliterator(), false)
                        .toList());
        assertTrue(new String(get("/tags/list"), StandardCharsets.UTF_8).contains("cd4ml-"));
    }

    @Test
    void whatIsThereIsNotSentAgain() throws Exception {
        registry = DockerRegistry.start(folder, "");
        Path model = model(3);
        assertTrue(push(model, ModelArtifact.Form.MODELPACK).path("bytes").asLong() > 3 << 20);
        long before = registry.received();
        JsonNode again = push(model, ModelArtifact.Form.MODELPACK);
        assertEquals(0, again.path("bytes").asLong());
        assertTrue(again.path("there").asBoolean());
        assertTrue(registry.received() - before < 1000, "sent " + (registry.received() - before));
        Files.writeString(model.resolve("README.md"), "# A better one");
        long sent = push(model, ModelArtifact.Form.MODELPACK).path("bytes").asLong();
        assertTrue(sent > 0 && sent < 2000, "sent " + sent);
    }

    /** At the beginning, in the middle and at the end of chunks, and so often that it has to begin anew. */
    @ParameterizedTest
    @ValueSource(longs = {300, 100_000, 33_000_000, 35_000_000, 66_000_000})
    void lineThatIsCutIsTakenUpAgain(long bytes) throws Exception {
        registry = DockerRegistry.start(folder, "");
        Path model = model(70);
        registry.cut(bytes, 3);
        JsonNode record = push(model, ModelArtifact.Form.MODELPACK);
        String image = record.path("image").asText();
        JsonNode manifest = Json.MAPPER.readTree(get("/manifests/" + image.substring(image.indexOf('@') + 1)));
        for (JsonNode layer : manifest.path("layers")) {
            String digest = layer.path("digest").asText();
            assertEquals(digest, Digests.of(get("/blobs/" + digest)));
        }
        assertTrue(registry.received() < 3 * (70L << 20), "sent " + registry.received());
    }

    @Test
    void uploadThatIsCutBetweenChunksGoesOnWhereItWas() throws Exception {
        registry = DockerRegistry.start(folder, "");
        Path model = model(70);
        registry.cutBeforeChunk(4); // the second of model.onnx: README.md and tokenizer.json are one each
        push(model, ModelArtifact.Form.MODELPACK);
        assertEquals(70, registry.received() >> 20);
    }

    @Test
    void lineThatIsCutAgainAndAgainIsSaidInOneSentence() throws Exception {
        registry = DockerRegistry.start(folder, "");
        Path model = model(1);
        registry.cut(3000, Integer.MAX_VALUE);
        String sentence = assertThrows(InputException.class, () -> push(model, ModelArtifact.Form.MODELPACK))
                .getMessage();
        assertTrue(sentence.startsWith("The registry " + registry.host() + " cannot be reached"), sentence);
        assertFalse(sentence.contains("Exception") || sentence.contains("\n"), sentence);
    }

    @Test
    void imageHasTheFilesInItsLayersAsTarReadsThem() throws Exception {
        registry = DockerRegistry.start(folder, "");
        Path model = model(1);
        String image = push(model, ModelArtifact.Form.IMAGE).path("image").asText();
        JsonNode manifest = Json.MAPPER.readTree(get("/manifests/" + image.substring(image.indexOf('@') + 1)));
        Path root = Files.createDirectories(folder.resolve("root"));
        for (JsonNode layer : manifest.path("layers")) {
            assertEquals(
                    "application/vnd.oci.image.layer.v1.tar",
                    layer.path("mediaType").asText());
            Path tar = Files.write(
                    folder.resolve("layer.tar"),
                    get("/blobs/" + layer.path("digest").asText()));
            Process process = new ProcessBuilder("tar", "-xvf", tar.toString(), "-C", root.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
        }
        assertEquals(Digests.files(model), Digests.files(root.resolve("models")));
        JsonNode config = Json.MAPPER.readTree(
                get("/blobs/" + manifest.at("/config/digest").asText()));
        assertEquals(
                manifest.path("layers").size(), config.at("/rootfs/diff_ids").size());
    }

    private DockerRegistry withLogin() throws Exception {
        Path file = folder.resolve("htpasswd");
        Files.writeString(file, HTPASSWD);
        return DockerRegistry.start(folder, "auth: {htpasswd: {realm: models, path: " + file + "}}");
    }

    @Test
    void loginGoesOnlyWhereItIsMeantFor() throws Exception {
        registry = withLogin();
        Path model = model(1);
        String nobody = assertThrows(PromotionRefusedException.class, () -> push(model, ModelArtifact.Form.MODELPACK))
                .getMessage();
        assertTrue(nobody.contains(" does not let anybody without a login write to oci://"), nobody);
        login = new RegistryLogin("ada", "secret", AllowedHosts.of("registry.example.org"));
        String elsewhere = assertThrows(
                        PromotionRefusedException.class, () -> push(model, ModelArtifact.Form.MODELPACK))
                .getMessage();
        assertEquals(
                "The login to the registry is not meant for " + registry.host()
                        + ", which asks for it; allow that host for it.",
                elsewhere);
        login = new RegistryLogin("ada", "wrong", AllowedHosts.of(registry.host()));
        String wrong = assertThrows(PromotionRefusedException.class, () -> push(model, ModelArtifact.Form.MODELPACK))
                .getMessage();
        assertTrue(wrong.contains(" does not let the user ada write to oci://"), wrong);
        assertFalse(wrong.contains("wrong"), wrong);
        login = new RegistryLogin("ada", "secret", AllowedHosts.of(registry.host()));
        assertTrue(push(model, ModelArtifact.Form.MODELPACK).path("bytes").asLong() > 1 << 20);
        assertFalse(login.toString().contains("secret"));
        assertEquals(
                "Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8)),
                login.basic());
    }

    @Test
    void filesThatChangeUnderneathAreNotSentAsTheModel() throws Exception {
        registry = DockerRegistry.start(folder, "");
        Path model = model(1);
        String digest = Digests.of(model);
        Files.writeString(model.resolve("README.md"), "changed since");
        assertTrue(assertThrows(
                        InputException.class,
                        () -> ModelArtifact.of("churn", digest, model, ModelArtifact.Form.MODELPACK))
                .getMessage()
                .contains(" have changed; they are not those of the model sha256:"));
        ModelArtifact artifact = artifact(model, ModelArtifact.Form.MODELPACK);
        byte[] other = Files.readAllBytes(model.resolve("model.onnx"));
        other[7]++;
        Files.write(model.resolve("model.onnx"), other);
        String sentence = assertThrows(
                        InputException.class,
                        () -> new ModelRepository(repository(), login, Progress.SILENT).push(artifact))
                .getMessage();
        assertTrue(sentence.contains("it does not find the digest"), sentence);
    }

    @Test
    void registryThatIsNotThereIsSaidInOneSentence() {
        OciReference nowhere = OciReference.of("oci://127.0.0.1:1/models/churn");
        String sentence = assertThrows(InputException.class, () -> {
                    Path model = model(1);
                    new ModelRepository(nowhere, login, Progress.SILENT)
                            .push(artifact(model, ModelArtifact.Form.MODELPACK));
                })
                .getMessage();
        assertTrue(sentence.startsWith("The registry 127.0.0.1:1 cannot be reached ("), sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.example.org/models",
                "oci://registry.example.org",
                "oci://registry.example.org/models:latest",
                "oci://registry.example.org/models@sha256:0",
                "oci://user:secret@registry.example.org/models",
                "oci://registry.example.org/../models",
                "oci://registry.example.org/models?x=y",
                "oci://registry.example.org/Models"
            })
    void whatIsNoRepositoryIsRefused(String text) {
        assertThrows(InputException.class, () -> OciReference.of(text));
    }
}
