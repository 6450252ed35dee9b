package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = String.join(
                "\",\"",
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.jenkins.plugins.cd4ml.engine.cli.Main",
                "serve",
                "--model",
                "$(VOLUME:/models/churn/1)/model.onnx",
                "--name",
                "churn",
                "--host",
                "$(POD_IP)",
                "--port",
                "8000");
        return "cd4ml.test/serve-command: '[\"" + command + "\"]', cd4ml.test/serve-port: '8000', ";
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
                            + "; grant it by a Role, see docs/promotion.md. Nothing was changed in the cluster.",
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
                "What was there before was put back.");
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
}
