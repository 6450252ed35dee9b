package io.jenkins.plugins.cd4ml.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods with something real behind them. */
@WithKube(servingPods = true)
class KubePodKubeTest {
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void freshNamespace(KubeCluster cluster) {
        client = cluster.client();
        namespace = cluster.namespace();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void create(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .create();
    }

    private Pod await(Predicate<Pod> as) {
        return client.pods()
                .inNamespace(namespace)
                .withName("web")
                .waitUntilCondition(pod -> pod != null && as.test(pod), 30, TimeUnit.SECONDS);
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    @Test
    void serviceProxyReachesAServerOfTheTestAndReadinessFollowsItsProbe() throws Exception {
        AtomicBoolean healthy = new AtomicBoolean(true);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("asked for " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(healthy.get() ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            create("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, labels: {app: web}, annotations: {cd4ml.test/serve: "127.0.0.1:%d"}}
                    spec:
                      containers:
                      - name: c
                        image: model
                        ports: [{name: http, containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /v2/health/ready, port: http}}
                    """.formatted(server.getAddress().getPort()));
            await(KubePodKubeTest::ready);
            client.endpoints()
                    .inNamespace(namespace)
                    .withName("web")
                    .waitUntilCondition(
                            e -> e != null
                                    && !e.getSubsets().isEmpty()
                                    && !e.getSubsets().get(0).getAddresses().isEmpty(),
                            30,
                            TimeUnit.SECONDS);
            assertEquals(
                    "asked for /v2/models/churn?x=1",
                    client.raw("/api/v1/namespaces/" + namespace + "/services/web:http/proxy/v2/models/churn?x=1"));
            healthy.set(false);
            await(pod -> !ready(pod));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void jobRunsItsCommandWithTheVariablesAndVolumesOfItsContainer() {
        create("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: files}
                data: {greeting: hello}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: words}
                stringData: {word: world}
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: train}
                spec:
                  template:
                    metadata:
                      annotations:
                        cd4ml.test/serve-command: '["sh", "-c", "cat $(VOLUME:/etc/files)/greeting; echo \\" $(WORD)\\""]'
                    spec:
                      restartPolicy: Never
                      containers:
                      - name: c
                        image: trainer
                        env: [{name: WORD, valueFrom: {secretKeyRef: {name: words, key: word}}}]
                        volumeMounts: [{name: files, mountPath: /etc/files}]
                      volumes: [{name: files, configMap: {name: files}}]
                """);
        var job = client.batch().v1().jobs().inNamespace(namespace).withName("train");
        Job done = job.waitUntilCondition(
                j -> j.getStatus() != null
                        && Integer.valueOf(1).equals(j.getStatus().getSucceeded()),
                30,
                TimeUnit.SECONDS);
        assertEquals(1, done.getStatus().getSucceeded());
        assertEquals("hello world\n", job.getLog());
    }

    @Test
    void commandThatEndsIsRestartedAndSaysWhy() {
        create("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  annotations: {cd4ml.test/serve-command: '["sh", "-c", "echo no model; exit 4"]'}
                spec: {containers: [{name: c, image: model}]}
                """);
        Pod pod = await(p -> p.getStatus().getContainerStatuses().stream()
                .anyMatch(c -> c.getRestartCount() > 0
                        && c.getState().getWaiting() != null
                        && "CrashLoopBackOff".equals(c.getState().getWaiting().getReason())));
        assertEquals(
                4,
                pod.getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getLastState()
                        .getTerminated()
                        .getExitCode());
        assertTrue(client.pods().inNamespace(namespace).withName("web").getLog().startsWith("no model"));
    }
}
