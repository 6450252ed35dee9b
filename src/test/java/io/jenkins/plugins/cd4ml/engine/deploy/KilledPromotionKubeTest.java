package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promotions that are killed (SIGKILL) anywhere, each followed by what a person or a restarted controller does: the same
 * promotion again, or a roll back. Afterwards the cluster serves wholly what the registry says it serves. As many kills as the
 * property {@code cd4ml.kills} says.
 */
@WithKube
@Tag("slow")
class KilledPromotionKubeTest {
    private static final int KILLS = Integer.getInteger("cd4ml.kills", 4);

    private static final int ABORTS = Integer.getInteger("cd4ml.aborts", 2);

    @TempDir
    Path folder;

    private KubernetesClient client;
    private String namespace;
    private ModelRegistry registry;
    /** Milliseconds that a promotion takes, learned from those that end before they are killed. */
    private long whole = 1000;

    @ParameterizedTest
    @ValueSource(strings = {"rolling", "blueGreen"})
    void clusterServesWhollyWhatTheRegistrySays(String strategy, KubeCluster cluster) throws Exception {
        namespace = cluster.namespace();
        registry = new ModelRegistry(folder.resolve("registry"));
        long seed = Long.getLong("cd4ml.seed", 17);
        Random random = new Random(seed);
        Map<String, Integer> ends = new TreeMap<>();
        try (KubernetesClient own = cluster.client()) {
            client = own;
            Outcome first = Promotion.run(
                    KilledPromotion.run(folder, "double", namespace, strategy).request(),
                    client,
                    registry,
                    Progress.SILENT);
            assertTrue(first.yes(), first.sentence());
            int kills = 0;
            for (int round = 0; kills < KILLS && round < 4 * KILLS; round++) {
                String onnx = serving() % 2 == 1 ? "triple" : "double";
                String last = killed(cluster, onnx, strategy, random.nextInt((int) whole));
                kills += last.startsWith("outcome") ? 0 : 1;
                boolean again = random.nextBoolean();
                String after = again ? again(onnx, strategy) : interrupted() ? undone() : "nothing to undo";
                String told = "seed " + seed + " round " + round + ", killed after '" + last + "', then " + after;
                assertWhole(told, strategy);
                ends.merge(
                        (again ? "again" : "undone") + " after: " + last.replaceAll("[0-9].*", "…"), 1, Integer::sum);
            }
        }
        ends.forEach((end, times) -> System.out.println(strategy + " " + times + " × " + end));
    }

    /** As a build is aborted: the promotion's thread is interrupted, and puts back what was there before it ends. */
    @ParameterizedTest
    @ValueSource(strings = {"rolling", "blueGreen"})
    void abortedPromotionEndsWithWhatWasThere(String strategy, KubeCluster cluster) throws Exception {
        namespace = cluster.namespace();
        registry = new ModelRegistry(folder.resolve("registry"));
        long seed = Long.getLong("cd4ml.seed", 18);
        Random random = new Random(seed);
        Map<String, Integer> ends = new TreeMap<>();
        try (KubernetesClient own = cluster.client()) {
            client = own;
            again("double", strategy);
            int aborts = 0;
            for (int round = 0; aborts < ABORTS && round < 4 * ABORTS; round++) {
                int before = serving();
                String onnx = before % 2 == 1 ? "triple" : "double";
                AtomicReference<String> last = new AtomicReference<>("nothing");
                Outcome outcome = aborted(onnx, strategy, random.nextInt((int) whole), last);
                String told =
                        "seed " + seed + " round " + round + ", aborted after '" + last + "': " + outcome.sentence();
                if (!outcome.yes()) {
                    aborts++;
                    assertTrue(outcome.sentence().contains("interrupted"), told);
                    assertFalse(outcome.sentence().contains("could NOT"), told);
                    assertEquals(before, serving(), told);
                }
                assertWhole(told, strategy);
                ends.merge(
                        (outcome.yes() ? "done" : "aborted") + " after: "
                                + last.get().replaceAll("[0-9].*", "…"),
                        1,
                        Integer::sum);
            }
        }
        ends.forEach((end, times) -> System.out.println(strategy + " " + times + " × " + end));
    }

    /** @param last gets the last line that was said before so many milliseconds were over */
    private Outcome aborted(String onnx, String strategy, int millis, AtomicReference<String> last) throws Exception {
        PromotionRequest request =
                KilledPromotion.run(folder, onnx, namespace, strategy).request();
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        AtomicReference<String> line = new AtomicReference<>("nothing");
        Thread thread = new Thread(() -> outcome.set(Promotion.run(request, client, registry, line::set)));
        long begun = System.nanoTime();
        thread.start();
        thread.join(Math.max(1, millis));
        last.set(line.get().strip());
        if (thread.isAlive()) {
            thread.interrupt();
        } else {
            whole = Math.max(100, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        }
        thread.join();
        return outcome.get();
    }

    private int serving() {
        return registry.champion("churn", "staging").orElseThrow().number();
    }

    private boolean interrupted() {
        return RollBack.interrupted(registry, "churn", "staging").isPresent();
    }

    /** @return the last line that the process said before it was killed so many milliseconds after it began */
    private String killed(KubeCluster cluster, String onnx, String strategy, int millis) throws Exception {
        Path said = folder.resolve("said.txt");
        Files.deleteIfExists(said);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledPromotion.class.getName(),
                        folder.toString(),
                        onnx,
                        namespace,
                        cluster.kubeconfigFile().toString(),
                        strategy)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        while (!Files.readString(said).contains("begins\n")) {
            assertTrue(process.isAlive(), () -> "it does not begin: " + said);
            Thread.sleep(10);
        }
        long begun = System.nanoTime();
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            whole = Math.max(100, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        }
        process.destroyForcibly().waitFor();
        List<String> lines = Files.readAllLines(said);
        return lines.get(lines.size() - 1).strip();
    }

    private String again(String onnx, String strategy) throws Exception {
        Outcome outcome = Promotion.run(
                KilledPromotion.run(folder, onnx, namespace, strategy).request(), client, registry, Progress.SILENT);
        assertTrue(outcome.yes(), outcome.sentence());
        return outcome.sentence();
    }

    private String undone() throws Exception {
        ModelRun run = KilledPromotion.run(folder, "double", namespace, "rolling");
        Outcome outcome = RollBack.run(
                new RollBack.Request(
                        "churn", run.run, run.environment, Deployers.BUILT_IN, run.timeouts, false, null, "ada", null),
                client,
                registry,
                Progress.SILENT);
        assertTrue(outcome.yes(), outcome.sentence());
        assertTrue(outcome.sentence().contains(", which was interrupted, was undone; "), outcome.sentence());
        return outcome.sentence();
    }

    private void assertWhole(String told, String strategy) {
        assertFalse(interrupted(), told);
        int version = serving();
        List<Alias.Move> history = registry.alias("churn", "staging").history();
        assertEquals(history.stream().map(Alias.Move::id).distinct().count(), history.size(), told); // no move twice
        String name = strategy.equals("blueGreen") ? "churn-v" + version : "churn";
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
        for (ObjectMeta metadata : List.of(
                deployment.getMetadata(), deployment.getSpec().getTemplate().getMetadata())) {
            assertEquals(Integer.toString(version), metadata.getLabels().get("cd4ml.io/version"), told);
        }
        String model = deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getVolumes()
                .get(0)
                .getConfigMap()
                .getName();
        assertTrue(client.configMaps().inNamespace(namespace).withName(model).get() != null, told);
        Service service =
                client.services().inNamespace(namespace).withName("churn").get();
        assertEquals(
                Integer.toString(version), service.getMetadata().getLabels().get("cd4ml.io/version"), told);
        if (strategy.equals("blueGreen")) {
            assertEquals(
                    Integer.toString(version), service.getSpec().getSelector().get("cd4ml.io/version"), told);
        }
        assertEquals(
                null,
                client.services()
                        .inNamespace(namespace)
                        .withName("churn-preview")
                        .get(),
                told);
        Outcome live = LiveState.of("churn", new Environment("staging", namespace, null), client, registry);
        assertTrue(live.yes(), told + ": " + live.sentence());
    }
}
