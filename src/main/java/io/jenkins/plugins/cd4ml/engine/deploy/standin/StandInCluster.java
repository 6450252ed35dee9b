package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A stand-in for a Kubernetes cluster in this process, on loopback: for the demo on a machine without a cluster, and for
 * faults that a real API server does not show on demand. It serves objects with server-side apply, plays the
 * controllers and the kubelet for Deployments, and forwards the service proxy to model servers that are real. It checks
 * neither schemas nor credentials. The tests run the same cases against it and against a real API server.
 */
public final class StandInCluster implements AutoCloseable {
    private final Store store = new Store();
    private final Faults faults = new Faults();
    private final Workloads workloads;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cd4ml-stand-in");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts it with the namespace {@code default}. @param starter serves the models of the pods that become ready */
    public StandInCluster(ServerStarter starter) {
        workloads = new Workloads(store, starter);
        try {
            http = LocalHttp.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", new Api(store, faults, workloads));
        http.setExecutor(threads);
        http.start();
        createNamespace("default");
        threads.execute(workloads);
    }

    public void createNamespace(String name) {
        Kinds.Kind kind = Kinds.byPlural("", "v1", "namespaces").orElseThrow();
        ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        store.put(Store.key(kind, null, name), namespace);
    }

    /** @return faults to switch on and off */
    public Faults faults() {
        return faults;
    }

    /** @return the API server's address */
    public String url() {
        return "http://" + http.getAddress().getAddress().getHostAddress() + ":"
                + http.getAddress().getPort() + "/";
    }

    /** @return a kubeconfig for it, as YAML */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: stand-in, cluster: {server: "%s"}}]
                users: [{name: stand-in, user: {}}]
                contexts: [{name: stand-in, context: {cluster: stand-in, user: stand-in, namespace: default}}]
                current-context: stand-in
                """.formatted(url());
    }

    /** @return a new client; the caller closes it */
    public KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withNamespace("default")
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(20_000)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        workloads.close();
    }
}
