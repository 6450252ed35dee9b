package io.jenkins.plugins.cd4ml.engine.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Makes Kubernetes clients that fail soon instead of trying for minutes. The caller closes them. */
public final class Kubeconfigs {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 20_000;
    /** Each try waits twice as long as the one before, from a tenth of a second: under a second in all. */
    private static final int TRIES = 3;

    /** What a kubeconfig may say that runs a program or reads a file where it is used, with the way out. */
    private static final Map<String, String> CONFINED = new TreeMap<>(Map.of(
            "exec", "use a token or a certificate",
            "auth-provider", "use a token or a certificate",
            "tokenFile", "write the token itself as 'token'",
            "client-certificate", "write the certificate itself as 'client-certificate-data'",
            "client-key", "write the key itself as 'client-key-data'",
            "certificate-authority", "write the certificate itself as 'certificate-authority-data'"));

    private Kubeconfigs() {}

    /**
     * @return a client as {@code kubectl} would connect: KUBECONFIG, {@code ~/.kube/config} or the pod's own account
     * @throws InputException when there is none of them
     */
    public static KubernetesClient ofDefault() {
        Collection<String> files = Config.getKubeconfigFilenames();
        boolean any = files.stream().anyMatch(file -> Files.isRegularFile(Path.of(file)));
        if (!any && System.getenv("KUBERNETES_SERVICE_HOST") == null) {
            throw new InputException("There is no kubeconfig (" + String.join(", ", files)
                    + " does not exist); set KUBECONFIG or name one with --kubeconfig.");
        }
        return client(Config.autoConfigure(null));
    }

    /** @param file a kubeconfig on this machine; may run credential helpers and refer to files */
    public static KubernetesClient of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("The kubeconfig " + file + " does not exist.");
        }
        try {
            return client(Config.fromKubeconfig(file.toFile()));
        } catch (RuntimeException e) { // several kinds, also of the YAML library
            throw new InputException("The kubeconfig " + file + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    /**
     * For the Jenkins controller: somebody else's kubeconfig must neither run a program nor read a file here.
     *
     * @param text the kubeconfig
     * @throws InputException when it cannot be read, or wants to do either
     */
    public static KubernetesClient confined(String text) {
        try {
            JsonNode parsed = new KubernetesSerialization().unmarshal(text, ObjectNode.class);
            for (String list : new String[] {"users", "clusters"}) {
                for (JsonNode item : parsed.path(list)) {
                    confine(item.path("name").asText(), item.path(list.substring(0, list.length() - 1)));
                }
            }
            return client(Config.fromKubeconfig(text));
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InputException("The kubeconfig cannot be used: it is not a kubeconfig in YAML.", e);
        }
    }

    private static void confine(String name, JsonNode entry) {
        CONFINED.forEach((key, wayOut) -> {
            if (entry.hasNonNull(key)) {
                String what = entry.get(key)
                        .path("command")
                        .asText(entry.get(key).path("name").asText(""));
                throw new InputException("The kubeconfig's entry '" + name + "' has '" + key + "'"
                        + (what.isEmpty() ? "" : " (" + what + ")")
                        + ", which would run a program or read a file on the Jenkins controller; " + wayOut + ".");
            }
        });
    }

    private static KubernetesClient client(Config config) {
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setRequestTimeout(REQUEST_MILLIS);
        config.setRequestRetryBackoffLimit(TRIES);
        try {
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (KubernetesClientException e) {
            throw new InputException("The kubeconfig cannot be used: " + ClusterErrors.reason(e) + ".", e);
        }
    }
}
