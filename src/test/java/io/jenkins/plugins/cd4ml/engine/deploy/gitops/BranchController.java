package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestReader;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Argo CD and Flux do, as far as it matters here: applies what the branch holds, and deletes what it held before. */
public final class BranchController implements AutoCloseable {
    private final GitServer server;
    private final ClusterClient cluster;
    private final Map<String, ManifestObject> applied = new LinkedHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    public BranchController(GitServer server, KubernetesClient client, String namespace) {
        this.server = server;
        cluster = new ClusterClient(client, namespace, "controller-of-the-branch");
        thread = new Thread(this::follow, "branch-controller");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        String seen = "";
        while (!closed) {
            try {
                String tip = server.git("rev-parse", "main");
                if (!tip.equals(seen)) {
                    apply(tip);
                    seen = tip;
                }
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) { // such as a repository that is just written: once more
                seen = "";
            }
        }
    }

    private void apply(String tip) throws Exception {
        Map<String, ManifestObject> now = new LinkedHashMap<>();
        String names = server.git("ls-tree", "-r", "--name-only", tip);
        for (String path : names.lines().filter(l -> l.endsWith(".yaml")).toList()) {
            for (ManifestObject object : ManifestReader.read(path, server.git("show", tip + ":" + path))) {
                now.put(object.kind() + " " + object.name(), object);
            }
        }
        for (ManifestObject object : now.values()) {
            cluster.apply(object, false, true);
        }
        applied.keySet().removeAll(now.keySet());
        applied.values().forEach(cluster::deleteOwn);
        applied.clear();
        applied.putAll(now);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join();
    }
}
