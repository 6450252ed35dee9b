package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Follows the log of one run of a node's container by a thread of its own, until it ended. */
final class NodeLog {
    private static final long LAST_LINES_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final TrainingNamespace cluster;
    private final String pod;
    private final int run;
    private final PodLog log;
    private final Thread thread;
    private volatile boolean ended;
    private volatile RuntimeException failure;

    /** @param run how many times the container was restarted before */
    NodeLog(TrainingNamespace cluster, int rank, String pod, int run, ClusterRun.Listener listener) {
        this.cluster = cluster;
        this.pod = pod;
        this.run = run;
        log = new PodLog(cluster, pod, TrainJobObjects.CONTAINER, line -> listener.line(rank, line));
        thread = new Thread(
                () -> {
                    try {
                        listener.begins(rank, pod + "." + run);
                        while (!ended && runs()) {
                            log.follow();
                            TimeUnit.MILLISECONDS.sleep(200);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        failure = e;
                    }
                },
                "cd4ml-node-" + rank);
        thread.setDaemon(true);
        thread.start();
    }

    boolean of(String otherPod, int otherRun) {
        return pod.equals(otherPod) && run == otherRun;
    }

    private boolean runs() {
        try {
            ContainerStatus status = TrainingNamespace.status(
                    cluster.asked(() -> cluster.client()
                            .pods()
                            .inNamespace(cluster.namespace())
                            .withName(pod)
                            .get()),
                    TrainJobObjects.CONTAINER);
            return status != null
                    && status.getRestartCount() == run
                    && status.getState().getRunning() != null;
        } catch (InputException e) {
            return true; // the API server is away: it comes back, or the training is given up
        }
    }

    /** Reads what is left of an attempt that another one follows. @param restarted in the same pod */
    void end(boolean restarted) {
        if (ended) {
            return;
        }
        ended = true;
        log.stop();
        thread.interrupt();
        join();
        if (restarted && failure == null) {
            try {
                log.finish(true);
            } catch (IOException | KubernetesClientException e) {
                return; // the kubelet has thrown it away: the next attempt counts
            }
        }
    }

    /** @param whole whether it is an error that the log is gone with its pod */
    void finish(boolean whole) {
        join();
        ended = true;
        if (failure != null) {
            throw failure;
        }
        try {
            log.finish(false);
        } catch (IOException | KubernetesClientException e) {
            if (whole) {
                throw new InputException("The log of pod " + pod + " cannot be read: " + e.getMessage() + ".", e);
            }
        }
    }

    private void join() {
        try {
            thread.join(LAST_LINES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingNamespace.Vanished("The training was interrupted.");
        }
    }
}
