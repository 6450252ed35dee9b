package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionTest {
    @TempDir
    Path folder;

    @Test
    void promotesAndRollsBack() throws Exception {
        try (StandInCluster cluster = new StandInCluster(ModelServer::start);
                KubernetesClient client = cluster.client()) {
            ModelRegistry registry = new ModelRegistry(folder.resolve("registry"));
            ModelRun first = new ModelRun(folder, "double", "default");
            Outcome one = Promotion.run(first.request(), client, registry, System.err::println);
            assertTrue(one.yes(), one.sentence());
            ModelRun second = new ModelRun(folder, "triple", "default");
            Outcome two = Promotion.run(second.request(), client, registry, System.err::println);
            assertTrue(two.yes(), two.sentence());
            assertEquals(2, registry.champion("churn", "staging").orElseThrow().number());
            Outcome back = RollBack.run(
                    new RollBack.Request("churn", second.run, second.environment, second.timeouts, false, "ada", "worse"),
                    client,
                    registry,
                    System.err::println);
            assertTrue(back.yes(), back.sentence());
            assertEquals(1, registry.champion("churn", "staging").orElseThrow().number());
        }
    }
}
