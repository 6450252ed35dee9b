package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.Training;
import io.jenkins.plugins.cd4ml.kube.OperatedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TrainJobs of a real Kubeflow Trainer: its pods' scripts run as processes of this machine. */
@Tag("slow")
class TrainJobKubeTest {
    private static final String IN_POD = "[\"/bin/sh\", \"-c\", \"CD4ML_FILES=$(VOLUME:/cd4ml/files)"
            + " CD4ML_HOME=$(VOLUME:/cd4ml/home) CD4ML_SECRETS=$(VOLUME:/cd4ml/secrets/tokens)/.."
            + " exec /bin/sh $(VOLUME:/cd4ml/files)/run.sh\"]";

    private static OperatedCluster trainer;

    @TempDir
    Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private KubernetesClient client;
    private String namespace;

    @BeforeAll
    static void start() throws Exception {
        trainer = OperatedCluster.trainer();
        try (KubernetesClient client = trainer.cluster().client()) {
            client.resource("""
                apiVersion: trainer.kubeflow.org/v1alpha1
                kind: ClusterTrainingRuntime
                metadata: {name: torch-once, labels: {trainer.kubeflow.org/framework: torch}}
                spec:
                  mlPolicy: {numNodes: 1, torch: {}}
                  template:
                    spec:
                      replicatedJobs:
                      - name: node
                        template:
                          metadata: {labels: {trainer.kubeflow.org/trainjob-ancestor-step: trainer}}
                          spec:
                            backoffLimit: 0
                            template: {spec: {restartPolicy: Never, containers: [{name: node, image: pytorch}]}}
                """).create();
        }
    }

    @AfterAll
    static void stop() {
        if (trainer != null) {
            trainer.close();
        }
    }

    @BeforeEach
    void fresh() {
        client = trainer.cluster().client();
        namespace = trainer.cluster().namespace();
        System.setProperty("kubeconfig", trainer.cluster().kubeconfigFile().toString());
    }

    @AfterEach
    void close() {
        System.clearProperty("kubeconfig");
        client.close();
    }

    @Test
    void twoNodesTrainTogetherAndTheFirstOnesModelAndMetricsComeBack() throws Exception {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("tokens")
                        .endMetadata()
                        .addToStringData("TOKEN", "s3cret")
                        .addToStringData("not.a-name", "x")
                        .build())
                .inNamespace(namespace)
                .create();
        Files.writeString(folder.resolve("train.sh"), """
            echo "rank $PET_NODE_RANK of $PET_NNODES, port $PET_MASTER_PORT, rate $CD4ML_PARAM_RATE, $PRICE, ${#TOKEN}"
            echo "{\\"step\\": 1, \\"loss\\": 0.$((5 - PET_NODE_RANK))}" >> "$CD4ML_METRICS_LOG"
            sleep 2
            echo "{\\"auc\\": 0.$((9 - PET_NODE_RANK))}" > "$CD4ML_METRICS"
            echo "of $PET_NODE_RANK, $(wc -l < "$CD4ML_DATA_TRAIN") rows" > "$CD4ML_OUTPUT/model.txt"
            """);
        JsonNode training = train(
                "sh train.sh", "files: [train.sh, d.csv], cpu: 500m, env: {PRICE: \"5 $(X)\"}, secrets: [tokens]");
        String all = String.join("\n", lines);
        assertTrue(lines.contains("rank 0 of 2, port 29500, rate 0.1, 5 $(X), 6"), all);
        assertTrue(lines.contains("[1] rank 1 of 2, port 29500, rate 0.1, 5 $(X), 6"), all);
        assertTrue(lines.stream().noneMatch(l -> l.contains("::cd4ml")), all);
        assertTrue(all.contains("has all its 2 nodes running"), all);
        assertEquals("of 0, 3 rows\n", Files.readString(folder.resolve("model/model.txt")));
        assertEquals(0.9, training.at("/metrics/auc").asDouble());
        assertEquals(0.5, training.at("/metrics/loss").asDouble());
        assertEquals(2, training.at("/kubernetes/nodes").asInt());
        assertTrue(training.at("/kubernetes/trainJob").asText().startsWith("cd4ml-t-"), training.toString());
        assertEquals(List.of(), trainJobs());
        for (int i = 0; i < 1200 && !left().isEmpty(); i++) {
            Thread.sleep(100); // the garbage collector looks for new kinds of objects twice a minute
        }
        assertEquals(List.of(), left());
    }

    @Test
    void aNodeThatFailsIsNamedWithItsExitCodeAndItsLastWords() {
        String command = "echo before $PET_NODE_RANK; [ $PET_NODE_RANK = 1 ] && { echo no data; exit 3; }; sleep 60";
        InputException e = assertThrows(InputException.class, () -> train(command, ""));
        assertTrue(
                e.getMessage()
                        .matches("The training command ended with exit code 3 \\(Error\\) on node 1 of the TrainJob"
                                + " cd4ml-t-[0-9a-f]{12}; its last words: \\[1\\] before 1 \\| \\[1\\] no data\\."),
                e.getMessage());
        assertEquals(List.of(), trainJobs());
    }

    @Test
    void aRuntimeThatIsNotThereIsSaidInTheClustersWords() {
        InputException e = assertThrows(InputException.class, () -> train("true", "", "runtime: none"));
        assertTrue(e.getMessage().contains("the cluster refuses: "), e.getMessage());
        assertTrue(e.getMessage().contains("none"), e.getMessage());
        assertEquals(List.of(), trainJobs());
    }

    @Test
    void aPodFieldThatATrainJobCannotChangeIsRefusedAndNotDropped() {
        InputException e = assertThrows(InputException.class, () -> train("true", "pod: {hostNetwork: true}"));
        assertTrue(e.getMessage().contains("unknown field"), e.getMessage());
        assertTrue(e.getMessage().contains("hostNetwork"), e.getMessage());
    }

    @Test
    void aSuspendedTrainJobIsWaitedForAndSaidToBe() throws Exception {
        Thread hand = new Thread(() -> {
            await(() -> lines.stream().anyMatch(l -> l.startsWith("begun")));
            suspend(true);
            await(() -> lines.stream().anyMatch(l -> l.contains("is suspended (")));
            suspend(false);
        });
        hand.start();
        JsonNode training = train(
                "echo begun; [ -e " + folder + "/second ] || { touch " + folder + "/second; sleep 120; };"
                        + " echo m > $CD4ML_OUTPUT/m",
                "startSeconds: 60",
                "runtime: torch-once");
        hand.join();
        assertEquals("m\n", Files.readString(folder.resolve("model/m")));
        assertEquals(1, training.at("/kubernetes/nodes").asInt());
        assertEquals(2, lines.stream().filter("begun"::equals).count(), lines.toString());
    }

    @Test
    void podsThatCannotStartEndTheTrainingInTime() throws Exception {
        project("true", "image: \"registry/image-pull:1\", startSeconds: 5", "runtime: torch-once, nodes: 2", false);
        InputException e = assertThrows(InputException.class, this::run);
        assertTrue(e.getMessage().contains("has 0 of 2 nodes running; node 0: cannot start, "), e.getMessage());
        assertTrue(e.getMessage().endsWith("after 5 s (train.kubernetes.startSeconds)."), e.getMessage());
        assertEquals(List.of(), trainJobs());
    }

    /** The worker is a process of its own here, killed while the pods count; another one comes for the same run. */
    @Test
    void aWorkerThatIsKilledIsFollowedByAnotherWithoutGapOrRepeat() throws Exception {
        String command = "i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo count $i; sleep 0.25; done;"
                + " echo m > $CD4ML_OUTPUT/m";
        project(command, "", "runtime: torch-once, nodes: 2", true);
        Path log = folder.resolve("log");
        Process first = worker(log);
        await(() -> read(log).contains("\ncount 8\n") && read(log).contains("[1] count 8\n"));
        first.destroyForcibly().waitFor();
        assertEquals(1, trainJobs().size(), read(log));
        Process second = worker(log);
        assertTrue(second.waitFor(180, TimeUnit.SECONDS));
        String said = read(log);
        assertEquals(0, second.exitValue(), said);
        assertTrue(said.contains("found again"), said);
        for (String prefix : List.of("", "[1] ")) {
            List<String> counted =
                    said.lines().filter(l -> l.startsWith(prefix + "count ")).toList();
            assertEquals(
                    IntStream.rangeClosed(1, 40)
                            .mapToObj(i -> prefix + "count " + i)
                            .toList(),
                    counted);
        }
        assertEquals("m\n", Files.readString(folder.resolve("model/m")));
        assertEquals(List.of(), trainJobs());
    }

    private Process worker(Path log) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.library.path=" + System.getProperty("java.library.path"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.jenkins.plugins.cd4ml.engine.cli.Main",
                        "-C",
                        folder.toString(),
                        "--run-folder",
                        folder.resolve("run").toString(),
                        "train-model")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.of("KUBECONFIG", trainer.cluster().kubeconfigFile().toString()));
        return builder.start();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier done) {
        for (int i = 0; i < 900 && !done.getAsBoolean(); i++) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertTrue(done.getAsBoolean());
    }

    private void suspend(boolean suspend) {
        client.genericKubernetesResources(TrainJobObjects.API, "TrainJob")
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(t -> client.genericKubernetesResources(TrainJobObjects.API, "TrainJob")
                        .inNamespace(namespace)
                        .withName(t.getMetadata().getName())
                        .edit(now -> with(now, suspend)));
    }

    @SuppressWarnings("unchecked")
    private static GenericKubernetesResource with(GenericKubernetesResource now, boolean suspend) {
        ((Map<String, Object>) now.get("spec")).put("suspend", suspend);
        return now;
    }

    private List<String> trainJobs() {
        return client
                .genericKubernetesResources(TrainJobObjects.API, "TrainJob")
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .filter(t -> t.getMetadata().getDeletionTimestamp() == null)
                .map(t -> t.getMetadata().getName())
                .toList();
    }

    /** @return the ConfigMaps and Jobs that are left */
    private List<String> left() {
        List<String> left = new ArrayList<>();
        client.configMaps().inNamespace(namespace).list().getItems().stream()
                .map(m -> m.getMetadata().getName())
                .filter(n -> n.startsWith("cd4ml-"))
                .forEach(left::add);
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(j -> left.add(j.getMetadata().getName()));
        return left;
    }

    private JsonNode train(String command, String kubernetes) throws Exception {
        return train(command, kubernetes, "runtime: torch-once, nodes: 2");
    }

    private JsonNode train(String command, String kubernetes, String trainJob) throws Exception {
        project(command, kubernetes, trainJob, true);
        return run();
    }

    private JsonNode run() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Training.run(Project.read(folder, null), run, lines::add);
        return run.read(RunFolder.TRAINING);
    }

    private void project(String command, String kubernetes, String trainJob, boolean runs) throws Exception {
        Files.writeString(folder.resolve("d.csv"), "x\n1\n2\n");
        String secrets = kubernetes.contains("secrets") ? "" : "$(VOLUME:/cd4ml/secrets/tokens)";
        String inPod = secrets.isEmpty() ? IN_POD : IN_POD.replace("CD4ML_SECRETS=" + secrets + "/..", "");
        String annotations = runs ? ", annotations: {cd4ml.test/serve-command: '" + inPod + "'}" : "";
        Files.writeString(
                folder.resolve(Project.FILE),
                "model: t\ndata: {train: {path: d.csv}}\ntrain:\n  params: {rate: 0.1}\n  seed: 9\n  command: |\n    "
                        + command + "\n  kubernetes: {" + (kubernetes.isEmpty() ? "" : kubernetes + ", ")
                        + "trainJob: {" + trainJob + "}, namespace: " + namespace + annotations + "}\n");
    }
}
