package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases against a real API server, whose pods run {@code cd4ml serve}; and what only a real one refuses. */
@WithKube
@Tag("slow")
class PromotionKubeTest extends PromotionCases {
    private static KubeCluster cluster;

    @BeforeAll
    static void use(KubeCluster running) {
        cluster = running;
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Override
    KubernetesClient client() {
        return Kubeconfigs.confined(cluster.kubeconfig());
    }

    @Override
    String freshNamespace() {
        return cluster.namespace();
    }

    @Override
    String serving() {
        return "cd4ml.test/serve-command: '" + ServingPods.command("$(VOLUME:/models/churn/1)/model.onnx", 8000)
                + "', cd4ml.test/serve-port: '8000', ";
    }

    @Test
    void userWithoutRightsIsToldWhichOnes() throws Exception {
        ModelRun run = run("double");
        try (KubernetesClient reader = Kubeconfigs.confined(cluster.restricted(namespace, "get", "list"))) {
            String sentence = Promotion.run(run.request(), reader, registry, Progress.SILENT)
                    .sentence();
            assertEquals(
                    "The credentials may not create configmaps, patch configmaps, delete configmaps, create services,"
                            + " patch services, delete services, create deployments.apps, patch deployments.apps, delete"
                            + " deployments.apps, create services/proxy in namespace " + namespace
                            + "; grant it by a Role, as cd4ml rbac prints it, see docs/promotion.md. Nothing was"
                            + " changed in the cluster.",
                    sentence);
        }
    }

    @Test
    void exceededQuotaIsTheReason() throws Exception {
        client.resourceQuotas()
                .inNamespace(namespace)
                .resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("none")
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("pods", new Quantity("0"))
                        .endSpec()
                        .build())
                .create();
        assertNo(
                promote(run("double")),
                "Deployment churn did not roll out: its pods cannot be created (pods \"churn-",
                "exceeded quota: none",
                "What it had made was removed; nothing was there before.");
    }

    @Test
    void wrongTokenIsTheUsersMistake() throws Exception {
        ModelRun run = run("double");
        String stale = cluster.kubeconfig().replaceAll("(?m)^(\\s+)token: .*$", "$1token: expired");
        try (KubernetesClient nobody = Kubeconfigs.confined(stale)) {
            String message = assertThrows(
                            InputException.class, () -> Promotion.run(run.request(), nobody, registry, Progress.SILENT))
                    .getMessage();
            assertTrue(message.contains("refused the credentials (401 Unauthorized); renew the token"), message);
        }
    }

    @Test
    void unknownFieldAndInvalidValueAreTheUsersMistake() throws Exception {
        ModelRun run = run("double");
        String valid = run.manifest;
        run.manifest = valid.replace("replicas: 1", "replicsa: 1");
        String message = assertThrows(InputException.class, () -> promote(run)).getMessage();
        assertTrue(message.startsWith("k8s/all.yaml line 8: Deployment churn is not valid for the cluster: "), message);
        assertTrue(message.contains("replicsa"), message);
        run.manifest = valid.replace("port: 80,", "port: 123456,");
        message = assertThrows(InputException.class, () -> promote(run)).getMessage();
        assertTrue(message.startsWith("k8s/all.yaml line 1: Service churn is not valid for the cluster: "), message);
        assertTrue(message.contains("spec.ports[0].port"), message);
    }

    private ModelRun takingOver(ModelRun run) {
        run.conditions = new PromotionRequest.Conditions(Set.of("PASSED"), null, true);
        return run;
    }

    @Test
    void adoptedObjectGoesBackWholeWithItsOwners() throws Exception {
        applyAs("kubectl", new ManifestObject("test", (ObjectNode) Json.MAPPER.readTree("""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "churn", "labels": {"team": "risk"}},
             "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "churn"}},
              "template": {"metadata": {"labels": {"app": "churn", "tier": "web"}},
               "spec": {"containers": [{"name": "server", "image": "openvino/model_server:2024.1"}]}}}}
            """)));
        ObjectNode before = comparable(deployment());
        List<String> owners = owners();
        assertNo(
                promote(takingOver(withFate("double", "image-pull"))),
                "cannot be pulled",
                "What was there before was put back.");
        assertEquals(before, comparable(deployment()));
        assertEquals(owners, owners());
    }

    private List<String> owners() {
        return deployment().getMetadata().getManagedFields().stream()
                .filter(f -> f.getSubresource() == null || f.getSubresource().isEmpty())
                .map(f -> f.getManager() + " " + f.getOperation() + " " + Json.line(f.getFieldsV1()))
                .filter(f -> !f.startsWith("kube-controller-manager"))
                .sorted()
                .toList();
    }

    @Test
    void modelThatDiesAfterItAnsweredIsNotPromoted() throws Exception {
        assertYes(promote(run("double")));
        ModelRun run = run("triple");
        run.manifest = run.manifest.replace(
                "annotations: {", "annotations: {cd4ml.test/pod: fail, cd4ml.test/ready-after: 3s, ");
        run.smoke = null;
        run.timeouts = run.timeouts.withBake(Duration.ofSeconds(6));
        assertNo(promote(run), " ended afterwards (exit code 1). What was there before was put back.");
        assertEquals("[2.0,20.0]", served());
    }

    @ParameterizedTest
    @CsvSource({"StatefulSet,apps/v1", "DaemonSet,apps/v1"})
    void otherWorkloadsAreWaitedFor(String kind, String version) throws Exception {
        ModelRun run = withFate("double", "image-pull");
        run.environment = new Environment("staging", namespace, Set.of("ConfigMap", "Service", kind));
        run.manifest = run.manifest
                .replace("kind: Deployment", "kind: " + kind)
                .replace("  replicas: 1\n", kind.equals("DaemonSet") ? "" : "  replicas: 1\n  serviceName: churn\n");
        assertNo(
                promote(run),
                kind + " churn did not roll out: ",
                kind.equals("DaemonSet")
                        ? "no node takes its pods"
                        : "cannot be pulled"); // the test cluster has no nodes
    }

    @Test
    void jobIsWaitedForAndItsFailureIsSaid() throws Exception {
        ModelRun run = run("double");
        run.environment = new Environment("staging", namespace, Set.of("ConfigMap", "Service", "Deployment", "Job"));
        run.manifest += """
            ---
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec:
              backoffLimit: 0
              template:
                metadata: {annotations: {cd4ml.test/pod: fail}}
                spec:
                  restartPolicy: Never
                  containers: [{name: migrate, image: busybox}]
            """;
        assertNo(promote(run), "Job migrate did not roll out: it failed (");
    }

    @ParameterizedTest
    @CsvSource({"complete,true", "fail,false"})
    void jobHasASayInThePromotion(String fate, boolean yes) throws Exception {
        ModelRun run = run("double");
        run.environment = new Environment("staging", namespace, Set.of("ConfigMap", "Service", "Deployment", "Job"));
        run.manifest += """
            ---
            apiVersion: batch/v1
            kind: Job
            metadata: {name: ask, annotations: {cd4ml.io/phase: verify}}
            spec:
              backoffLimit: 0
              template:
                metadata: {annotations: {cd4ml.test/pod: %s}}
                spec:
                  restartPolicy: Never
                  containers: [{name: ask, image: busybox}]
            """.formatted(fate);
        Outcome outcome = promote(run);
        assertEquals(yes, outcome.yes(), outcome.sentence());
        assertEquals(yes, deployment() != null);
        assertTrue(client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .list()
                .getItems()
                .isEmpty());
    }

    @Test
    void environmentAtAnotherPlaceIsAnotherOne() throws Exception {
        assertYes(promote(run("double")));
        String former = namespace;
        namespace = freshNamespace();
        ModelRun second = run("triple");
        String message =
                assertThrows(InputException.class, () -> rollBack(second)).getMessage();
        assertTrue(message.contains("served no good version of churn before version 1"), message);
        assertYes(promote(second));
        String refused =
                assertThrows(InputException.class, () -> rollBack(second)).getMessage();
        assertTrue(refused.contains("there is nothing to roll back to"), refused);
        assertTrue(client.apps()
                        .deployments()
                        .inNamespace(former)
                        .withName("churn")
                        .get()
                != null);
    }

    @Test
    void rollBackDoesNotGoToAnotherPlace() throws Exception {
        assertYes(promote(run("double")));
        assertYes(promote(run("triple")));
        String former = namespace;
        namespace = freshNamespace();
        ModelRun there = run("triple");
        String refused =
                assertThrows(InputException.class, () -> rollBack(there)).getMessage();
        assertTrue(
                refused.contains("where it served nothing before; version 1 of churn served in namespace " + former));
        assertEquals(null, deployment());
    }

    @Test
    void generatedRoleIsEnoughToPromoteAndItsLackIsNamed() throws Exception {
        ModelRun run = run("double");
        client.load(new ByteArrayInputStream(
                        EnvironmentRole.manifest(run.environment, false).getBytes(StandardCharsets.UTF_8)))
                .create();
        String token = client.serviceAccounts()
                .inNamespace(namespace)
                .withName("cd4ml-staging")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        try (KubernetesClient least = Kubeconfigs.confined(cluster.kubeconfig(token))) {
            assertEquals(List.of(), EnvironmentRole.missing(run.environment, false, least));
            assertYes(Promotion.run(run.request(), least, registry, Progress.SILENT));
            assertEquals(
                    List.of("update configmaps", "update deployments.apps", "update services"),
                    EnvironmentRole.missing(run.environment, true, least));
        }
    }
}
