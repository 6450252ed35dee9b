package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.LocalHttp;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, or is a user's mistake, before the cluster is changed; and what happens when the cluster fails. */
class PromotionRefusalTest {
    private static StandInCluster cluster;
    private static KubernetesClient client;

    @TempDir
    Path folder;

    private ModelRegistry registry;
    private ModelRun run;
    private String namespace;

    @BeforeAll
    static void start() {
        cluster = new StandInCluster(ModelServer::start);
        client = cluster.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    @BeforeEach
    void fresh() throws Exception {
        cluster.faults().clear();
        registry = new ModelRegistry(folder.resolve("registry"));
        namespace = "ns-" + Long.toString(System.nanoTime(), 36);
        cluster.createNamespace(namespace);
        run = new ModelRun(folder, "double", namespace);
    }

    private Outcome promote() {
        return Promotion.run(run.request(), client, registry, Progress.SILENT);
    }

    private String no() {
        Outcome outcome = promote();
        assertFalse(outcome.yes(), outcome.sentence());
        return recorded(outcome.sentence());
    }

    private String mistake() {
        return recorded(assertThrows(InputException.class, this::promote).getMessage());
    }

    /** However it ends, the record and the lineage say so, and nothing is left in the cluster. */
    private String recorded(String sentence) {
        JsonNode record = run.run.read(PromotionRecord.FILE);
        assertEquals("no", record.path("outcome").asText());
        assertEquals(sentence, record.path("sentence").asText());
        assertEquals(sentence, run.run.lineage().last("promote").sentence());
        assertTrue(registry.champion("churn", "staging").isEmpty());
        assertTrue(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("churn")
                        .get()
                == null);
        return sentence;
    }

    @Test
    void modelChangedByOneByteAfterItsEvaluation() throws Exception {
        String evaluated = Digests.of(run.model);
        byte[] bytes = Files.readAllBytes(run.model.resolve("model.onnx"));
        bytes[bytes.length - 1] ^= 1;
        Files.write(run.model.resolve("model.onnx"), bytes);
        assertEquals(
                "The model in " + run.model + " has the digest " + Digests.of(run.model) + ", but " + evaluated
                        + " was evaluated; evaluate this model, or put the evaluated one back.",
                no());
        assertEquals(0, registry.versions("churn").size());
    }

    @Test
    void gatesOfAnotherModelOrEvaluation() {
        ObjectNode gates = (ObjectNode) run.run.read(RunFolder.GATES);
        run.run.write(RunFolder.GATES, gates.deepCopy().put("modelDigest", "sha256:other"));
        RecordedDocuments.keep(run.run, RunFolder.GATES);
        assertTrue(no().endsWith("but the gates were checked for sha256:other; check the gates again."));
        run.run.write(RunFolder.GATES, gates.deepCopy().put("evaluationDigest", "sha256:old"));
        RecordedDocuments.keep(run.run, RunFolder.GATES);
        assertTrue(no().endsWith("but the gates were checked on sha256:old; check the gates again."));
    }

    @ParameterizedTest
    @CsvSource({"FAILED", "INCONCLUSIVE", "ERROR", "WARNING"})
    void gatesThatAreNotPassed(String verdict) {
        run.gates(verdict, "auc 0.71 is below the minimum 0.85.");
        assertEquals("The gates are " + verdict + ", not PASSED: auc 0.71 is below the minimum 0.85.", no());
    }

    @Test
    void warningPassesWhereTheCallerAllowsIt() {
        run.gates("WARNING", "drift.psi.max 0.3 is above the maximum 0.2.");
        run.accept("WARNING");
        Outcome outcome = promote();
        assertTrue(outcome.yes(), outcome.sentence());
    }

    @Test
    void approvalBoundToOtherDigests() {
        PromotionPlan plan = Promotion.plan(run.request());
        assertNull(plan.refusal());
        assertEquals(
                Set.of("dataset:holdout", "evaluation", "gates", "manifests", "model", "smoke"),
                plan.digests().keySet());
        Map<String, String> approved = new TreeMap<>(plan.digests());
        run.conditions = new PromotionRequest.Conditions(Set.of("PASSED"), approved, false);
        run.manifest = run.manifest.replace("replicas: 1", "replicas: 9");
        String now = Promotion.plan(run.request()).digests().get("manifests");
        assertEquals(
                "What was approved has changed: manifests was " + approved.get("manifests") + " and is " + now
                        + "; ask for approval again.",
                no());
    }

    @Test
    void environmentThatWasMovedAfterTheApproval() {
        ApprovedMove approved = new ApprovedMove(null, "nothing");
        run.conditions = new PromotionRequest.Conditions(Set.of("PASSED"), null, false, List.of("bob"), approved);
        assertTrue(promote().yes());
        Alias alias = registry.alias("churn", "staging");
        assertEquals(List.of("bob"), alias.current().orElseThrow().approvedBy());
        String refusal = "What was approved has changed: serves now was nothing and is " + alias.position()
                + "; ask for approval again.";
        assertEquals(refusal, promote().sentence());
        RollBack.Request back = new RollBack.Request(
                "churn", run.run, run.environment, Deployers.BUILT_IN, run.timeouts, false, approved, "ada", "worse");
        assertEquals(
                refusal, RollBack.run(back, client, registry, Progress.SILENT).sentence());
        assertEquals(alias, registry.alias("churn", "staging"));
    }

    @Test
    void runWithoutEvaluationOrGates() throws Exception {
        Files.delete(run.run.file(RunFolder.GATES));
        assertTrue(mistake().endsWith("gates.json does not exist; run check-gates first."));
        Files.delete(run.run.file(RunFolder.EVALUATION));
        assertTrue(mistake().endsWith("evaluation.json does not exist; run evaluate-model first."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ${cd4ml.version} | ${cd4ml.vresion} | k8s/all.yaml line 18: the placeholder ${cd4ml.vresion} is not known; known are environment, model, modelConfigMap, modelDigest, namespace, version.
        replicas: 1      | replicas: 1: 2   | k8s/all.yaml line 13 is not YAML: mapping values are not allowed here.
        kind: Deployment | kind: Job        | k8s/all.yaml line 8: the environment staging does not take Job (apps/v1); it takes ConfigMap, Deployment, Service.
        {name: churn}    | {name: churn, namespace: kube-system} | k8s/all.yaml line 1: Service churn asks for the namespace kube-system, but the environment staging is confined to NAMESPACE.
        {name: churn}    | {}               | k8s/all.yaml line 1: the object has no metadata.name; give it one.
        apiVersion: v1   | apiVersion: serving.knative.dev/v1 | k8s/all.yaml line 1: the environment staging does not take Service (serving.knative.dev/v1); it takes ConfigMap, Deployment, Service.
        {app: churn}     | churn            | k8s/all.yaml line 8: 'labels' of Deployment churn must be a mapping.
        """)
    void manifestsThatCannotBeApplied(String is, String becomes, String sentence) {
        run.manifest = run.manifest.replace(is, becomes);
        assertEquals(sentence.replace("NAMESPACE", namespace), mistake());
        if (!sentence.contains("NAMESPACE")) {
            assertThrows(InputException.class, () -> Promotion.plan(run.request()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &a [x]\nb: &b [*a,*a]", "- 1", "just text", "a: !!java.io.File [/etc/passwd]"})
    void hostileOrSenselessManifests(String yaml) {
        run.manifest += "---\n" + yaml + "\n";
        assertTrue(mistake().startsWith("k8s/all.yaml line 2"), run.manifest);
    }

    @Test
    void manifestNestedWithoutEnd() {
        run.manifest = "a: " + "[".repeat(100_000);
        assertTrue(mistake().startsWith("k8s/all.yaml line 1 is n"));
    }

    @Test
    void objectDescribedTwice() {
        run.manifest += "---\n# again\n" + run.manifest;
        assertEquals(
                "k8s/all.yaml line 30: Service churn is described a second time, first at k8s/all.yaml line 1.",
                mistake());
    }

    @Test
    void modelThatDoesNotFitIntoAConfigMap() throws Exception {
        Files.write(run.model.resolve("weights.bin"), new byte[700_001]);
        run.reevaluate();
        assertTrue(mistake()
                .endsWith("weights.bin has 700001 bytes; ${cd4ml.modelConfigMap} carries at most 700000, so"
                        + " name a registry for it as promote.modelRepository, or deliver it by a volume."));
        Files.delete(run.model.resolve("weights.bin"));
        Files.createDirectories(run.model.resolve("code"));
        Files.writeString(run.model.resolve("code/score.py"), "pass");
        run.reevaluate();
        assertTrue(mistake().startsWith("The model file code/score.py cannot be a key of a ConfigMap;"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                   | The golden request has no request.inputs;
        {"request":{"inputs":[{}]},"service":"other"}        | The golden request names the Service 'other', which the manifests do not hold.
        {"request":{"inputs":[{}]},"model":"../../x"}        | The golden request's model '../../x' is not a plain name.
        {"request":{"inputs":[{}]},"expected":{"outputs":[{"data":1}]}} | The golden request's expected.outputs need 'data' (a list)
        """)
    void goldenRequestThatSaysTooLittle(String smoke, String sentence) throws Exception {
        run.smoke = Json.MAPPER.readTree(smoke);
        String message = mistake();
        assertTrue(message.startsWith(sentence), message);
    }

    @Test
    void missingPermissionsAreNamedTogether() {
        cluster.faults().deny("patch", "deployments");
        cluster.faults().deny("create", "services/proxy");
        assertEquals(
                "The credentials may not patch deployments.apps, create services/proxy in namespace " + namespace
                        + "; grant it by a Role, as cd4ml rbac prints it, see docs/promotion.md. Nothing was changed"
                        + " in the cluster.",
                no());
    }

    @Test
    void refusedCredentials() {
        cluster.faults().refuseCredentials(true);
        String sentence = assertThrows(InputException.class, this::promote).getMessage();
        assertEquals(
                "The Kubernetes API server " + cluster.url() + " refused the credentials (401 Unauthorized); renew the"
                        + " token or certificate in the kubeconfig. Nothing was changed in the cluster.",
                sentence);
        cluster.faults().clear();
        recorded(sentence);
    }

    @Test
    void clusterThatIsNotThere() {
        StandInCluster gone = new StandInCluster(ModelServer::start);
        try (KubernetesClient other = gone.client()) {
            gone.close();
            String sentence = assertThrows(
                            InputException.class, () -> Promotion.run(run.request(), other, registry, Progress.SILENT))
                    .getMessage();
            assertEquals(
                    "The Kubernetes API server " + gone.url() + " cannot be reached (connection refused); check the"
                            + " address in the kubeconfig and the network. Nothing was changed in the cluster.",
                    recorded(sentence));
        }
    }

    @Test
    void clusterThatFailsHalfWayIsPutBack() {
        cluster.faults().fail("PATCH", "/services/churn\\?(?!.*dryRun)", 500, 1);
        assertEquals(
                "The Kubernetes API server " + cluster.url() + " could not answer for Service churn (500: a fault on"
                        + " demand); try again later. What it had made was removed; nothing was there before.",
                mistake());
    }

    @Test
    void clusterThatCannotBePutBackIsSaidSo() {
        cluster.faults().fail("PATCH", "/deployments/churn\\?(?!.*dryRun)", 500, 1);
        cluster.faults().deny("delete", "configmaps");
        Outcome review = promote(); // the review of permissions finds it first
        assertTrue(review.sentence().contains("may not delete configmaps"), review.sentence());
        cluster.faults().clear();
        cluster.faults().fail("PATCH", "/deployments/churn\\?(?!.*dryRun)", 500, 1);
        cluster.faults().fail("DELETE", "/services/churn", 0, 5);
        String sentence = assertThrows(InputException.class, this::promote).getMessage();
        assertTrue(
                sentence.contains("What was there before could NOT be put back: The Kubernetes API server"), sentence);
        assertFalse(run.run.read(PromotionRecord.FILE).at("/restored/ok").asBoolean(true));
    }

    @Test
    void modelServerThatAnswersWithoutEndIsCutOff() throws Exception {
        HttpServer endless = LocalHttp.create(new InetSocketAddress("127.0.0.1", 0));
        endless.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] megabyte = new byte[1 << 20];
            try (exchange) {
                while (true) {
                    exchange.getResponseBody().write(megabyte);
                }
            }
        });
        endless.start();
        try (KubernetesClient other = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(
                                "http://127.0.0.1:" + endless.getAddress().getPort())
                        .build())
                .build()) {
            ServiceProxy.Answer answer = new ServiceProxy(other, "default", "churn", "http")
                    .send("/v2/health/ready", null, Duration.ofSeconds(20));
            assertEquals("an answer of more than 1048576 bytes", answer.body());
        } finally {
            endless.stop(0);
        }
    }

    @Test
    void aliasThatCannotBeMovedTakesTheRolloutBack() throws Exception {
        Path alias = folder.resolve("registry/churn/environments/staging");
        Files.createDirectories(alias);
        Files.writeString(alias.resolve("deployments"), "a file where a folder should be");
        assertTrue(mistake().endsWith("What it had made was removed; nothing was there before."));
    }
}
