package io.jenkins.plugins.cd4ml.engine.deploy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The cases in the stand-in, with the environment's own Prometheus. */
@Tag("slow")
class CanaryPeerTest extends CanaryCases {
    private final StandInCluster cluster = new StandInCluster(ModelServer::start);

    @Override
    KubernetesClient client() {
        return cluster.client();
    }

    @Override
    String freshNamespace() {
        cluster.createNamespace("models");
        return "models";
    }

    @Override
    String serving() {
        return "";
    }

    @Override
    void reach(ModelRun run) {
        run.environment = environment(prometheus.url());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }
}
