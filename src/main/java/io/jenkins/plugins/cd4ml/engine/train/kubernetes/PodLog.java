package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final Consumer<String> lines;
    private long passed;

    PodLog(KubernetesClient client, String namespace, String pod, Consumer<String> lines) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.lines = lines;
    }

    /** Passes on what comes until the pod's container ends or the connection breaks. */
    void follow() {
        try (LogWatch watch = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(JobObjects.CONTAINER)
                .watchLog()) {
            read(watch.getOutput(), false);
        } catch (IOException | KubernetesClientException e) {
            return; // the caller looks at the pod and comes again
        }
    }

    /** Passes on the rest of the log of a container that ended. */
    void finish() throws IOException {
        try (InputStream log = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(JobObjects.CONTAINER)
                .getLogInputStream()) {
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
