package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Follows a pod's log line by line. When the connection breaks, it is read again and what was passed on is skipped: no
 * line is lost, and none comes twice.
 */
final class PodLog {
    private final TrainingNamespace cluster;
    private final String pod;
    private final String container;
    private final Consumer<String> lines;
    private long passed;
    private volatile LogWatch watched;

    PodLog(TrainingNamespace cluster, String pod, String container, Consumer<String> lines) {
        this.cluster = cluster;
        this.pod = pod;
        this.container = container;
        this.lines = lines;
    }

    private ContainerResource container() {
        return cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .withName(pod)
                .inContainer(container);
    }

    /** Passes on what comes until the pod's container ends or the connection breaks. */
    void follow() {
        try (LogWatch watch = container().watchLog()) {
            watched = watch;
            read(watch.getOutput(), false);
        } catch (IOException | KubernetesClientException e) {
            return; // the caller looks at the pod and comes again
        }
    }

    /** Lets another thread's {@link #follow} return. */
    void stop() {
        LogWatch watch = watched;
        if (watch != null) {
            watch.close();
        }
    }

    /**
     * Passes on the rest of the log of a container that ended.
     *
     * @param restarted whether the pod's container runs again since: then the log is that of the run before
     */
    void finish(boolean restarted) throws IOException {
        try (InputStream log = restarted
                ? container().terminated().getLogInputStream()
                : container().getLogInputStream()) {
            read(log, true);
        }
    }

    /** @param whole whether a last line without an end is one */
    private void read(InputStream log, boolean whole) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        long number = 0;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            pass(line, ++number);
        }
        if (whole && !line.isEmpty()) {
            pass(line, ++number);
        }
    }

    private void pass(StringBuilder line, long number) {
        if (number > passed) {
            passed = number;
            lines.accept(line.toString());
        }
        line.setLength(0);
    }
}
