package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;

/** Turns what the Kubernetes client throws into one sentence, and into the kind of answer it is. */
final class ClusterErrors {
    /** How an API server begins, with the code 500, when an applied object does not fit its kind's schema. */
    private static final String UNTYPED = "failed to create typed patch object";

    private ClusterErrors() {}

    /**
     * @param server  the API server's address
     * @param place   where the object at hand was written, or null
     * @param subject the object at hand or what was asked for, such as {@code Deployment churn}
     * @return what to throw: a {@link PromotionRefusedException} where the cluster said no, an {@link InputException} where it could not
     *         be asked, a {@link CancellationException} where the thread was interrupted
     */
    static RuntimeException of(KubernetesClientException e, String server, String place, String subject) {
        if (Thread.currentThread().isInterrupted()) {
            CancellationException cancelled = new CancellationException("The promotion was interrupted.");
            cancelled.initCause(e);
            return cancelled;
        }
        String said = said(e);
        if (said.startsWith(UNTYPED)) {
            return invalid(e, place, subject, said);
        }
        return switch (e.getCode()) {
            case -1, 0 ->
                new InputException(
                        "The Kubernetes API server " + server + " cannot be reached (" + reason(e)
                                + "); check the address in the kubeconfig and the network.",
                        e);
            case 401 ->
                new InputException(
                        "The Kubernetes API server " + server
                                + " refused the credentials (401 Unauthorized); renew the token or certificate in the"
                                + " kubeconfig.",
                        e);
            case 403 -> new PromotionRefusedException(subject + ": the cluster forbids it (" + said + ").", e);
            case 409 -> conflict(e, subject, said);
            case 404 -> new InputException(subject + ": the cluster does not have it (" + said + ").", e);
            case 400, 413, 415, 422 -> invalid(e, place, subject, said);
            default ->
                new InputException(
                        "The Kubernetes API server " + server + " could not answer for " + subject + " (" + e.getCode()
                                + ": " + said + "); try again later.",
                        e);
        };
    }

    private static InputException invalid(KubernetesClientException e, String place, String subject, String said) {
        if (said.contains("field is immutable") && subject.startsWith("Job ")) {
            return new InputException(
                    (place == null ? "" : place + ": ") + subject + " is there with another template, which Kubernetes"
                            + " never changes; put ${cd4ml.version} into its name, so that each version has its own.",
                    e);
        }
        return new InputException(
                (place == null ? "" : place + ": ") + subject + " is not valid for the cluster: " + said + ".", e);
    }

    /** Server-side apply names each field and its owner in the causes. */
    private static PromotionRefusedException conflict(KubernetesClientException e, String subject, String said) {
        List<StatusCause> causes = e.getStatus() == null || e.getStatus().getDetails() == null
                ? List.of()
                : e.getStatus().getDetails().getCauses();
        List<String> fields = causes.stream()
                .filter(c -> "FieldManagerConflict".equals(c.getReason()))
                .map(c -> c.getField().replaceFirst("^\\.", "") + " (" + owner(c.getMessage()) + ")")
                .toList();
        if (fields.isEmpty()) {
            return new PromotionRefusedException(
                    subject + ": somebody changed it at the same time (" + said + "); promote again.", e);
        }
        return new PromotionRefusedException(
                subject + ": another field manager owns " + String.join(", ", fields)
                        + "; leave that out of the manifest, or let the environment take the field over.",
                e);
    }

    /** {@code conflict with "kubectl" using apps/v1} */
    private static String owner(String message) {
        int from = message.indexOf('"');
        int to = message.indexOf('"', from + 1);
        return from < 0 || to < 0 ? message : message.substring(from + 1, to);
    }

    private static String said(KubernetesClientException e) {
        Status status = e.getStatus();
        String text = status != null && status.getMessage() != null ? status.getMessage() : e.getMessage();
        String line = String.valueOf(text)
                .lines()
                .findFirst()
                .orElse("no reason given")
                .strip();
        line = line.length() > 500 ? line.substring(0, 500) + "…" : line;
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** @return why there was no answer at all, in plain words */
    static String reason(Throwable e) {
        String last = e.getMessage();
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException) {
                return "unknown host " + t.getMessage();
            }
            if (t instanceof ConnectException) {
                return "connection refused";
            }
            if (t instanceof SocketTimeoutException || t instanceof java.util.concurrent.TimeoutException) {
                return "no answer in time";
            }
            if (t instanceof SSLException) {
                return "TLS: " + t.getMessage();
            }
            last = t.getMessage() == null ? last : t.getMessage();
        }
        return last;
    }
}
