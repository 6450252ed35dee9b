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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A running test cluster: the real API server and controllers of {@code src/test/kube}. It ends and removes its folder
 * when it is closed, and also when this JVM is killed, because its standard input closes then. The environment variable
 * {@code CD4ML_KUBE_KEEP} keeps the folder, with all logs.
 */
public final class KubeCluster implements AutoCloseable {
    private final Process process;
    private final Path kubeconfigFile;
    private final String kubeconfig;
    private final JsonNode ready;
    private final List<String> namespaces = new CopyOnWriteArrayList<>();

    private KubeCluster(Process process, JsonNode ready) throws IOException {
        this.process = process;
        this.ready = ready;
        kubeconfigFile = Path.of(ready.get("kubeconfig").asText());
        kubeconfig = Files.readString(kubeconfigFile);
    }

    /** @throws IOException when it does not become ready; the message has what it printed */
    public static KubeCluster start(Path binary) throws IOException {
        Path folder = Files.createTempDirectory("kube");
        boolean keep = System.getenv("CD4ML_KUBE_KEEP") != null;
        Path log = folder.resolve("serve.log");
        Process process = new ProcessBuilder(
                        binary.toString(), "serve", "--dir", folder.toString(), "--remove=" + !keep)
                .redirectError(log.toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("The test cluster did not start: " + Files.readString(log));
        }
        return new KubeCluster(process, new ObjectMapper().readTree(line));
    }

    public String url() {
        return ready.get("url").asText();
    }

    public Path kubeconfigFile() {
        return kubeconfigFile;
    }

    /** @return an administrator's kubeconfig with everything inline */
    public String kubeconfig() {
        return kubeconfig;
    }

    /** @return the same kubeconfig with another bearer token, such as one that nobody has */
    public String kubeconfig(String token) {
        return kubeconfig.replaceAll("(?m)^(\\s+)token: .*$", "$1token: " + token);
    }

    /** @return whether requests through a Service's proxy can reach pods here */
    public boolean servesPods() {
        return ready.get("servesPods").asBoolean();
    }

    /** @return a new administrator's client; the caller closes it */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
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
            namespaces.add(name);
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

    /** @return how many namespaces were made so far */
    int mark() {
        return namespaces.size();
    }

    /** Ends what runs in them: a test's model servers would stay until the end of all tests. Does not wait for it. */
    void deleteNamespacesSince(int mark) {
        List<String> since = namespaces.subList(mark, namespaces.size());
        if (!since.isEmpty()) {
            try (KubernetesClient client = client()) {
                since.forEach(name -> client.namespaces().withName(name).delete());
            }
        }
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
