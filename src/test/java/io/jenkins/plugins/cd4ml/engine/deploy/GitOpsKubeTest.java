package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cases on a real API server, with credentials that may only read there. */
@WithKube(servingPods = true)
@Tag("slow")
class GitOpsKubeTest extends GitOpsCases {
    private static KubeCluster cluster;

    @BeforeAll
    static void use(KubeCluster running) {
        cluster = running;
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
    void generatedRoleReadsAndIsEnough() throws Exception {
        ModelRun run = run("double");
        String role = EnvironmentRole.manifest(run.environment, false);
        assertEquals(-1, role.indexOf("patch"), role);
        assertEquals(-1, role.indexOf("delete"), role);
        client.load(new ByteArrayInputStream(role.getBytes(StandardCharsets.UTF_8)))
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
        try (KubernetesClient reader = Kubeconfigs.confined(cluster.kubeconfig(token))) {
            PromotionCases.assertYes(promote(run, reader));
        }
        assertEquals("[2.0,20.0]", served());
    }
}
