package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.kubernetes.TrainingNamespace.Vanished;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The training as a {@code batch/v1} Job with one pod. */
final class JobRun implements ClusterRun {
    /** Glances at an API server that does not answer, before it is given up: five minutes. */
    static final int MOST_SILENT = 300;

    private final TrainingNamespace cluster;
    private final JobObjects objects;
    private final Progress progress;

    JobRun(TrainingNamespace cluster, JobObjects objects, Progress progress) {
        this.cluster = cluster;
        this.objects = objects;
        this.progress = progress;
    }

    private ScalableResource<Job> job() {
        return cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(cluster.namespace())
                .withName(cluster.name());
    }

    @Override
    public boolean exists() {
        return cluster.asked(job()::get) != null;
    }

    @Override
    public void create(String script, ProjectShipment shipment) {
        ObjectNode described = objects.job(shipment.files());
        Job job = cluster.asked(() -> cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(cluster.namespace())
                .resource(Json.as(described, Job.class))
                .create());
        try {
            map(
                    cluster,
                    objects.configMap(
                            script,
                            shipment.contents(),
                            "batch/v1",
                            "Job",
                            job.getMetadata().getUid()));
        } catch (InputException e) {
            delete(); // its pod would wait for ever
            throw e;
        }
    }

    static void map(TrainingNamespace cluster, ObjectNode map) {
        cluster.asked(() -> cluster.client()
                .configMaps()
                .inNamespace(cluster.namespace())
                .resource(Json.as(map, ConfigMap.class))
                .create());
    }

    static boolean hasMap(TrainingNamespace cluster) {
        return cluster.asked(() -> cluster.client()
                        .configMaps()
                        .inNamespace(cluster.namespace())
                        .withName(cluster.name())
                        .get())
                != null;
    }

    @Override
    public void complete(String script, ProjectShipment shipment) {
        if (!hasMap(cluster)) {
            String uid = cluster.asked(job()::get).getMetadata().getUid();
            map(cluster, objects.configMap(script, shipment.contents(), "batch/v1", "Job", uid));
        }
    }

    @Override
    public void delete() {
        cluster.asked(() ->
                job().withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
    }

    @Override
    public ObjectNode described() {
        return Json.object().put("job", cluster.name());
    }

    @Override
    public Ended follow(long startSeconds, Listener listener) {
        try {
            return followed(startSeconds, listener);
        } catch (Vanished e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private Ended followed(long startSeconds, Listener listener) {
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
                TrainingNamespace.pause();
                continue;
            }
            ContainerStatus status = TrainingNamespace.status(pod, JobObjects.CONTAINER);
            ContainerState state = status == null ? null : status.getState();
            if (state != null && state.getTerminated() != null) {
                log = log == null ? log(pod, listener) : log;
                return ended(pod, state, log);
            }
            if (state != null && state.getRunning() != null) {
                log = log == null ? log(pod, listener) : log;
                log.follow();
                TrainingNamespace.pause();
                continue;
            }
            String waiting = TrainingNamespace.waiting(pod, state);
            if (!waiting.equals(shown)) {
                progress.line(cluster + ": " + waiting);
                shown = waiting;
            }
            boolean failed = pod != null && "Failed".equals(pod.getStatus().getPhase());
            if (failed || System.nanoTime() > deadline) {
                throw new InputException("The training's pod did not start: " + waiting
                        + (failed ? "." : " after " + startSeconds + " s (train.kubernetes.startSeconds)."));
            }
            TrainingNamespace.pause();
        }
    }

    private PodLog log(Pod pod, Listener listener) {
        String name = pod.getMetadata().getName();
        progress.line(
                cluster + ": pod " + name + " runs on node " + pod.getSpec().getNodeName());
        listener.begins(0, name);
        return new PodLog(cluster, name, JobObjects.CONTAINER, line -> listener.line(0, line));
    }

    private Ended ended(Pod pod, ContainerState state, PodLog log) {
        try {
            log.finish(false);
        } catch (IOException | KubernetesClientException e) {
            throw new InputException(
                    "The log of pod " + pod.getMetadata().getName() + " cannot be read: " + e.getMessage() + ".", e);
        }
        return new Ended(
                state.getTerminated().getExitCode(),
                String.valueOf(state.getTerminated().getReason()),
                "in the pod of the " + cluster,
                String.valueOf(pod.getSpec().getNodeName()),
                0);
    }

    /** @return the Job's newest pod, or null while there is none */
    private Pod pod() {
        List<Pod> pods = cluster.pods(Map.of("batch.kubernetes.io/job-name", cluster.name()));
        Pod newest = pods.stream()
                .max(Comparator.comparing(p -> p.getMetadata().getCreationTimestamp()))
                .orElse(null);
        if (newest == null) {
            Job job = cluster.asked(job()::get);
            if (job == null) {
                throw new Vanished("The " + cluster + " is gone from namespace " + cluster.namespace()
                        + "; somebody deleted it, so train again.");
            }
            job.getStatus().getConditions().stream()
                    .filter(c -> "Failed".equals(c.getType()) && "True".equals(c.getStatus()))
                    .findFirst()
                    .ifPresent(c -> {
                        throw new Vanished("The " + cluster + " failed and its pod is gone (" + c.getReason() + ": "
                                + c.getMessage() + "); train again.");
                    });
        }
        return newest;
    }
}
