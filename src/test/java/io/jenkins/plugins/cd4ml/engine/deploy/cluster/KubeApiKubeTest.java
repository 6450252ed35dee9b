package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The cases that the stand-in is held to, against the real API server: what makes the stand-in's answers right. */
@WithKube
class KubeApiKubeTest extends ApiCases {
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
}
