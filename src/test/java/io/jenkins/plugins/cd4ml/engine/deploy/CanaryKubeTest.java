package io.jenkins.plugins.cd4ml.engine.deploy;

import static io.jenkins.plugins.cd4ml.engine.deploy.PromotionCases.assertYes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cases on a real API server, where Prometheus is a Service of the environment's namespace. */
@WithKube(servingPods = true)
@Tag("slow")
class CanaryKubeTest extends CanaryCases {
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
        String name = cluster.namespace();
        try (KubernetesClient admin = cluster.client()) {
            admin.load(new ByteArrayInputStream("""
                apiVersion: v1
                kind: Service
                metadata: {name: prometheus}
                spec:
                  selector: {app: prometheus}
                  ports: [{name: web, port: 9090, targetPort: web}]
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: prometheus
                  labels: {app: prometheus}
                  annotations: {cd4ml.test/serve: "127.0.0.1:%d", cd4ml.test/serve-port: "9090"}
                spec:
                  containers:
                    - {name: prometheus, image: prom/prometheus, ports: [{name: web, containerPort: 9090}]}
                """.formatted(prometheus.port()).getBytes(StandardCharsets.UTF_8)))
                    .inNamespace(name)
                    .create();
            admin.pods().inNamespace(name).withName("prometheus").waitUntilReady(30, TimeUnit.SECONDS);
        }
        return name;
    }

    @Override
    String serving() {
        return "cd4ml.test/serve-command: '" + ServingPods.command("$(VOLUME:/models/churn/1)/model.onnx", 8000)
                + "', cd4ml.test/serve-port: '8000', ";
    }

    @Override
    void reach(ModelRun run) {
        canary(run).putObject("prometheus").put("service", "prometheus").put("port", "web");
    }

    @Test
    void weightsArePodsBesideThoseThatServe() throws Exception {
        ModelRun first = run("double", "\"max\": 0.02");
        first.manifest = first.manifest.replace("replicas: 1", "replicas: 3");
        assertYes(promote(first));
        ModelRun second = run("triple", "\"max\": 0.02");
        second.manifest = second.manifest.replace("replicas: 1", "replicas: 3");
        assertYes(promote(second));
        assertNextServes();
        assertEquals("1 of 4 pods", record(second).at("/results/0/pods").asText());
        assertEquals("3 of 6 pods", record(second).at("/results/1/pods").asText());
    }
}
