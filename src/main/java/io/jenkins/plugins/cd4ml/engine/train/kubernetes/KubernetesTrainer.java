package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.Job;
import io.jenkins.plugins.cd4ml.engine.train.Trained;
import io.jenkins.plugins.cd4ml.engine.train.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.command.CommandEnvironment;
import io.jenkins.plugins.cd4ml.engine.train.command.MetricFiles;
import io.jenkins.plugins.cd4ml.engine.train.command.MetricTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Runs {@code train.command} as a Kubernetes Job instead of on this node. Its name is kept in {@value #STATE} of the run
 * before it is made: a worker that comes again for the same run finds the Job, and goes on with its log where the last one
 * stopped. The Job is deleted when it ended, and when the worker is told to end.
 */
public final class KubernetesTrainer implements Trainer {
    static final String STATE = "kubernetes.json";

    private static final int TAIL = 50;
    private static final int LAST_WORDS = 3;
    private static final int NAME = 12;

    @Override
    public Trained train(Job job) {
        JsonNode block = job.spec().get("kubernetes");
        try (KubernetesClient client = client()) {
            String namespace =
                    block.path("namespace").asText(client.getConfiguration().getNamespace());
            if (namespace == null) {
                throw new InputException(job.project().place("/train/kubernetes")
                        + " names no namespace, and neither does the kubeconfig.");
            }
            return train(job, block, client, namespace);
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

    /** As {@code kubectl} would connect. */
    private static KubernetesClient client() {
        Collection<String> files = Config.getKubeconfigFilenames();
        boolean any = files.stream().anyMatch(file -> Files.isRegularFile(Path.of(file)));
        if (!any && System.getenv("KUBERNETES_SERVICE_HOST") == null) {
            throw new InputException("There is no kubeconfig (" + String.join(", ", files)
                    + " does not exist), which train.kubernetes needs on this node; set KUBECONFIG.");
        }
        return new KubernetesClientBuilder()
                .withConfig(Config.autoConfigure(null))
                .build();
    }

    private static Trained train(Job job, JsonNode block, KubernetesClient client, String namespace) {
        Shipment shipment = new Shipment(job.project(), block);
        ObjectNode state = state(job, block, shipment, client.getMasterUrl().toString(), namespace);
        String name = state.get("job").asText();
        String script = new PodScript(job, shipment, state.get("mark").asText()).text();
        JobObjects objects = new JobObjects(name, job.project().model(), block);
        JobRun run = new JobRun(client, namespace, name, job.progress());
        boolean found = run.exists();
        Thread hook = new Thread(run::delete);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            if (found) {
                run.complete(objects, script, shipment);
            } else {
                Files.deleteIfExists(job.file(PassedOn.FILE));
                run.create(objects, script, shipment);
            }
        } catch (IOException e) {
            throw new InputException(job.file(PassedOn.FILE) + " cannot be removed: " + FileErrors.reason(e) + ".", e);
        } catch (InputException e) {
            unhook(hook);
            throw e;
        }
        job.progress().line("Job " + name + " in namespace " + namespace + ": " + (found ? "found again" : "made"));
        try {
            job.spec()
                    .path("params")
                    .properties()
                    .forEach(p -> job.log().param(p.getKey(), p.getValue().asText()));
            return followed(job, block, shipment, state, run);
        } finally {
            cleaned(job, run, name);
            unhook(hook);
        }
    }

    private static void cleaned(Job job, JobRun run, String name) {
        try {
            run.delete();
            for (String file : new String[] {STATE, PassedOn.FILE}) {
                Files.deleteIfExists(job.file(file));
            }
        } catch (InputException | IOException e) { // what happened before matters more
            job.progress().line("The Job " + name + " could not be cleaned up: " + e.getMessage());
        }
    }

    private static Trained followed(Job job, JsonNode block, Shipment shipment, ObjectNode state, JobRun run) {
        Path points = CommandEnvironment.metricsLog(job);
        Path metrics = CommandEnvironment.metrics(job);
        ArrayDeque<String> tail = new ArrayDeque<>();
        Received received = new Received(state.get("mark").asText(), job.output(), metrics, points, line -> {
            tail.add(line);
            if (tail.size() > TAIL) {
                tail.remove();
            }
            job.progress().line(line);
        });
        try (MetricTail live = new MetricTail(points, job.log()::metric);
                PassedOn passed = new PassedOn(job.file(PassedOn.FILE))) {
            JobRun.Ended ended = run.follow(block.path("startSeconds").asLong(600), line -> {
                received.line(line, passed.isNew());
                passed.next();
            });
            live.finish();
            ObjectNode details =
                    Json.object().put("command", job.spec().get("command").asText());
            details.put("exit", ended.exit());
            details.set("tail", Json.MAPPER.valueToTree(tail));
            details.putObject("kubernetes")
                    .put("job", state.get("job").asText())
                    .put("namespace", state.get("namespace").asText())
                    .put("image", block.get("image").asText())
                    .put("node", ended.node());
            if (Files.exists(metrics)) {
                MetricFiles.metrics(metrics, job.log()::metric);
            }
            if (ended.exit() != 0) {
                Json.write(job.file("failed.json"), details);
                throw new InputException("The training command ended with exit code " + ended.exit() + " ("
                        + ended.reason() + ") in the pod of the Job "
                        + state.get("job").asText() + "; "
                        + lastWords(List.copyOf(tail)) + ".");
            }
            if (!shipment.shared()) {
                received.check();
            }
            return new Trained("kubernetes", job.log().params(), job.log().metrics(), details);
        }
    }

    private static String lastWords(List<String> tail) {
        List<String> said =
                tail.stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
        List<String> last = said.subList(Math.max(0, said.size() - LAST_WORDS), said.size());
        return last.isEmpty()
                ? "it said nothing"
                : "its last words: " + String.join(" | ", last).replaceAll("[.\\s]+$", "");
    }

    /** What an earlier worker of this run began, if it was the same training; else a new name. */
    private static ObjectNode state(Job job, JsonNode block, Shipment shipment, String server, String namespace) {
        String same = Digests.of(Json.line(job.spec()) + shipment.contents() + server + namespace);
        Path file = job.file(STATE);
        if (Files.exists(file)
                && Json.read(file) instanceof ObjectNode old
                && old.path("training").asText().equals(same)) {
            return old;
        }
        String id = UUID.randomUUID().toString().replace("-", "");
        ObjectNode state = Json.object()
                .put("job", "cd4ml-" + JobObjects.label(job.project().model()) + "-" + id.substring(0, NAME))
                .put("namespace", namespace)
                .put("server", server)
                .put("mark", "::cd4ml:" + id.substring(NAME, 2 * NAME))
                .put("training", same);
        Json.write(file, state);
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
