package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plays the kubelet: brings pods up, with a real model server where the pod mounts a model from a ConfigMap, or into the
 * trouble that the pod's annotation asks for. One thread, besides {@link #port}.
 */
final class Pods implements AutoCloseable {
    /** What shall become of a pod, as for the kubelet of {@code src/test/kube}; one of {@link PodState}'s fates. */
    static final String FATE = "cd4ml.test/pod";

    private final Kinds.Kind podKind = Kinds.byPlural("", "v1", "pods").orElseThrow();
    private final Kinds.Kind configMaps = Kinds.byPlural("", "v1", "configmaps").orElseThrow();
    private final Store store;
    private final ServerStarter starter;
    private final Map<String, ServerStarter.Running> servers = new HashMap<>();
    private final Set<String> done = new HashSet<>();

    Pods(Store store, ServerStarter starter) {
        this.store = store;
        this.starter = starter;
    }

    static boolean ready(JsonNode pod) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    synchronized Optional<Integer> port(String uid) {
        return Optional.ofNullable(servers.get(uid)).map(ServerStarter.Running::port);
    }

    /** Looks after every pod once. */
    void tick() {
        Set<String> alive = new HashSet<>();
        for (ObjectNode pod : store.list(Store.folder(podKind, null))) {
            String uid = pod.at("/metadata/uid").asText();
            alive.add(uid);
            if (done.add(uid)) {
                bringUp(pod, uid);
            }
        }
        synchronized (this) {
            servers.entrySet().removeIf(server -> {
                boolean gone = !alive.contains(server.getKey());
                if (gone) {
                    server.getValue().close();
                }
                return gone;
            });
        }
        done.retainAll(alive);
    }

    @Override
    public synchronized void close() {
        servers.values().forEach(ServerStarter.Running::close);
        servers.clear();
    }

    private void bringUp(ObjectNode pod, String uid) {
        String fate = pod.at("/metadata/annotations").path(FATE).asText("ready");
        if (fate.equals("ready")) {
            fate = serve(pod, uid);
        }
        pod.set("status", PodState.of(fate, pod.at("/spec/containers/0")));
        String namespace = pod.at("/metadata/namespace").asText();
        synchronized (store) {
            String key = Store.key(podKind, namespace, pod.at("/metadata/name").asText());
            if (store.get(key).isPresent()) {
                store.put(key, pod);
            }
        }
    }

    /** @return ready, or the fate of a pod whose server does not start */
    private String serve(ObjectNode pod, String uid) {
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String name = volume.at("/configMap/name").asText("");
            if (!name.isEmpty()) {
                Optional<ObjectNode> configMap = store.get(
                        Store.key(configMaps, pod.at("/metadata/namespace").asText(), name));
                if (configMap.isEmpty()) {
                    done.remove(uid); // looked after again: the volume may come
                    return "creating";
                }
                return start(pod, uid, configMap.get());
            }
        }
        return "ready";
    }

    private String start(ObjectNode pod, String uid, ObjectNode configMap) {
        try {
            Path folder = Files.createTempDirectory("cd4ml-pod");
            for (Map.Entry<String, JsonNode> file : configMap.path("binaryData").properties()) {
                Path path = folder.resolve(Path.of(file.getKey()).getFileName());
                Files.write(path, Base64.getDecoder().decode(file.getValue().asText()));
                path.toFile().deleteOnExit();
            }
            folder.toFile().deleteOnExit();
            ServerStarter.Running server = starter.start(modelName(pod), folder.resolve("model.onnx"));
            synchronized (this) {
                servers.put(uid, server);
            }
            return "ready";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            return "crash-loop";
        }
    }

    /** {@code --model_name NAME} among the container's arguments, as model servers take it; else the model's label. */
    private static String modelName(ObjectNode pod) {
        JsonNode args = pod.at("/spec/containers/0/args");
        for (int i = 0; i + 1 < args.size(); i++) {
            if (args.get(i).asText().equals("--model_name")) {
                return args.get(i + 1).asText();
            }
        }
        return pod.at("/metadata/labels/cd4ml.io~1model").asText("model");
    }
}
