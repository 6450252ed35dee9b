package io.jenkins.plugins.cd4ml.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithKube
class KubeClusterKubeTest {
    private KubeCluster cluster;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void freshNamespace(KubeCluster running) {
        cluster = running;
        client = cluster.client();
        namespace = cluster.namespace();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Deployment deployment(String image, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("d")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
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
    void deploymentBecomesAvailable() {
        client.resource(deployment("model-zoom:1", 2)).inNamespace(namespace).create();
        Deployment ready = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("d")
                .waitUntilCondition(
                        d -> Integer.valueOf(2).equals(d.getStatus().getAvailableReplicas()), 30, TimeUnit.SECONDS);
        assertEquals(2, ready.getStatus().getReadyReplicas());
    }

    @ParameterizedTest
    @CsvSource({
        "image-pull:1, ImagePullBackOff,",
        "registry.example/crash-loop, CrashLoopBackOff, Error",
        "oom, CrashLoopBackOff, OOMKilled",
    })
    void partsOfImageNamesDecideWhatBecomesOfPods(String image, String reason, String lastReason) {
        client.resource(deployment(image, 1)).inNamespace(namespace).create();
        await(pod -> pod.getStatus().getContainerStatuses().stream()
                .anyMatch(c -> c.getState().getWaiting() != null
                        && reason.equals(c.getState().getWaiting().getReason())
                        && (lastReason == null || lastReason.equals(lastReason(c)))));
    }

    private static String lastReason(ContainerStatus container) {
        return container.getLastState().getTerminated().getReason();
    }

    @Test
    void unschedulablePodSaysSo() {
        client.resource(deployment("unschedulable", 1)).inNamespace(namespace).create();
        await(pod -> pod.getStatus().getConditions().stream()
                .anyMatch(c -> "PodScheduled".equals(c.getType()) && "Unschedulable".equals(c.getReason())));
    }

    private void await(Predicate<Pod> as) {
        client.pods()
                .inNamespace(namespace)
                .withLabel("app", "d")
                .waitUntilCondition(pod -> pod != null && as.test(pod), 30, TimeUnit.SECONDS);
    }

    private Deployment apply(String manager, int replicas) {
        return client.resource(deployment("model:1", replicas))
                .inNamespace(namespace)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(manager)
                        .build());
    }

    @Test
    void anotherManagersFieldIsAConflict() {
        apply("autoscaler", 2);
        KubernetesClientException e = assertThrows(KubernetesClientException.class, () -> apply("cd4ml", 3));
        assertEquals(409, e.getCode());
        var cause = e.getStatus().getDetails().getCauses().get(0);
        assertEquals(".spec.replicas", cause.getField());
        assertTrue(cause.getMessage().contains("\"autoscaler\""), cause.getMessage());
    }

    private int codeOfCreate(String kubeconfig) {
        try (KubernetesClient user = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build()) {
            return assertThrows(
                            KubernetesClientException.class,
                            () -> user.resource(deployment("x", 1))
                                    .inNamespace(namespace)
                                    .create())
                    .getCode();
        }
    }

    @Test
    void usersWithoutTheRightAreForbiddenAndStrangersUnauthorized() {
        String reader = cluster.restricted(namespace, "get", "list");
        try (KubernetesClient user = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(reader))
                .build()) {
            assertTrue(user.pods().list().getItems().isEmpty());
        }
        assertEquals(403, codeOfCreate(reader));
        assertEquals(401, codeOfCreate(cluster.kubeconfig("nobody")));
    }
}
