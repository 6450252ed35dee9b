package io.jenkins.plugins.cd4ml.engine.deploy;

import static io.jenkins.plugins.cd4ml.engine.deploy.ModelRun.SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ServiceProxy;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What promotions and roll backs come to, in a cluster that the subclass provides: the same cases against the stand-in
 * and against a real API server, with the same answers expected.
 */
abstract class PromotionCases {
    @TempDir
    Path folder;

    ModelRegistry registry;
    KubernetesClient client;
    String namespace;

    /** @return a client with every right in {@link #freshNamespace} */
    abstract KubernetesClient client();

    /** @return the name of an existing namespace with nothing in it */
    abstract String freshNamespace();

    /** @return annotations with which pods serve the model, each with a comma after it */
    abstract String serving();

    @BeforeEach
    void fresh() {
        registry = new ModelRegistry(folder.resolve("registry"));
        client = client();
        namespace = freshNamespace();
    }

    Outcome promote(ModelRun run) {
        return Promotion.run(run.request(), client, registry, Progress.SILENT);
    }

    Outcome rollBack(ModelRun run) {
        return rollBack(run, ApprovedMove.NONE);
    }

    Outcome rollBack(ModelRun run, ApprovedMove move) {
        return RollBack.run(rollBackRequest(run, move), client, registry, Progress.SILENT);
    }

    private static RollBack.Request rollBackRequest(ModelRun run, ApprovedMove move) {
        return new RollBack.Request(
                "churn", run.run, run.environment, Deployers.BUILT_IN, run.timeouts, false, move, "ada", "worse");
    }

    /** The move that a request stands for which was made at noon, as things are now. */
    private ApprovedMove approved(String request) {
        return ApprovedMove.of(
                request,
                Instant.parse("2026-11-29T12:00:00Z"),
                registry.alias("churn", "staging").position());
    }

    ModelRun run(String onnx) throws Exception {
        ModelRun run = new ModelRun(folder, onnx, namespace);
        run.manifest = run.manifest.replace("annotations: {", "annotations: {" + serving());
        return run;
    }

    ModelRun withFate(String onnx, String name) throws Exception {
        ModelRun run = run(onnx);
        run.manifest = run.manifest.replace("annotations: {", "annotations: {cd4ml.test/pod: " + name + ", ");
        return run;
    }

    Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("churn")
                .get();
    }

    /** What the served model answers for (1, 10), through the service proxy. */
    String served() throws Exception {
        ServiceProxy proxy = new ServiceProxy(client, namespace, "churn", "http");
        String answer = proxy.send(
                        "/v2/models/churn/infer", Json.line(ModelRun.smoke(1).get("request")), SHORT.smoke())
                .body();
        return Json.MAPPER.readTree(answer).at("/outputs/0/data").toString();
    }

    static void assertNo(Outcome outcome, String... parts) {
        assertFalse(outcome.yes(), outcome.sentence());
        for (String part : parts) {
            assertTrue(outcome.sentence().contains(part), outcome.sentence());
        }
    }

    static void assertYes(Outcome outcome) {
        assertTrue(outcome.yes(), outcome.sentence());
    }

    @Test
    void promotedModelIsServedRecordedAndTheChampion() throws Exception {
        ModelRun run = run("double");
        Outcome outcome = promote(run);
        assertYes(outcome);
        String digest = PromotionPlan.of(run.request()).digests().get("model");
        assertEquals("staging serves churn version 1 (" + digest + ").", outcome.sentence());
        assertEquals("[2.0,20.0]", served());
        assertEquals(digest, registry.champion("churn", "staging").orElseThrow().digest());
        Deployment deployment = deployment();
        for (ObjectMeta metadata : List.of(
                deployment.getMetadata(), deployment.getSpec().getTemplate().getMetadata())) {
            assertEquals("cd4ml", metadata.getLabels().get("app.kubernetes.io/managed-by"));
            assertEquals("1", metadata.getLabels().get("cd4ml.io/version"));
            assertEquals(digest, metadata.getAnnotations().get("cd4ml.io/model-digest"));
        }
        JsonNode record = run.run.read(PromotionRecord.FILE);
        assertEquals("yes", record.path("outcome").asText());
        assertEquals("because it is better", record.path("why").asText());
        assertEquals(3, record.path("objects").size());
        assertEquals("created", record.at("/objects/0/action").asText());
        assertEquals(
                record, run.run.read(PromotionRecord.HISTORY + record.path("id").asText() + ".json"));
        Lineage lineage = run.run.lineage();
        Lineage.Activity activity = lineage.last("promote");
        assertEquals(List.of("deployment:staging"), activity.made());
        assertTrue(activity.used().containsAll(List.of("model", "gates", "manifests", "dataset:holdout")));
        assertEquals(List.of("person:ada"), activity.by());
        assertEquals(digest, lineage.digest("deployment:staging"));
    }

    @Test
    void rollBackPutsThePreviousGoodVersionBack() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        assertYes(promote(second));
        assertEquals("[3.0,30.0]", served());
        assertYes(promote(second)); // again: version 1 stays the one to go back to
        Outcome back = rollBack(second);
        assertYes(back);
        assertTrue(back.sentence().startsWith("staging serves churn version 1 ("), back.sentence());
        assertEquals("[2.0,20.0]", served());
        assertEquals("1", deployment().getMetadata().getLabels().get("cd4ml.io/version"));
        Alias alias = registry.alias("churn", "staging");
        assertEquals(
                List.of(1, 2, 2, 1),
                alias.history().stream().map(Alias.Move::version).toList());
        assertEquals("no", rollBackRefused(second));
    }

    private String rollBackRefused(ModelRun run) {
        String message = assertThrows(InputException.class, () -> rollBack(run)).getMessage();
        assertEquals(
                "The environment staging served no good version of churn before version 1; there is nothing to roll"
                        + " back to.",
                message);
        return run.run.read(PromotionRecord.FILE).path("outcome").asText();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        never-ready    | did not roll out: 0 of 1 pods are ready after 2 s, and no pod gives a reason
        image-pull     | container server: the image openvino/model_server:2025.3 cannot be pulled (
        crash-loop     | container server crashes again and again (
        oom            | container server was killed because it ran out of memory; raise its memory limit
        unschedulable  | finds no node (0/1 nodes are available
        """)
    void firstRolloutThatFailsLeavesNothing(String fate, String sentence) throws Exception {
        ModelRun run = withFate("double", fate);
        run.timeouts = new Timeouts(
                Duration.ofSeconds(2), SHORT.smoke(), SHORT.stuck(), SHORT.poll(), SHORT.turn(), SHORT.bake());
        Outcome outcome = promote(run);
        assertNo(
                outcome,
                "Deployment churn did not roll out: ",
                sentence,
                " What it had made was removed; nothing was there before.");
        assertEquals(null, deployment());
        assertEquals(
                null, client.services().inNamespace(namespace).withName("churn").get());
        assertEquals(List.of(), generated());
        assertTrue(registry.champion("churn", "staging").isEmpty());
        assertEquals("no", run.run.read(PromotionRecord.FILE).path("outcome").asText());
        assertEquals("no", run.run.lineage().last("promote").outcome());
        assertTrue(run.run.lineage().entity("deployment:staging") == null);
    }

    private List<String> generated() {
        return client
                .configMaps()
                .inNamespace(namespace)
                .withLabel("cd4ml.io/generated", "model")
                .list()
                .getItems()
                .stream()
                .map((ConfigMap c) -> c.getMetadata().getName())
                .toList();
    }

    @Test
    void updateThatFailsIsTakenBackExactly() throws Exception {
        assertYes(promote(run("double")));
        ObjectNode before = comparable(deployment());
        ModelRun second = withFate("triple", "crash-loop");
        second.manifest = second.manifest.replace("replicas: 1", "replicas: 2\n  minReadySeconds: 0\n  paused: false");
        assertNo(promote(second), "crashes again and again", "What was there before was put back.");
        assertEquals(before, comparable(deployment()));
        assertEquals("[2.0,20.0]", served());
        assertEquals(1, generated().size());
        assertEquals(1, registry.champion("churn", "staging").orElseThrow().number());
        assertTrue(second.run.read(PromotionRecord.FILE).at("/restored/ok").asBoolean());
    }

    static ObjectNode comparable(Deployment deployment) {
        ObjectNode json = Json.tree(deployment);
        json.remove("status");
        ObjectNode metadata = (ObjectNode) json.get("metadata");
        metadata.remove(List.of("resourceVersion", "generation"));
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove("deployment.kubernetes.io/revision");
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
        ObjectNode owned = Json.object();
        for (JsonNode entry : metadata.path("managedFields")) {
            if (entry.path("operation").asText().equals("Apply")) {
                owned.set(entry.path("manager").asText(), entry.get("fieldsV1"));
            }
        }
        metadata.set("managedFields", owned);
        return json;
    }

    @Test
    void wrongAnswerToTheGoldenRequestTakesTheRolloutBack() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        second.smoke = ModelRun.smoke(5);
        second.timeouts = ModelRun.SHORT_SMOKE;
        assertNo(
                promote(second),
                "The smoke test failed: Service churn, model churn: output 'score' value 1 is 3.0, expected 5.0 ±"
                        + " 1.0E-4",
                "What was there before was put back.");
        assertEquals("[2.0,20.0]", served());
    }

    @Test
    void goldenRequestIsAskedSeveralTimesWithinABoundOfTime() throws Exception {
        ModelRun run = run("double");
        ObjectNode smoke = ModelRun.smoke(2);
        run.smoke = smoke.put("attempts", 5).put("succeed", 4).put("maxLatency", 10);
        assertYes(promote(run));
        JsonNode told = run.run.read(PromotionRecord.FILE).at("/smoke/requests/0");
        assertEquals(5, told.path("good").asInt());
        assertTrue(told.path("medianSeconds").asDouble() > 0, told.toString());
        run.smoke = smoke.deepCopy().put("maxLatency", 1e-9);
        run.timeouts = ModelRun.SHORT_SMOKE;
        assertNo(promote(run), "the answer took 0.", " s, longer than 1.0E-9 s");
        run.smoke = smoke.deepCopy().put("succeed", 6);
        assertTrue(assertThrows(InputException.class, () -> promote(run))
                .getMessage()
                .startsWith("The golden request's succeed is a whole number from 1 to 5."));
    }

    @Test
    void phaseThatThereIsNotIsTheUsersMistake() throws Exception {
        ModelRun run = run("double");
        run.manifest = run.manifest.replace(
                "metadata: {name: churn}\nspec:\n  selector: {app",
                "metadata: {name: churn, annotations: {cd4ml.io/phase: later}}\nspec:\n  selector: {app");
        assertEquals(
                "k8s/all.yaml line 1: cd4ml.io/phase of Service churn is 'later'; it can be rollout, temporary, verify"
                        + " or switch.",
                assertThrows(InputException.class, () -> promote(run)).getMessage());
    }

    @Test
    void fieldOfAnotherOwnerIsNotTakenUnlessAllowed() throws Exception {
        assertYes(promote(run("double")));
        ManifestObject scaled = new ManifestObject("test", (ObjectNode) Json.MAPPER.readTree("""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "churn"}, "spec": {"replicas": 2}}
            """));
        applyAs("scaler", scaled);
        ModelRun second = run("triple");
        assertNo(
                promote(second),
                "Deployment churn: another field manager owns spec.replicas (scaler); leave that out of the manifest",
                "Nothing was changed in the cluster.");
        second.conditions = new PromotionRequest.Conditions(Set.of("PASSED"), null, true);
        assertYes(promote(second));
        assertEquals(1, deployment().getSpec().getReplicas());
    }

    /** Applies with force as another field manager, as an autoscaler or a colleague with kubectl would. */
    void applyAs(String manager, ManifestObject object) {
        PatchContext how = new PatchContext();
        how.setPatchType(PatchType.SERVER_SIDE_APPLY);
        how.setFieldManager(manager);
        how.setForce(true);
        client.genericKubernetesResources(object.apiVersion(), object.kind())
                .inNamespace(namespace)
                .resource(Json.as(object.json(), GenericKubernetesResource.class))
                .patch(how);
    }

    @Test
    void whatOthersAppliedSurvivesAFailedPromotion() throws Exception {
        assertYes(promote(run("double")));
        ManifestObject theirs = new ManifestObject("test", (ObjectNode) Json.MAPPER.readTree("""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "churn", "labels": {"team": "risk"}},
             "spec": {"template": {"metadata": {"labels": {"tier": "web"}}}}}
            """));
        applyAs("kubectl", theirs);
        ObjectNode before = comparable(deployment());
        assertNo(promote(withFate("triple", "crash-loop")), "crashes", "What was there before was put back.");
        assertEquals(before, comparable(deployment()));
    }

    @Test
    void whatOthersMadeIsRefusedAndNamed() throws Exception {
        applyAs("kubectl", new ManifestObject("test", (ObjectNode) Json.MAPPER.readTree("""
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "churn"},
             "spec": {"selector": {"app": "other"}, "ports": [{"name": "web", "port": 80}]}}
            """)));
        assertNo(
                promote(run("double")),
                "Service churn is there already and was not made by cd4ml but by kubectl; give this model's object a"
                        + " name of its own, delete that one, or adopt it with --take-over. Nothing was changed in the"
                        + " cluster.");
    }

    @Test
    void anotherModelsObjectIsNeverTouched() throws Exception {
        assertYes(promote(run("double")));
        ModelRun run = run("triple");
        run.conditions = new PromotionRequest.Conditions(Set.of("PASSED"), null, true);
        PromotionRequest request = run.request();
        PromotionRequest other = new PromotionRequest(
                "fraud",
                request.run(),
                request.runName(),
                request.modelFolder(),
                request.deployer(),
                new DeploySource(request.source().manifests(), null),
                request.environment(),
                request.conditions(),
                request.timeouts(),
                "ada",
                null);
        assertNo(
                Promotion.run(other, client, registry, Progress.SILENT),
                " churn belongs to the model churn in the environment staging and is not touched; give this model's"
                        + " object a name of its own. Nothing was changed in the cluster.");
        assertEquals("[2.0,20.0]", served());
    }

    @Test
    void objectOfAnotherRegistryIsNotTouchedUnlessAdopted() throws Exception {
        assertYes(promote(run("double")));
        String first = registry.id("churn");
        registry = registry.in("another folder");
        assertNo(promote(run("triple")), "of another folder or registry (" + first + ")");
        registry = new ModelRegistry(folder.resolve("another-registry"));
        ModelRun other = run("triple");
        assertNo(
                promote(other),
                " churn belongs to the model churn in the environment staging of another folder or registry (" + first
                        + ")",
                "Nothing was changed in the cluster.");
        assertEquals("[2.0,20.0]", served());
        other.conditions = new PromotionRequest.Conditions(Set.of("PASSED"), null, true);
        assertYes(promote(other));
        assertEquals(
                registry.id("churn"), deployment().getMetadata().getLabels().get("cd4ml.io/registry"));
    }

    private ModelRun blueGreen(String onnx) throws Exception {
        ModelRun run = run(onnx);
        run.section.put("strategy", "blueGreen");
        return run;
    }

    private List<String> deployments() {
        return client.apps().deployments().inNamespace(namespace).list().getItems().stream()
                .map(d -> d.getMetadata().getName())
                .sorted()
                .toList();
    }

    private List<String> services() {
        return client.services().inNamespace(namespace).list().getItems().stream()
                .map(s -> s.getMetadata().getName())
                .filter(name -> name.startsWith("churn"))
                .toList();
    }

    @Test
    void blueGreenSwitchesTheServiceWhenTheNextDeploymentIsVerified() throws Exception {
        assertYes(promote(blueGreen("double")));
        assertEquals("[2.0,20.0]", served());
        ModelRun wrong = blueGreen("triple");
        wrong.smoke = ModelRun.smoke(5);
        wrong.timeouts = ModelRun.SHORT_SMOKE;
        assertNo(promote(wrong), "Service churn-preview, model churn: output 'score' value 1 is 3.0, expected 5.0");
        assertEquals("[2.0,20.0]", served());
        assertEquals(List.of("churn-v1"), deployments());
        ModelRun second = blueGreen("triple");
        assertYes(promote(second));
        assertEquals("[3.0,30.0]", served());
        assertEquals(List.of("churn"), services());
        assertEquals(2, deployments().size()); // the former one, for a roll back
        assertYes(rollBack(second));
        assertEquals("[2.0,20.0]", served());
        assertEquals(List.of("churn-v1"), deployments());
    }

    @Test
    void statusTellsWhatDriftedFromTheRegistry() throws Exception {
        ModelRun run = run("double");
        String nothing = assertThrows(
                        InputException.class, () -> LiveState.of("churn", run.environment, client, registry))
                .getMessage();
        assertEquals("The environment staging serves no version of churn.", nothing);
        assertYes(promote(run));
        Outcome good = LiveState.of("churn", run.environment, client, registry);
        assertYes(good);
        assertTrue(good.sentence().endsWith(", by ada; all 3 objects are as they were applied."), good.sentence());
        applyAs("colleague", new ManifestObject("test", (ObjectNode) Json.MAPPER.readTree("""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "churn"}, "spec": {"replicas": 0}}
            """)));
        client.services().inNamespace(namespace).withName("churn").delete();
        assertNo(
                LiveState.of("churn", run.environment, client, registry),
                "By the registry staging serves churn version 1 (sha256:",
                "Service churn is gone",
                "Deployment churn spec.replicas was changed");
    }

    @Test
    void pausedDeploymentIsSaidToBePaused() throws Exception {
        ModelRun run = run("double");
        run.manifest = run.manifest.replace("spec:\n  replicas", "spec:\n  paused: true\n  replicas");
        assertTrue(run.manifest.contains("paused"), run.manifest);
        assertNo(promote(run), "Deployment churn did not roll out: it is paused (spec.paused)");
    }

    /** @return the registry as a process finds it whose predecessor was killed while its rollout was under way */
    private ModelRegistry killedWhileRollingOut(ModelRun run) throws Exception {
        return killedWhileRollingOut(progress -> Promotion.run(run.request(), client, registry, progress));
    }

    private ModelRegistry killedWhileRollingOut(Consumer<Progress> work) throws Exception {
        CountDownLatch rolling = new CountDownLatch(1);
        Thread thread = new Thread(() -> work.accept(line -> {
            if (line.startsWith("Waiting for the rollout")) {
                rolling.countDown();
                LockSupport.park(); // for ever: nothing of it is tidied up
            }
        }));
        thread.setDaemon(true);
        thread.start();
        rolling.await();
        Path copy = folder.resolve("registry-after-the-kill");
        try (var files = Files.walk(folder.resolve("registry"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(folder.resolve("registry").relativize(file)));
            }
        }
        return new ModelRegistry(copy);
    }

    @Test
    void rollBackUndoesAPromotionThatWasKilled() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        registry = killedWhileRollingOut(second);
        Outcome back = rollBack(second);
        assertYes(back);
        assertTrue(back.sentence().contains(", which was interrupted, was undone; staging serves churn version 1 ("));
        assertEquals("[2.0,20.0]", served());
        assertEquals("no", rollBackRefused(second));
    }

    @Test
    void rollBackUndoesAFirstPromotionThatWasKilled() throws Exception {
        ModelRun run = run("double");
        registry = killedWhileRollingOut(run);
        Outcome back = rollBack(run);
        assertYes(back);
        assertTrue(back.sentence().endsWith("was undone; staging serves no version of churn, as before."));
        assertEquals(null, deployment());
    }

    @Test
    void approvedPromotionHappensOnceAlsoWhenItIsDoneAgain() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        second.conditions = new PromotionRequest.Conditions(
                Set.of("PASSED"), null, false, List.of("bob"), approved("11111111-of-the-request"));
        assertYes(promote(second));
        Alias once = registry.alias("churn", "staging");
        assertEquals("20261129-120000-11111111", once.current().orElseThrow().id());
        assertYes(promote(second)); // by the process that comes after a kill
        assertEquals(once, registry.alias("churn", "staging"));
        assertEquals("[3.0,30.0]", served());
        assertYes(promote(run("double")));
        assertNo(promote(second), "What was approved has changed: serves now was version 1 (");
    }

    @Test
    void approvedRollBackGoesBackOnceAlsoWhenItIsDoneAgain() throws Exception {
        assertYes(promote(run("double")));
        assertYes(promote(run("triple")));
        ModelRun third = run("double");
        assertYes(promote(third));
        ApprovedMove move = approved("22222222-of-the-request");
        Outcome back = rollBack(third, move);
        assertYes(back);
        Alias once = registry.alias("churn", "staging");
        assertEquals(back.sentence(), rollBack(third, move).sentence());
        assertEquals(once, registry.alias("churn", "staging"));
        assertEquals("[3.0,30.0]", served());
    }

    @Test
    void approvedRollBackThatWasKilledGoesOn() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        assertYes(promote(second));
        ApprovedMove move = approved("33333333-of-the-request");
        registry = killedWhileRollingOut(
                progress -> RollBack.run(rollBackRequest(second, move), client, registry, progress));
        assertTrue(RollBack.interrupted(registry, "churn", "staging").isPresent());
        Outcome back = rollBack(second, move);
        assertYes(back);
        assertTrue(back.sentence().startsWith("staging serves churn version 1 ("), back.sentence());
        assertEquals("[2.0,20.0]", served());
        assertFalse(RollBack.interrupted(registry, "churn", "staging").isPresent());
    }

    @Test
    void killedPromotionGoesOn() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        registry = killedWhileRollingOut(second);
        assertYes(promote(second));
        assertEquals("[3.0,30.0]", served());
        assertEquals(2, registry.champion("churn", "staging").orElseThrow().number());
    }

    @Test
    void whatAKilledPromotionLeftIsPutBackWhereItGoesOnInVain() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        registry = killedWhileRollingOut(second);
        second.smoke = ModelRun.smoke(5); // the same objects, another expectation
        second.reevaluate();
        second.timeouts = ModelRun.SHORT_SMOKE;
        assertNo(promote(second), "The smoke test failed", "What was there before was put back.");
        assertEquals("[2.0,20.0]", served());
        assertFalse(RollBack.interrupted(registry, "churn", "staging").isPresent());
    }

    @Test
    void traceOfAKillStaysWhileTheClusterCannotBeAsked() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = run("triple");
        registry = killedWhileRollingOut(second);
        try (KubernetesClient nobody = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(client.getConfiguration())
                        .withMasterUrl("http://127.0.0.1:1/")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build()) {
            assertThrows(
                    InputException.class, () -> Promotion.run(second.request(), nobody, registry, Progress.SILENT));
        }
        assertTrue(RollBack.interrupted(registry, "churn", "staging").isPresent());
        assertYes(rollBack(second));
        assertEquals("[2.0,20.0]", served());
    }

    @Test
    void whatAKilledPromotionLeftIsNotWhatWasThereBefore() throws Exception {
        assertYes(promote(run("double")));
        registry = killedWhileRollingOut(run("triple"));
        assertNo(promote(withFate("triple", "crash-loop")), "crashes", "What was there before was put back.");
        assertEquals("[2.0,20.0]", served());
    }

    @Test
    void interruptedPromotionPutsBackWhatWasThere() throws Exception {
        assertYes(promote(run("double")));
        ModelRun second = withFate("triple", "never-ready");
        CountDownLatch rolling = new CountDownLatch(1);
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            outcome.set(Promotion.run(second.request(), client, registry, line -> {
                if (line.startsWith("Waiting for the rollout")) {
                    rolling.countDown();
                }
            }));
            assertTrue(Thread.currentThread().isInterrupted());
        });
        thread.start();
        rolling.await();
        thread.interrupt();
        thread.join(20_000);
        assertNo(outcome.get(), "The promotion was interrupted. What was there before was put back.");
        assertEquals("[2.0,20.0]", served());
        assertEquals(1, registry.champion("churn", "staging").orElseThrow().number());
    }

    @Test
    void missingNamespaceIsTheUsersMistake() throws Exception {
        ModelRun run = new ModelRun(folder, "double", "nowhere-to-be-found");
        String message = assertThrows(InputException.class, () -> promote(run)).getMessage();
        assertTrue(message.contains("namespaces \"nowhere-to-be-found\" not found"), message);
        assertEquals("no", run.run.read(PromotionRecord.FILE).path("outcome").asText());
    }

    @Test
    void kindThatTheClusterDoesNotKnowIsTheUsersMistake() throws Exception {
        ModelRun run = run("double");
        run.environment = new Environment(
                "staging", namespace, Set.of("Deployment", "Service", "ConfigMap", "Widget.example.com"));
        run.manifest += "---\napiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n";
        String message = assertThrows(InputException.class, () -> promote(run)).getMessage();
        assertEquals(
                "k8s/all.yaml line 29: the cluster does not know the kind Widget of example.com/v1; install it there or"
                        + " correct the manifest. Nothing was changed in the cluster.",
                message);
    }

    @Test
    void whatTheManifestsNoLongerNameIsDeleted() throws Exception {
        ModelRun run = run("double");
        run.manifest += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n";
        assertYes(promote(run));
        for (String text : List.of("x", "y")) {
            ModelRun next = run("triple");
            Files.writeString(next.model.resolve("note.txt"), text);
            next.reevaluate();
            assertYes(promote(next));
            assertEquals("", next.run.read(PromotionRecord.FILE).path("left").toString());
        }
        assertEquals(2, generated().size());
        assertEquals(
                null,
                client.configMaps().inNamespace(namespace).withName("settings").get());
        assertYes(rollBack(run));
    }
}
