package io.jenkins.plugins.cd4ml.engine.deploy;

import static io.jenkins.plugins.cd4ml.engine.deploy.PromotionCases.assertNo;
import static io.jenkins.plugins.cd4ml.engine.deploy.PromotionCases.assertYes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canaries that a real Prometheus judges, in a cluster that the subclass provides. */
abstract class CanaryCases {
    static final String CANARY = "error_rate{track=\"canary\"}";
    static final String STABLE = "error_rate{track=\"stable\"}";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    PrometheusServer prometheus;
    ModelRegistry registry;
    KubernetesClient client;
    String namespace;

    abstract KubernetesClient client();

    abstract String freshNamespace();

    abstract String serving();

    /** Says in the section where Prometheus is, or in the environment. */
    abstract void reach(ModelRun run);

    @BeforeEach
    void fresh() throws Exception {
        prometheus = PrometheusServer.start(folder);
        registry = new ModelRegistry(folder.resolve("registry"));
        client = client();
        namespace = freshNamespace();
        prometheus.set(CANARY, 0.01);
        prometheus.set(STABLE, 0.01);
    }

    @AfterEach
    void stopPrometheus() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    ModelRun run(String onnx, String metric) throws Exception {
        ModelRun run = new ModelRun(folder, onnx, namespace);
        run.manifest = run.manifest.replace("annotations: {", "annotations: {" + serving());
        run.section.put("strategy", "canary");
        run.section.set("canary", Json.MAPPER.readTree("""
            {"steps": [{"weight": 25, "pause": 0}, {"weight": 50, "pause": 0}], "count": 2, "interval": 1,
             "onInconclusive": "abort",
             "metrics": [{"name": "error rate", "query": "error_rate{track='${cd4ml.track}'}", %s}]}
            """.formatted(metric)));
        reach(run);
        return run;
    }

    ObjectNode canary(ModelRun run) {
        return (ObjectNode) run.section.get("canary");
    }

    Outcome promote(ModelRun run) {
        return promote(run, Progress.SILENT);
    }

    Outcome promote(ModelRun run, Progress progress) {
        return Promotion.run(run.request(), client, registry, progress);
    }

    Deployment deployment(String name) {
        return client.apps().deployments().inNamespace(namespace).withName(name).get();
    }

    String served() throws Exception {
        ServiceProxy proxy = new ServiceProxy(client, namespace, "churn", "http");
        String answer = proxy.send(
                        "/v2/models/churn/infer", Json.line(ModelRun.smoke(1).get("request")), Duration.ofSeconds(10))
                .body();
        return Json.MAPPER.readTree(answer).at("/outputs/0/data").toString();
    }

    JsonNode record(ModelRun run) {
        return run.run.read(PromotionRecord.FILE).path("canary");
    }

    /** Pods that are ending may answer for a moment. */
    private void assertServes(String expected) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String served = served();
        while (!served.equals(expected) && System.nanoTime() < deadline) {
            Thread.sleep(20);
            served = served();
        }
        for (int i = 0; i < 5; i++) { // and so every pod that is asked
            assertEquals(expected, served());
        }
    }

    /** What serves is the first version alone, and nothing is under way. */
    void assertFormerServes() throws Exception {
        assertServes("[2.0,20.0]");
        assertEquals(1, registry.champion("churn", "staging").orElseThrow().number());
        assertEquals("1", deployment("churn").getMetadata().getLabels().get("cd4ml.io/version"));
        assertOnlyThatDeployment();
    }

    void assertNextServes() throws Exception {
        assertServes("[3.0,30.0]");
        assertEquals(2, registry.champion("churn", "staging").orElseThrow().number());
        assertOnlyThatDeployment();
    }

    private void assertOnlyThatDeployment() {
        assertEquals(
                List.of("churn"),
                client.apps().deployments().inNamespace(namespace).list().getItems().stream()
                        .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
                        .map(d -> d.getMetadata().getName())
                        .filter(name -> name.startsWith("churn"))
                        .toList());
        assertEquals(
                null,
                client.services()
                        .inNamespace(namespace)
                        .withName("churn-preview")
                        .get());
        assertFalse(RollBack.interrupted(registry, "churn", "staging").isPresent());
    }

    @Test
    void canaryThatKeepsItsLimitsBecomesWhatServes() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02"))); // nothing to compare with: no steps
        ModelRun second = run("triple", "\"max\": 0.02, \"maxChange\": 0.005");
        assertYes(promote(second));
        assertNextServes();
        JsonNode record = record(second);
        assertEquals("PASSED", record.path("verdict").asText(), record.toString());
        assertEquals(2, record.path("results").size());
        assertEquals("1 of 2 pods", record.at("/results/0/pods").asText());
        assertEquals(2, record.at("/results/1/metrics/error rate/passed").asInt());
        assertEquals(
                0.01,
                record.at("/results/1/metrics/error rate/measurements/0/stable").asDouble());
        assertYes(RollBack.run(rollBack(second), client, registry, Progress.SILENT)); // at once, without steps
        assertFormerServes();
    }

    private RollBack.Request rollBack(ModelRun run) {
        return new RollBack.Request(
                "churn", run.run, run.environment, Deployers.BUILT_IN, run.timeouts, false, null, "ada", "worse");
    }

    @Test
    void canaryThatIsWorseThanWhatServesIsTakenBack() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.5")));
        prometheus.set(CANARY, 0.25);
        ModelRun second = run("triple", "\"max\": 0.5, \"maxChange\": 0.005");
        assertNo(
                promote(second),
                "The canary failed at step 1 of 2 (weight 25): error rate 0.25 is 0.24 above champion 0.01; the change"
                        + " is not at most 0.005.",
                "What was there before was put back.");
        assertFormerServes();
        assertEquals("FAILED", record(second).path("verdict").asText());
    }

    @Test
    void failuresAreForgivenAsFarAsTheMetricSays() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        prometheus.set(CANARY, 0.25);
        assertYes(promote(run("triple", "\"max\": 0.02, \"failureLimit\": 2")));
        assertNextServes();
    }

    @Test
    void whatIsNotMeasuredIsInconclusiveAndNoFailure() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        prometheus.remove(CANARY);
        ModelRun second = run("triple", "\"max\": 0.02, \"consecutiveErrorLimit\": 1");
        assertNo(
                promote(second),
                "The canary is inconclusive at step 1 of 2 (weight 25): error rate of the canary is not measured: there"
                        + " is no data, 2 times in a row.",
                "What was there before was put back.");
        assertFormerServes();
        assertEquals("INCONCLUSIVE", record(second).path("verdict").asText());
        prometheus.set(CANARY, Double.NaN); // 0 errors of 0 requests
        assertNo(promote(second), "error rate of the canary is not measured: the value is NaN");
        assertFormerServes();
    }

    @Test
    void prometheusThatIsGoneIsInconclusive() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02, \"consecutiveErrorLimit\": 0");
        prometheus.kill();
        assertNo(
                promote(second),
                "The canary is inconclusive at step 1 of 2 (weight 25): error rate of the canary is not measured:"
                        + " Prometheus (",
                ") gave no answer: ");
        assertFormerServes();
    }

    @Test
    void changeOfANumberThatIsZeroIsInconclusive() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.5")));
        prometheus.set(STABLE, 0);
        assertNo(
                promote(run("triple", "\"maxRelativeChange\": 0.1")),
                "is inconclusive at step 1 of 2 (weight 25): the champion's error rate is 0, so a relative change is"
                        + " undefined.");
        assertFormerServes();
    }

    /** Promotes in another thread, and waits until the canary waits for a decision. */
    private CompletableFuture<Outcome> held(ModelRun run) throws Exception {
        canary(run).put("onInconclusive", "hold").put("holdTime", 120);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> promote(run, line -> {
            if (line.startsWith("The canary is inconclusive at step 1: ")) {
                waits.countDown();
            }
        }));
        assertTrue(waits.await(LONG.toSeconds(), TimeUnit.SECONDS), "it does not wait");
        assertEquals("1", deployment("churn").getMetadata().getLabels().get("cd4ml.io/version"));
        assertEquals("2", deployment("churn-canary").getMetadata().getLabels().get("cd4ml.io/version"));
        assertTrue(CanaryDecision.state(registry, "churn", "staging").has("hold"));
        return outcome;
    }

    @Test
    void personLetsAnInconclusiveCanaryGoOn() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        prometheus.remove(CANARY);
        ModelRun second = run("triple", "\"max\": 0.02, \"consecutiveErrorLimit\": 0");
        CompletableFuture<Outcome> outcome = held(second);
        prometheus.set(CANARY, 0.01);
        assertYes(CanaryDecision.GO_ON.decide(registry, "churn", "staging", "bob", "no traffic at night"));
        assertYes(outcome.get(LONG.toSeconds(), TimeUnit.SECONDS));
        assertNextServes();
        assertEquals("bob", record(second).at("/results/0/decision/who").asText());
        assertEquals("INCONCLUSIVE", record(second).at("/results/0/verdict").asText());
        assertEquals(
                "No canary waits for a decision there.",
                assertThrows(
                                InputException.class,
                                () -> CanaryDecision.ABORT.decide(registry, "churn", "staging", "bob", null))
                        .getMessage());
    }

    @Test
    void personHasAnInconclusiveCanaryMeasuredAgain() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        prometheus.remove(CANARY);
        ModelRun second = run("triple", "\"max\": 0.02, \"consecutiveErrorLimit\": 0");
        CompletableFuture<Outcome> outcome = held(second);
        prometheus.set(CANARY, 0.25);
        assertYes(CanaryDecision.AGAIN.decide(registry, "churn", "staging", "bob", null));
        assertNo(outcome.get(LONG.toSeconds(), TimeUnit.SECONDS), "failed at step 1", "0.25 is above the maximum 0.02");
        assertFormerServes();
    }

    @Test
    void personEndsAnInconclusiveCanary() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        prometheus.remove(CANARY);
        ModelRun second = run("triple", "\"max\": 0.02, \"consecutiveErrorLimit\": 0");
        CompletableFuture<Outcome> outcome = held(second);
        assertYes(CanaryDecision.ABORT.decide(registry, "churn", "staging", "bob", null));
        assertNo(
                outcome.get(LONG.toSeconds(), TimeUnit.SECONDS),
                "was inconclusive at step 1 of 2 (weight 25)",
                "bob decided: abort",
                "What was there before was put back.");
        assertFormerServes();
    }

    @Test
    void inconclusiveCanaryOnWhichNobodyDecidesIsTakenBack() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        prometheus.remove(CANARY);
        ModelRun second = run("triple", "\"max\": 0.02, \"consecutiveErrorLimit\": 0");
        canary(second).put("onInconclusive", "hold").put("holdTime", 1);
        assertNo(promote(second), "there is no data, 1 time; nobody decided within 1 s.");
        assertFormerServes();
    }

    /** @return the registry as a process finds it whose predecessor was killed when it said so */
    private ModelRegistry killedAt(ModelRun run, String word) throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        Thread thread = new Thread(() -> promote(run, line -> {
            if (line.startsWith(word)) {
                there.countDown();
                LockSupport.park(); // for ever: nothing of it is tidied up
            }
        }));
        thread.setDaemon(true);
        thread.start();
        assertTrue(there.await(LONG.toSeconds(), TimeUnit.SECONDS), "it never says " + word);
        Path copy = folder.resolve("registry-after-the-kill");
        try (var files = Files.walk(folder.resolve("registry"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(folder.resolve("registry").relativize(file)));
            }
        }
        return new ModelRegistry(copy);
    }

    @Test
    void killedCanaryGoesOnAtItsStep() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02");
        registry = killedAt(second, "Canary step 2 of 2");
        List<String> said = new CopyOnWriteArrayList<>();
        assertYes(promote(second, said::add));
        assertTrue(said.stream().noneMatch(line -> line.startsWith("Canary step 1")), said.toString());
        assertEquals(2, record(second).path("results").size());
        assertNextServes();
    }

    @Test
    void canaryThatWasKilledAtItsSwitchTakesNoStepTwice() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02");
        registry = killedAt(second, "Asking the golden request.");
        prometheus.set(CANARY, 0.25); // would fail now
        assertYes(promote(second));
        assertNextServes();
    }

    @Test
    void rollBackTakesAKilledCanaryBack() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02");
        registry = killedAt(second, "Canary step 2 of 2");
        assertYes(RollBack.run(rollBack(second), client, registry, Progress.SILENT));
        assertFormerServes();
    }

    @Test
    void interruptedCanaryIsTakenBack() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02");
        canary(second)
                .withArray("/steps")
                .removeAll()
                .addObject()
                .put("weight", 50)
                .put("pause", 3600);
        CountDownLatch there = new CountDownLatch(1);
        Outcome[] outcome = new Outcome[1];
        Thread thread = new Thread(() -> outcome[0] = promote(second, line -> {
            if (line.startsWith("Canary step 1 of 1")) {
                there.countDown();
            }
        }));
        thread.start();
        assertTrue(there.await(LONG.toSeconds(), TimeUnit.SECONDS));
        thread.interrupt();
        thread.join(LONG.toMillis());
        assertNo(outcome[0], "The promotion was interrupted. What was there before was put back.");
        assertFormerServes();
    }

    @Test
    void wrongQueriesAreRefusedBeforeAnythingIsChanged() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02");
        metric(second).put("query", "sum(error_rate{");
        assertRefused(second, "promote.canary.metrics: the metric 'error rate': Prometheus cannot read the query: ");
        metric(second).put("query", "error_rate{pod='${cd4ml.pod}'}");
        assertRefused(second, "has the placeholder ${cd4ml.pod}, which is not known; known are environment, model, ");
        metric(second).put("query", "avg(error_rate)").put("maxChange", 0);
        assertRefused(second, "asks the same of the canary and of what serves; put ${cd4ml.track}");
        assertFormerServes();
    }

    private ObjectNode metric(ModelRun run) {
        return (ObjectNode) canary(run).at("/metrics/0");
    }

    private void assertRefused(ModelRun run, String part) {
        String message = assertThrows(InputException.class, () -> promote(run)).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void serviceThatWouldLeaveWhatServesIsRefused() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02");
        second.manifest = second.manifest
                .replace("selector: {app: churn}", "selector: {app: churn, release: new}")
                .replace("labels: {app: churn}", "labels: {app: churn, release: new}");
        assertRefused(second, "with release in its selector Service churn would leave the pods that serve now");
        assertFormerServes();
    }

    @Test
    void canaryWhosePodsCrashIsTakenBack() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02");
        second.manifest = second.manifest.replace("annotations: {", "annotations: {cd4ml.test/pod: crash-loop, ");
        assertNo(promote(second), "Deployment churn-canary did not roll out: ", "What was there before was put back.");
        assertFormerServes();
    }

    @Test
    void severalSeriesAreNoNumber() throws Exception {
        assertYes(promote(run("double", "\"max\": 0.02")));
        ModelRun second = run("triple", "\"max\": 0.02, \"consecutiveErrorLimit\": 0");
        metric(second).put("query", "error_rate");
        assertNo(promote(second), "the query gives 2 series, not one; sum or average them");
        assertFormerServes();
    }

    Environment environment(String url) {
        return new Environment("staging", namespace, null, Set.of(), null, url);
    }
}
