package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A Job in the cluster: made or found again by its name, and followed to its end. Errors are one sentence. */
final class JobRun {
    private static final long GLANCE_MILLIS = 1000;
    private static final Set<String> HOPELESS = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError");
    /** Glances at an API server that does not answer, before it is given up: five minutes. */
    private static final int MOST_SILENT = 300;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Progress progress;

    /** How the command in the pod ended. */
    record Ended(int exit, String reason, String node) {}

    JobRun(KubernetesClient client, String namespace, String name, Progress progress) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.progress = progress;
    }

    boolean exists() {
        return asked(() -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                != null;
    }

    void create(JobObjects objects, String script, Shipment shipment) {
        ObjectNode described = objects.job(shipment.files());
        Job job = asked(() -> client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .resource(Json.as(described, Job.class))
                .create());
        try {
            map(objects, script, shipment, job.getMetadata().getUid());
        } catch (InputException e) {
            delete(); // its pod would wait for ever
            throw e;
        }
    }

    private void map(JobObjects objects, String script, Shipment shipment, String uid) {
        ObjectNode map = objects.configMap(script, shipment.contents(), uid);
        asked(() -> client.configMaps()
                .inNamespace(namespace)
                .resource(Json.as(map, ConfigMap.class))
                .create());
    }

    /** Makes what a worker that died between the two had no time to make. */
    void complete(JobObjects objects, String script, Shipment shipment) {
        if (asked(() -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                == null) {
            map(
                    objects,
                    script,
                    shipment,
                    asked(() -> client.batch()
                                    .v1()
                                    .jobs()
                                    .inNamespace(namespace)
                                    .withName(name)
                                    .get())
                            .getMetadata()
                            .getUid());
        }
    }

    void delete() {
        asked(() -> client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete());
    }

    /**
     * @param startSeconds until a pod that cannot start is given up
     * @param lines        gets the log
     */
    Ended follow(long startSeconds, Consumer<String> lines) {
        try {
            return followed(startSeconds, lines);
        } catch (Vanished e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private Ended followed(long startSeconds, Consumer<String> lines) {
        long deadline = System.nanoTime() + startSeconds * 1_000_000_000L;
        String shown = "";
        PodLog log = null;
        int silent = 0;
        while (true) {
            Pod pod;
            try {
                pod = pod();
                silent = 0;
            } catch (InputException e) {
                if (++silent > MOST_SILENT) {
                    throw e;
                }
                pause();
                continue;
            }
            ContainerState state = state(pod);
            if (state != null && state.getTerminated() != null) {
                log = log == null ? log(pod, lines) : log;
                return ended(pod, state, log);
            }
            if (state != null && state.getRunning() != null) {
                log = log == null ? log(pod, lines) : log;
                log.follow();
                pause();
                continue;
            }
            String waiting = waiting(pod, state);
            if (!waiting.equals(shown)) {
                progress.line("Job " + name + ": " + waiting);
                shown = waiting;
            }
            boolean failed = pod != null && "Failed".equals(pod.getStatus().getPhase());
            if (failed || System.nanoTime() > deadline) {
                throw new InputException("The training's pod did not start: " + waiting
                        + (failed ? "." : " after " + startSeconds + " s (train.kubernetes.startSeconds)."));
            }
            pause();
        }
    }

    private PodLog log(Pod pod, Consumer<String> lines) {
        progress.line("Job " + name + ": pod " + pod.getMetadata().getName() + " runs on node "
                + pod.getSpec().getNodeName());
        return new PodLog(client, namespace, pod.getMetadata().getName(), lines);
    }

    private Ended ended(Pod pod, ContainerState state, PodLog log) {
        try {
            log.finish();
        } catch (IOException | KubernetesClientException e) {
            throw new InputException(
                    "The log of pod " + pod.getMetadata().getName() + " cannot be read: " + e.getMessage() + ".", e);
        }
        return new Ended(
                state.getTerminated().getExitCode(),
                String.valueOf(state.getTerminated().getReason()),
                String.valueOf(pod.getSpec().getNodeName()));
    }

    /** @return the Job's newest pod, or null while there is none */
    private Pod pod() {
        List<Pod> pods = asked(() -> client.pods()
                .inNamespace(namespace)
                .withLabels(Map.of("batch.kubernetes.io/job-name", name))
                .list()
                .getItems());
        Pod newest = pods.stream()
                .max(Comparator.comparing(p -> p.getMetadata().getCreationTimestamp()))
                .orElse(null);
        if (newest == null) {
            Job job = asked(() -> client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName(name)
                    .get());
            if (job == null) {
                throw new Vanished("The Job " + name + " is gone from namespace " + namespace
                        + "; somebody deleted it, so train again.");
            }
            job.getStatus().getConditions().stream()
                    .filter(c -> "Failed".equals(c.getType()) && "True".equals(c.getStatus()))
                    .findFirst()
                    .ifPresent(c -> {
                        throw new Vanished("The Job " + name + " failed and its pod is gone (" + c.getReason() + ": "
                                + c.getMessage() + "); train again.");
                    });
        }
        return newest;
    }

    private static ContainerState state(Pod pod) {
        return pod == null
                ? null
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(c -> c.getName().equals(JobObjects.CONTAINER))
                        .map(ContainerStatus::getState)
                        .findFirst()
                        .orElse(null);
    }

    /** @throws InputException when it can never start */
    private String waiting(Pod pod, ContainerState state) {
        if (pod == null) {
            return "waits for a pod";
        }
        if (state != null && state.getWaiting() != null && state.getWaiting().getReason() != null) {
            String message = state.getWaiting().getMessage();
            String words = state.getWaiting().getReason() + (message == null ? "" : ": " + message.strip());
            return (HOPELESS.contains(state.getWaiting().getReason()) ? "cannot start, " : "") + words;
        }
        return pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .findFirst()
                .map(c -> "waits for a node, " + c.getReason() + ": " + c.getMessage())
                .orElse(pod.getStatus().getPhase()
                        + (pod.getStatus().getMessage() == null
                                ? ""
                                : ": " + pod.getStatus().getMessage()));
    }

    private static void pause() {
        try {
            Thread.sleep(GLANCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Vanished("The training was interrupted.");
        }
    }

    /** Trying again does not help. */
    private static final class Vanished extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Vanished(String sentence) {
            super(sentence);
        }
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (KubernetesClientException e) {
            String said = e.getStatus() != null && e.getStatus().getMessage() != null
                    ? e.getStatus().getMessage().lines().findFirst().orElse("")
                    : "";
            if (said.isEmpty()) {
                Throwable root = e;
                while (root.getCause() != null) {
                    root = root.getCause();
                }
                throw new InputException(
                        "The Kubernetes API server " + client.getMasterUrl() + " cannot be reached (" + root
                                + "); check the address in the kubeconfig and the network.",
                        e);
            }
            throw new InputException(
                    "The Job " + name + " in namespace " + namespace + ": the cluster refuses: " + said + ".", e);
        }
    }
}
