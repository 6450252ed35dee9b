package io.jenkins.plugins.cd4ml.engine.deploy;

import static io.jenkins.plugins.cd4ml.engine.deploy.PromotionCases.assertYes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.AllowedHosts;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.RegistryLogin;
import io.jenkins.plugins.cd4ml.engine.deploy.oci.DockerRegistry;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promotions whose manifests name the model in a registry. */
@Tag("slow")
class ModelDeliveryPeerTest {
    private static final RegistryLogin ANYBODY = new RegistryLogin(null, null, AllowedHosts.ANYWHERE);

    @TempDir
    Path folder;

    private final StandInCluster cluster = new StandInCluster(ModelServer::start);
    private final KubernetesClient client = cluster.client();
    private DockerRegistry images;
    private ModelRegistry registry;

    @BeforeEach
    void start() throws Exception {
        images = DockerRegistry.start(folder, "");
        registry = new ModelRegistry(folder.resolve("registry"));
        cluster.createNamespace("models");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cluster.close();
        if (images != null) {
            images.close();
        }
    }

    private ModelRun run(String repository) throws Exception {
        ModelRun run = new ModelRun(folder, "double", "models");
        run.section.put("modelRepository", repository);
        run.manifest = run.manifest.replace("annotations: {", "annotations: {model-image: \"${cd4ml.modelImage}\", ");
        return run;
    }

    private Outcome promote(ModelRun run, RegistryLogin login) {
        return Promotion.run(run.request().with(login), client, registry, Progress.SILENT);
    }

    @Test
    void manifestsNameTheModelByItsDigestInTheRegistry() throws Exception {
        ModelRun run = run("oci://" + images.host() + "/models/${cd4ml.model}");
        assertYes(promote(run, ANYBODY));
        JsonNode sent = run.run.read(PromotionRecord.FILE).path("modelImage");
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace("models")
                .withName("churn")
                .get();
        String image = sent.path("image").asText();
        assertTrue(image.matches("127\\.0\\.0\\.1:[0-9]+/models/churn@sha256:[0-9a-f]{64}"), image);
        assertEquals(
                image,
                deployment
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getAnnotations()
                        .get("model-image"));
        assertTrue(sent.path("bytes").asLong() > 0);
        assertYes(promote(run, ANYBODY));
        assertEquals(
                0, run.run.read(PromotionRecord.FILE).at("/modelImage/bytes").asLong(-1));
        run.environment = new Environment("staging", "models", null, Set.of(images.host() + "/models", "docker.io"));
        assertYes(promote(run, RegistryLogin.NONE)); // the environment's owner named the registry
    }

    @Test
    void registriesThatNobodyAllowedGetNothing() throws Exception {
        ModelRun run = run("oci://" + images.host() + "/models/churn");
        long before = images.received();
        assertEquals(
                "cd4ml.yaml, promote.modelRepository: the environment staging names no registries, and no login is"
                        + " meant for " + images.host() + "; let its owner name the registry that models may go to.",
                assertThrows(InputException.class, () -> promote(run, RegistryLogin.NONE))
                        .getMessage());
        run.environment = new Environment("staging", "models", null, Set.of("registry.example.org", "docker.io"));
        String elsewhere =
                assertThrows(InputException.class, () -> promote(run, ANYBODY)).getMessage();
        assertTrue(
                elsewhere.startsWith(
                        "cd4ml.yaml, promote.modelRepository: the image " + images.host() + "/models/churn@sha256:"),
                elsewhere);
        assertEquals(before, images.received());
        assertTrue(client.apps()
                .deployments()
                .inNamespace("models")
                .list()
                .getItems()
                .isEmpty());
    }

    @Test
    void modelInARegistryThatNobodyNamedIsTheUsersMistake() throws Exception {
        ModelRun run = run("");
        String message =
                assertThrows(InputException.class, () -> promote(run, ANYBODY)).getMessage();
        assertTrue(
                message.contains("${cd4ml.modelImage} is the model in a registry, and no one says which; name it as"
                        + " promote.modelRepository"),
                message);
        run.section
                .put("modelRepository", "oci://" + images.host() + "/models/churn")
                .put("modelArtifact", "zip");
        assertEquals(
                "promote.modelArtifact is modelpack or image; it is 'zip'.",
                assertThrows(InputException.class, () -> promote(run, ANYBODY)).getMessage());
    }

    @Test
    void registryThatIsAwayChangesNothing() throws Exception {
        ModelRun run = run("oci://" + images.host() + "/models/churn");
        images.close();
        String message =
                assertThrows(InputException.class, () -> promote(run, ANYBODY)).getMessage();
        assertTrue(message.startsWith("The registry " + images.host() + " cannot be reached ("), message);
        assertTrue(client.apps()
                .deployments()
                .inNamespace("models")
                .list()
                .getItems()
                .isEmpty());
    }
}
