package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.kube.OperatedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** InferenceServices of a real KServe, whose pods run {@code cd4ml serve}. */
@Tag("slow")
class KServeKubeTest {
    private static OperatedCluster kserve;

    @TempDir
    Path folder;

    private ModelRegistry registry;
    private KubernetesClient client;
    private String namespace;

    @BeforeAll
    static void start() throws Exception {
        kserve = OperatedCluster.kserve();
        try (KubernetesClient client = kserve.cluster().client()) {
            client.resource("""
                apiVersion: serving.kserve.io/v1alpha1
                kind: ClusterServingRuntime
                metadata: {name: onnx}
                spec:
                  supportedModelFormats: [{name: onnx, version: "1", autoSelect: true}]
                  protocolVersions: [v2]
                  containers:
                    - {name: kserve-container, image: "openvino/model_server:2025.3", ports: [{containerPort: 8080}]}
                """).create();
            waitForRuntime(client);
        }
    }

    /** The controller learns of a runtime a little later, and does not look at a service again that it found none for. */
    private static void waitForRuntime(KubernetesClient client) {
        String namespace = kserve.cluster().namespace();
        for (int probe = 0; ; probe++) {
            client.resource("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: probe-%d, namespace: %s}
                spec:
                  predictor:
                    minReplicas: 1
                    maxReplicas: 1
                    model: {modelFormat: {name: onnx, version: "1"}, protocolVersion: v2, storageUri: "s3://models/probe"}
                """.formatted(probe, namespace)).create();
            try {
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("probe-" + probe + "-predictor")
                        .waitUntilCondition(deployment -> deployment != null, 3, TimeUnit.SECONDS);
                return;
            } catch (KubernetesClientTimeoutException e) {
                assertTrue(probe < 20, "KServe does not know its runtime");
            }
        }
    }

    @AfterAll
    static void stop() {
        if (kserve != null) {
            kserve.close();
        }
    }

    @BeforeEach
    void fresh() {
        registry = new ModelRegistry(folder.resolve("registry"));
        client = kserve.cluster().client();
        namespace = kserve.cluster().namespace();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private ModelRun run(String onnx, String fate) throws Exception {
        ModelRun run = new ModelRun(folder, onnx, namespace);
        run.environment =
                new Environment("staging", namespace, Set.of("ConfigMap", "InferenceService.serving.kserve.io"));
        run.manifest = null;
        run.section = (ObjectNode) Json.MAPPER.readTree("""
            {"kserve": {"storageUri": "s3://models/churn/${cd4ml.version}", "minReplicas": 1, "maxReplicas": 1, "predictor": {
              "annotations": {"cd4ml.test/serve-port": "8080", "cd4ml.test/pod": "%s"}}}}
            """.formatted(fate));
        ((ObjectNode) run.section.at("/kserve/predictor/annotations"))
                .put(
                        "cd4ml.test/serve-command",
                        ServingPods.command(run.model.resolve("model.onnx").toString(), 8080));
        return run;
    }

    private Outcome promote(ModelRun run) {
        return Promotion.run(run.request(), client, registry, Progress.SILENT);
    }

    private String served() throws Exception {
        ServiceProxy proxy = new ServiceProxy(client, namespace, "churn-predictor", "80");
        String answer = proxy.send(
                        "/v2/models/churn/infer", Json.line(ModelRun.smoke(1).get("request")), ModelRun.SHORT.smoke())
                .body();
        return Json.MAPPER.readTree(answer).at("/outputs/0/data").toString();
    }

    private Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("churn-predictor")
                .get();
    }

    @Test
    void modelIsServedUpdatedAndRolledBack() throws Exception {
        PromotionCases.assertYes(promote(run("double", "ready")));
        assertEquals("[2.0,20.0]", served());
        assertEquals(
                "1",
                deployment().getSpec().getTemplate().getMetadata().getLabels().get("cd4ml.io/version"));
        ModelRun second = run("triple", "ready");
        PromotionCases.assertYes(promote(second));
        assertEquals("[3.0,30.0]", served());
        PromotionCases.assertYes(RollBack.run(
                new RollBack.Request(
                        "churn",
                        second.run,
                        second.environment,
                        Deployers.BUILT_IN,
                        second.timeouts,
                        false,
                        null,
                        "ada",
                        "worse"),
                client,
                registry,
                Progress.SILENT));
        assertEquals("[2.0,20.0]", served());
    }

    @Test
    void updateWhosePodsCrashIsPutBackAlthoughItIsReady() throws Exception {
        PromotionCases.assertYes(promote(run("double", "ready")));
        ModelRun second = run("triple", "crash-loop");
        second.smoke = null; // the Deployment alone has to tell
        PromotionCases.assertNo(promote(second), "crashes again and again", "What was there before was put back.");
        assertEquals("[2.0,20.0]", served());
        assertEquals(
                "1",
                deployment().getSpec().getTemplate().getMetadata().getLabels().get("cd4ml.io/version"));
    }

    @Test
    void firstRolloutWithABadImageLeavesNothing() throws Exception {
        PromotionCases.assertNo(
                promote(run("double", "image-pull")),
                "InferenceService churn did not roll out: ",
                "cannot be pulled",
                "What it had made was removed; nothing was there before.");
        client.genericKubernetesResources("serving.kserve.io/v1beta1", "InferenceService")
                .inNamespace(namespace)
                .withName("churn")
                .waitUntilCondition(object -> object == null, 20, TimeUnit.SECONDS); // KServe has a finalizer
    }

    @Test
    void whatKServeRefusesIsTheUsersMistake() throws Exception {
        ModelRun run = run("double", "ready");
        run.section.withObject("/kserve").put("format", "no-such-format");
        run.timeouts = run.timeouts.withRollout(Duration.ofSeconds(5));
        PromotionCases.assertNo(promote(run), "KServe cannot load the model (No runtime found to support");
        run.section.withObject("/kserve").put("minReplicas", 3).put("format", "onnx");
        PromotionCases.assertNo(promote(run), "the cluster forbids it (", "Nothing was changed in the cluster.");
    }
}
