package io.jenkins.plugins.cd4ml.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@WithKube
class KubeClusterKubeTest {
    private static Deployment deployment(String image) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("d")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "d")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "d")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    @Test
    void deploymentBecomesAvailable(KubeCluster cluster) {
        String namespace = cluster.namespace();
        try (KubernetesClient client = cluster.client()) {
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .resource(deployment("model:1"))
                    .create();
            Deployment ready = client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName("d")
                    .waitUntilCondition(
                            d -> d.getStatus().getAvailableReplicas() != null
                                    && d.getStatus().getAvailableReplicas() == 2,
                            30,
                            TimeUnit.SECONDS);
            assertEquals(2, ready.getStatus().getReadyReplicas());
        }
    }

    @Test
    void imageNamesDecideWhatBecomesOfPods(KubeCluster cluster) {
        String namespace = cluster.namespace();
        try (KubernetesClient client = cluster.client()) {
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .resource(deployment("image-pull:1"))
                    .create();
            client.pods()
                    .inNamespace(namespace)
                    .withLabel("app", "d")
                    .waitUntilCondition(KubeClusterKubeTest::cannotPull, 30, TimeUnit.SECONDS);
        }
    }

    private static boolean cannotPull(Pod pod) {
        return pod != null
                && pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(c -> c.getState().getWaiting() != null
                                && "ImagePullBackOff"
                                        .equals(c.getState().getWaiting().getReason()));
    }

    @Test
    void restrictedUserIsForbidden(KubeCluster cluster) {
        String namespace = cluster.namespace();
        Config config = Config.fromKubeconfig(cluster.restricted(namespace, "get", "list"));
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            assertTrue(client.pods().inNamespace(namespace).list().getItems().isEmpty());
            KubernetesClientException e = assertThrows(
                    KubernetesClientException.class,
                    () -> client.apps()
                            .deployments()
                            .inNamespace(namespace)
                            .resource(deployment("x"))
                            .create());
            assertEquals(403, e.getCode());
        }
    }
}
