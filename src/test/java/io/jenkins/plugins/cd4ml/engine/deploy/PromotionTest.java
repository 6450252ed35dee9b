package io.jenkins.plugins.cd4ml.engine.deploy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import org.junit.jupiter.api.AfterEach;

class PromotionTest extends PromotionCases {
    final StandInCluster cluster = new StandInCluster(ModelServer::start);
    private int namespaces;

    @Override
    KubernetesClient client() {
        return cluster.client();
    }

    @Override
    String freshNamespace() {
        String name = "models-" + ++namespaces;
        cluster.createNamespace(name);
        return name;
    }

    @Override
    String serving() {
        return ""; // the stand-in serves what the pod mounts
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }
}
