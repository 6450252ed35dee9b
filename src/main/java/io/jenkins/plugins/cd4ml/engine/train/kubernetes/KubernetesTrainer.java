package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.command.CommandEnvironment;
import io.jenkins.plugins.cd4ml.engine.train.command.MetricFiles;
import io.jenkins.plugins.cd4ml.engine.train.command.MetricTail;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Runs {@code train.command} as a Kubernetes Job or a Kubeflow TrainJob instead of on this node. Its name is kept in {@value #STATE} of the run
 * before it is made: a worker that comes again for the same run finds the Job, and goes on with its log where the last one
 * stopped. The Job is deleted when it ended, and when the worker is told to end.
 */
public final class KubernetesTrainer implements Trainer {
    static final String STATE = "kubernetes.json";

    private static final int NAME = 12;
    /** The names of a TrainJob's pods have its own, the Job's and two numbers in 63 characters. */
    private static final int LABEL_OF_TRAIN_JOB = 20;

    @Override
    public TrainingResult train(TrainingJob job) {
        JsonNode block = job.spec().get("kubernetes");
        try (TrainingCluster cluster = TrainingCluster.of(job, System.getenv())) {
            return train(job, block, cluster.client(), cluster.namespace());
        } catch (KubernetesClientException | LinkageError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            boolean missing = root instanceof LinkageError || root instanceof ClassNotFoundException;
            throw new InputException(
                    missing
                            ? "train.kubernetes needs the Kubernetes client, which is not installed on this node ("
                                    + root + ")."
                            : "The kubeconfig cannot be used: " + root.getMessage() + ".",
                    e);
        }
    }

    private static TrainingResult train(TrainingJob job, JsonNode block, KubernetesClient client, String namespace) {
        ProjectShipment shipment = new ProjectShipment(job.project(), block);
        ObjectNode state = state(job, block, shipment, client.getMasterUrl().toString(), namespace);
        String script = new PodScript(job, shipment, state.get("mark").asText()).text();
        String name = state.get("job").asText();
        TrainingNamespace cluster = new TrainingNamespace(client, namespace, kind(block), name);
        ClusterRun run = run(job, block, cluster);
        boolean found = run.exists();
        Thread hook = new Thread(run::delete);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            if (found) {
                run.complete(script, shipment);
            } else {
                LogPosition.clear(job.file(STATE).getParent());
                run.create(script, shipment);
            }
        } catch (IOException e) {
            throw new InputException("An earlier run's files cannot be removed: " + FileErrors.reason(e) + ".", e);
        } catch (InputException e) {
            unhook(hook);
            throw e;
        }
        job.progress().line(cluster + " in namespace " + namespace + ": " + (found ? "found again" : "made"));
        try {
            job.spec()
                    .path("params")
                    .properties()
                    .forEach(p -> job.log().param(p.getKey(), p.getValue().asText()));
            return followed(job, block, shipment, state, run);
        } finally {
            cleaned(job, run, cluster);
            unhook(hook);
        }
    }

    private static String kind(JsonNode block) {
        return block.has("trainJob") ? "TrainJob" : "Job";
    }

    private static ClusterRun run(TrainingJob job, JsonNode block, TrainingNamespace cluster) {
        JobObjects objects = new JobObjects(cluster.name(), job.project().model(), block);
        if (block.has("trainJob")) {
            return new TrainJobRun(cluster, objects, new TrainJobObjects(objects, block), job.progress());
        }
        if (!block.has("image")) {
            throw new InputException(job.project().place("/train/kubernetes")
                    + " names no image for the pod; add image, or the trainJob whose runtime has one.");
        }
        return new JobRun(cluster, objects, job.progress());
    }

    private static void cleaned(TrainingJob job, ClusterRun run, TrainingNamespace cluster) {
        try {
            run.delete();
            Files.deleteIfExists(job.file(STATE));
            LogPosition.clear(job.file(STATE).getParent());
        } catch (InputException | IOException e) { // what happened before matters more
            job.progress().line("The " + cluster + " could not be cleaned up: " + e.getMessage());
        }
    }

    private static TrainingResult followed(
            TrainingJob job, JsonNode block, ProjectShipment shipment, ObjectNode state, ClusterRun run) {
        Path metrics = CommandEnvironment.metrics(job);
        try (MetricTail live = new MetricTail(CommandEnvironment.metricsLog(job), job.log()::metric);
                PodLogReceiver reception =
                        new PodLogReceiver(job, state.get("mark").asText())) {
            ClusterRun.Ended ended = run.follow(block.path("startSeconds").asLong(600), reception);
            live.finish();
            ObjectNode details =
                    Json.object().put("command", job.spec().get("command").asText());
            details.put("exit", ended.exit());
            details.set("tail", Json.MAPPER.valueToTree(reception.tail(ended.rank())));
            details.set(
                    "kubernetes",
                    run.described()
                            .put("namespace", state.get("namespace").asText())
                            .put("image", block.path("image").asText("the runtime's"))
                            .put("node", ended.node()));
            if (Files.exists(metrics)) {
                MetricFiles.metrics(metrics, job.log()::metric);
            }
            if (ended.exit() != 0) {
                job.write("failed.json", details);
                throw new InputException("The training command ended with exit code " + ended.exit() + " ("
                        + ended.reason() + ") " + ended.where() + "; " + reception.lastWords(ended.rank()) + ".");
            }
            if (!shipment.shared()) {
                reception.check();
            }
            return new TrainingResult(
                    "kubernetes", job.log().params(), job.log().metrics(), details);
        }
    }

    /** What an earlier worker of this run began, if it was the same training; else a new name. */
    private static ObjectNode state(
            TrainingJob job, JsonNode block, ProjectShipment shipment, String server, String namespace) {
        String same = Digests.of(Json.line(job.spec()) + shipment.contents() + server + namespace);
        Path file = job.file(STATE);
        if (Files.exists(file)
                && Json.read(file) instanceof ObjectNode old
                && old.path("training").asText().equals(same)) {
            return old;
        }
        int longest = block.has("trainJob") ? LABEL_OF_TRAIN_JOB : JobObjects.LABEL;
        String id = UUID.randomUUID().toString().replace("-", "");
        ObjectNode state = Json.object()
                .put("job", "cd4ml-" + JobObjects.label(job.project().model(), longest) + "-" + id.substring(0, NAME))
                .put("namespace", namespace)
                .put("server", server)
                .put("mark", "::cd4ml:" + id.substring(NAME, 2 * NAME))
                .put("training", same);
        job.write(STATE, state);
        return state;
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this process is ending: the hook is at work
        }
    }
}
