package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.Training;
import io.jenkins.plugins.cd4ml.kube.KubeCluster;
import io.jenkins.plugins.cd4ml.kube.WithKube;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training in a pod of a real API server: the pod's script runs as a process of this machine. */
@WithKube
class TrainingJobKubeTest {
    /** Runs the pod's own script where its volumes are. */
    private static final String IN_POD = "[\"/bin/sh\", \"-c\", \"CD4ML_FILES=$(VOLUME:/cd4ml/files)"
            + " CD4ML_HOME=$(VOLUME:/cd4ml/home) exec /bin/sh $(VOLUME:/cd4ml/files)/run.sh\"]";

    @TempDir
    Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private KubeCluster cluster;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void fresh(KubeCluster running) {
        cluster = running;
        client = running.client();
        namespace = running.namespace();
        System.setProperty("kubeconfig", running.kubeconfigFile().toString());
    }

    @AfterEach
    void close() {
        System.clearProperty("kubeconfig");
        client.close();
    }

    @Test
    void theModelTheMetricsAndTheLogComeBackAndNothingIsLeftInTheCluster() throws Exception {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("tokens")
                        .endMetadata()
                        .addToStringData("TOKEN", "s3cret")
                        .build())
                .inNamespace(namespace)
                .create();
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("src/train it.sh"), """
                echo "rows: $(cat "$CD4ML_DATA_TRAIN" | wc -l), rate $CD4ML_PARAM_RATE, seed $CD4ML_SEED, $PRICE, ${#TOKEN}"
                echo '{"step": 1, "loss": 0.5}' >> "$CD4ML_METRICS_LOG"
                sleep 2
                echo '{"step": 2, "loss": 0.25}' >> "$CD4ML_METRICS_LOG"
                echo '{"auc": 0.9}' > "$CD4ML_METRICS"
                mkdir -p "$CD4ML_OUTPUT/deep er"
                head -c 100000 /dev/urandom > "$CD4ML_OUTPUT/deep er/weights"
                cksum < "$CD4ML_OUTPUT/deep er/weights"
                printf 'no end of line'
                """);
        JsonNode training = train(
                "sh 'src/train it.sh'",
                "files: [src, d.csv], cpu: 500m, memory: 64Mi, env: {PRICE: \"5 $(X) $\"}, secrets: [tokens], pod: {tolerations:"
                        + " [{key: gpu, operator: Exists}]}");
        assertTrue(lines.contains("rows: 3, rate 0.1, seed 9, 5 $(X) $, 6"), lines.toString());
        assertTrue(lines.contains("no end of line"), lines.toString());
        assertTrue(lines.stream().noneMatch(l -> l.contains("::cd4ml")), lines.toString());
        assertEquals(0.25, training.at("/metrics/loss").asDouble());
        assertEquals(0.9, training.at("/metrics/auc").asDouble());
        assertEquals("kubernetes", training.get("trainer").asText());
        assertEquals("0.1", training.at("/params/rate").asText());
        String[] sum = lines.stream()
                .filter(l -> l.matches("\\d+ 100000"))
                .findFirst()
                .orElseThrow()
                .split(" ");
        assertEquals(sum[0], cksum(folder.resolve("model/deep er/weights")));
        assertEquals(List.of(), jobs());
        for (int i = 0; i < 300 && !maps().isEmpty(); i++) {
            Thread.sleep(100); // the garbage collector's
        }
        assertEquals(List.of(), maps());
    }

    @Test
    void aCommandThatFailsIsToldWithItsLastWordsAndItsJobGoes() {
        InputException e = assertThrows(InputException.class, () -> train("echo before; echo no data >&2; exit 3", ""));
        assertTrue(
                e.getMessage()
                        .matches("The training command ended with exit code 3 \\(Error\\) in the pod of the Job"
                                + " cd4ml-t-[0-9a-f]{12}; its last words: before \\| no data\\."),
                e.getMessage());
        assertEquals(List.of(), jobs());
    }

    @Test
    void anImageThatCannotBeHadEndsTheTrainingInTime() throws Exception {
        project("true", "image: \"registry/image-pull:1\", startSeconds: 3", false);
        InputException e = assertThrows(InputException.class, this::run);
        assertTrue(e.getMessage().contains("did not start: cannot start, "), e.getMessage());
        assertTrue(e.getMessage().contains("ImagePull"), e.getMessage());
        assertEquals(List.of(), jobs());
    }

    @Test
    void whatTheClusterForbidsIsSaidInItsWords() throws Exception {
        Path restricted = folder.resolve("kubeconfig");
        Files.writeString(restricted, cluster.restricted(namespace, "get", "list"));
        System.setProperty("kubeconfig", restricted.toString());
        InputException e = assertThrows(InputException.class, () -> train("true", ""));
        assertTrue(e.getMessage().contains("cannot create resource \"jobs\""), e.getMessage());
    }

    @Test
    void aSharedVolumeNeedsNoCopies() throws Exception {
        String command = "echo '{\"auc\": 0.8}' > $CD4ML_METRICS; cp $CD4ML_DATA_TRAIN $CD4ML_OUTPUT/model.txt";
        JsonNode training = train(command, "sharedVolume: {claim: work, mountPath: /work}");
        assertEquals(0.8, training.at("/metrics/auc").asDouble());
        assertEquals(Files.readString(folder.resolve("d.csv")), Files.readString(folder.resolve("model/model.txt")));
    }

    @Test
    void aPodThatIsDeletedEndsTheTrainingWithTheClustersReason() throws Exception {
        Thread deleter = new Thread(() -> {
            for (int i = 0; i < 600 && !lines.contains("begun"); i++) {
                pause();
            }
            client.pods().inNamespace(namespace).withGracePeriod(0).delete();
        });
        deleter.start();
        InputException e = assertThrows(InputException.class, () -> train("echo begun; sleep 60", ""));
        deleter.join();
        assertTrue(
                e.getMessage()
                        .matches("The Job cd4ml-t-\\w+ failed and its pod is gone \\(BackoffLimitExceeded: .*"
                                + "\\); train again\\.|The training command ended with exit code 137 .*"),
                e.getMessage());
        assertEquals(List.of(), jobs());
    }

    @Test
    @Tag("slow")
    void aWorkerThatIsToldToEndTakesItsJobAlong() throws Exception {
        project("echo begun; sleep 60", "", true);
        Path log = folder.resolve("log");
        Process worker = worker(log);
        for (int i = 0; i < 600 && !Files.readString(log).contains("begun"); i++) {
            pause();
        }
        worker.destroy(); // SIGTERM
        assertTrue(worker.waitFor(30, TimeUnit.SECONDS));
        assertEquals(List.of(), jobs(), Files.readString(log));
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The worker is a process of its own here, killed while the pod counts; another one comes for the same run. */
    @Test
    @Tag("slow")
    void aWorkerThatIsKilledIsFollowedByAnotherWithoutGapOrRepeat() throws Exception {
        String command =
                "i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo count $i; sleep 0.25; done; echo m > $CD4ML_OUTPUT/m";
        project(command, "", true);
        Path log = folder.resolve("log");
        Process first = worker(log);
        for (int i = 0; i < 600 && !Files.readString(log).contains("count 8\n"); i++) {
            Thread.sleep(100);
        }
        first.destroyForcibly().waitFor();
        List<String> before = jobs();
        assertEquals(1, before.size(), Files.readString(log));
        Process second = worker(log);
        assertTrue(second.waitFor(120, TimeUnit.SECONDS));
        String said = Files.readString(log);
        assertEquals(0, second.exitValue(), said);
        assertTrue(said.contains("found again"), said);
        List<String> counted = said.lines().filter(l -> l.startsWith("count ")).toList();
        assertEquals(IntStream.rangeClosed(1, 40).mapToObj(i -> "count " + i).toList(), counted);
        assertEquals("m\n", Files.readString(folder.resolve("model/m")));
        assertEquals(List.of(), jobs());
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
                .putAll(Map.of("KUBECONFIG", cluster.kubeconfigFile().toString()));
        return builder.start();
    }

    private List<String> jobs() {
        return client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                .map(Job::getMetadata)
                .filter(m -> m.getDeletionTimestamp() == null)
                .map(m -> m.getName())
                .toList();
    }

    private List<String> maps() {
        return client.configMaps().inNamespace(namespace).list().getItems().stream()
                .map(m -> m.getMetadata().getName())
                .filter(n -> n.startsWith("cd4ml-"))
                .toList();
    }

    private static String cksum(Path file) throws Exception {
        Process process =
                new ProcessBuilder("cksum").redirectInput(file.toFile()).start();
        return new String(process.getInputStream().readAllBytes()).split(" ")[0];
    }

    private JsonNode train(String command, String kubernetes) throws Exception {
        project(command, kubernetes, true);
        return run();
    }

    private JsonNode run() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Training.run(Project.read(folder, null), run, lines::add);
        return run.read(RunFolder.TRAINING);
    }

    private void project(String command, String kubernetes, boolean runs) throws Exception {
        Files.writeString(folder.resolve("d.csv"), "x\n1\n2\n");
        String image = kubernetes.contains("image:") ? "" : "image: busybox, ";
        String annotations = runs ? "annotations: {cd4ml.test/serve-command: '" + IN_POD + "'}, " : "";
        String more = image + annotations + "namespace: " + namespace;
        Files.writeString(
                folder.resolve(Project.FILE),
                "model: t\ndata: {train: {path: d.csv}}\ntrain:\n  params: {rate: 0.1}\n  seed: 9\n  command: |\n    "
                        + command + "\n  kubernetes: {" + (kubernetes.isEmpty() ? more : kubernetes + ", " + more)
                        + "}\n");
    }
}
