package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import org.junit.jupiter.api.AfterEach;

class StandInApiTest extends ApiCases {
    private final StandInCluster cluster = new StandInCluster(ModelServer::start);

    @Override
    KubernetesClient client() {
        return cluster.client();
    }

    @Override
    String freshNamespace() {
        return "default";
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }
}
