package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A namespace of a cluster as one training sees it: what it asks is answered, or refused in one sentence.
 *
 * @param kind {@code Job} or {@code TrainJob}, as sentences name it
 * @param name of that object
 */
record TrainingNamespace(KubernetesClient client, String namespace, String kind, String name) {
    private static final long GLANCE_MILLIS = 1000;
    private static final Set<String> HOPELESS = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError");

    /** Something to be asked of the API server. */
    interface Question<T> {
        T ask();
    }

    /** Trying again does not help. */
    static final class Vanished extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Vanished(String sentence) {
            super(sentence);
        }
    }

    /** @return as in {@code Job cd4ml-churn-0a1b} */
    @Override
    public String toString() {
        return kind + " " + name;
    }

    <T> T asked(Question<T> question) {
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
                    "The " + this + " in namespace " + namespace + ": the cluster refuses: " + said + ".", e);
        }
    }

    List<Pod> pods(Map<String, String> labels) {
        return asked(() ->
                client.pods().inNamespace(namespace).withLabels(labels).list().getItems());
    }

    /** @return the status of a pod's container; null while there is none */
    static ContainerStatus status(Pod pod, String container) {
        return pod == null
                ? null
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(c -> c.getName().equals(container))
                        .findFirst()
                        .orElse(null);
    }

    /** @return why a pod does not run yet, in the cluster's words */
    static String waiting(Pod pod, ContainerState state) {
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

    /** Waits until the next look. */
    static void pause() {
        try {
            Thread.sleep(GLANCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Vanished("The training was interrupted.");
        }
    }

    /** @return whether the cluster knows no such kind of object */
    static boolean unknownKind(InputException e) {
        return e.getCause() instanceof KubernetesClientException cause
                && cause.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }
}
