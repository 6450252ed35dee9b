package io.jenkins.plugins.cd4ml.engine.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An update into a cluster that fails at one kind of request, once or for good: it serves the new version, or the old one
 * with a sentence that says why, and what the registry says is what is served.
 */
class PromotionFaultsTest {
    private static final Timeouts BRIEF = new Timeouts(
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofMillis(600),
            Duration.ofMillis(50),
            Duration.ofSeconds(20),
            Duration.ZERO);
    /** Threads of the whole process, and those of clients that end when they have been idle for ten seconds. */
    private static final String SHARED =
            "ForkJoinPool.commonPool-.*|process reaper.*|junit-.*|CompletableFutureDelayScheduler"
                    + "|Common-Cleaner|OkHttp TaskRunner|Okio Watchdog|HttpClient-[0-9]+-.*|CachedSingleThreadScheduler-.*";

    private static final int FOR_GOOD = 100_000;

    @TempDir
    Path folder;

    private final StandInCluster cluster = new StandInCluster(ModelServer::start);
    private ModelRegistry registry;
    private KubernetesClient client;

    private Set<Thread> threads;

    @BeforeEach
    void connect() {
        threads = Thread.getAllStackTraces().keySet();
        registry = new ModelRegistry(folder.resolve("registry"));
        client = cluster.client();
    }

    @AfterEach
    void stopAndLeaveNoThread() throws InterruptedException {
        client.close();
        cluster.close();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!left().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertEquals(List.of(), left());
    }

    /** @return threads that a promotion or its watches started and that still run; those of the whole process live on */
    private List<String> left() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !threads.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.matches(SHARED))
                .sorted()
                .toList();
    }

    static Stream<Arguments> faults() {
        List<String> requests = List.of(
                "POST selfsubjectaccessreviews",
                "GET /apis/apps/v1$",
                "GET /deployments/churn",
                "GET /services/churn$",
                "PATCH /configmaps/",
                "PATCH /services/churn",
                "PATCH /deployments/churn.*dryRun",
                "PATCH /deployments/churn",
                "GET /pods",
                "GET /replicasets",
                "GET /proxy/v2/health/ready",
                "POST /proxy/v2/models",
                "DELETE /configmaps/");
        return requests.stream()
                .flatMap(request -> Stream.of(0, 409, 429, 500, 503)
                        .flatMap(code -> Stream.of(1, FOR_GOOD).map(times -> Arguments.of(request, code, times))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void updateEndsWholeAndSaysHow(String request, int code, int times) throws Exception {
        assertTrue(promote("double", BRIEF).startsWith("staging serves churn version 1 "));
        String[] parts = request.split(" ");
        cluster.faults().fail(parts[0], parts[1], code, times);
        String sentence = promote("triple", BRIEF);
        cluster.faults().clear();
        assertFalse(sentence.contains("Exception") || sentence.contains("\n") || sentence.contains("null"), sentence);
        if (sentence.contains("could NOT be put back")) {
            assertEquals(FOR_GOOD, times, sentence);
            assertTrue(RollBack.interrupted(registry, "churn", "staging").isPresent(), sentence);
            assertTrue(rollBack().contains("was undone; staging serves churn version 1 "), sentence);
        }
        int version = registry.champion("churn", "staging").orElseThrow().number();
        assertEquals(sentence.startsWith("staging serves churn version 2 ") ? 2 : 1, version, sentence);
        String expected = version == 2 ? "[3.0,30.0]" : "[2.0,20.0]";
        assertEquals(expected, served(expected), sentence);
        assertFalse(RollBack.interrupted(registry, "churn", "staging").isPresent(), sentence);
    }

    private String promote(String onnx, Timeouts timeouts) throws Exception {
        ModelRun run = new ModelRun(folder, onnx, "default");
        run.timeouts = timeouts;
        try {
            return Promotion.run(run.request(), client, registry, Progress.SILENT)
                    .sentence();
        } catch (InputException e) {
            return e.getMessage();
        }
    }

    private String rollBack() throws Exception {
        ModelRun run = new ModelRun(folder, "triple", "default");
        return RollBack.run(
                        new RollBack.Request(
                                "churn",
                                run.run,
                                run.environment,
                                Deployers.BUILT_IN,
                                BRIEF,
                                false,
                                null,
                                "ada",
                                "it failed"),
                        client,
                        registry,
                        Progress.SILENT)
                .sentence();
    }

    /** @return what is served: the expected as soon as it is, for pods that nobody could list may still be changing */
    private String served(String expected) throws Exception {
        ServiceProxy proxy = new ServiceProxy(client, "default", "churn", "http");
        String served = "nothing";
        for (int i = 0; i < 100 && !served.equals(expected); i++) { // the former pod may just be starting
            String body = proxy.send(
                            "/v2/models/churn/infer",
                            Json.line(ModelRun.smoke(1).get("request")),
                            Duration.ofSeconds(2))
                    .body();
            if (body.startsWith("{") && Json.MAPPER.readTree(body).has("outputs")) {
                served = Json.MAPPER.readTree(body).at("/outputs/0/data").toString();
            }
            if (!served.equals(expected)) {
                Thread.sleep(50);
            }
        }
        return served;
    }
}
