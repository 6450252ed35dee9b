package io.jenkins.plugins.cd4ml.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A running test cluster: the real API server and controllers of {@code src/test/kube}. It ends when it is closed, and
 * also when this JVM is killed, because its standard input closes then.
 */
public final class KubeCluster implements AutoCloseable {
    private final Process process;
    private final Path kubeconfig;
    private final String url;

    private KubeCluster(Process process, Path kubeconfig, String url) {
        this.process = process;
        this.kubeconfig = kubeconfig;
        this.url = url;
    }

    /** @throws IOException when it does not become ready; the message has what it printed */
    public static KubeCluster start(Path binary) throws IOException {
        Path folder = Files.createTempDirectory("kube");
        Process process = new ProcessBuilder(binary.toString(), "serve", "--dir", folder.toString())
                .redirectError(folder.resolve("serve.log").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("The test cluster did not start: " + Files.readString(folder.resolve("serve.log")));
        }
        JsonNode ready = new ObjectMapper().readTree(line);
        return new KubeCluster(
                process,
                Path.of(ready.get("kubeconfig").asText()),
                ready.get("url").asText());
    }

    public String url() {
        return url;
    }

    public Path kubeconfigFile() {
        return kubeconfig;
    }

    /** @return an administrator's kubeconfig with everything inline */
    public String kubeconfig() {
        try {
            return Files.readString(kubeconfig);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return a new administrator's client; the caller closes it */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig()))
                .build();
    }

    /** @return the name of a new, empty namespace, whose default service account is there */
    public String namespace() {
        String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
        try (KubernetesClient client = client()) {
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
            client.serviceAccounts()
                    .inNamespace(name)
                    .withName("default")
                    .waitUntilCondition(a -> a != null, 30, TimeUnit.SECONDS);
        }
        return name;
    }

    /**
     * @param verbs what the bearer may do with everything in that namespace, e.g. {@code get}; nothing elsewhere
     * @return the kubeconfig of a new service account
     */
    public String restricted(String namespace, String... verbs) {
        return KubeUsers.restricted(this, namespace, verbs);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
