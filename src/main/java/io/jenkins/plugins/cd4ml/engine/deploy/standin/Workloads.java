package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Plays the Deployment and ReplicaSet controllers: a ReplicaSet for each pod template, its pods, the former pods gone
 * once the new ones are ready, and the status that tells how far it is. {@link Pods} plays the kubelet. One thread.
 */
final class Workloads implements Runnable, AutoCloseable {
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final long TICK_MILLIS = 30;

    private final Kinds.Kind deployments =
            Kinds.byPlural("apps", "v1", "deployments").orElseThrow();
    private final Kinds.Kind replicaSets =
            Kinds.byPlural("apps", "v1", "replicasets").orElseThrow();
    private final Kinds.Kind podKind = Kinds.byPlural("", "v1", "pods").orElseThrow();
    private final Store store;
    private final Pods pods;

    Workloads(Store store, ServerStarter starter) {
        this.store = store;
        this.pods = new Pods(store, starter);
    }

    /** @return the port on which the pod's model is served, when it is ready */
    Optional<Integer> port(String podUid) {
        return pods.port(podUid);
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                synchronized (store) {
                    store.list(Store.folder(deployments, null)).forEach(this::deployment);
                    collectGarbage(replicaSets, deployments);
                    collectGarbage(podKind, replicaSets);
                }
                pods.tick(); // starting a server takes time, so outside the lock
                Thread.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pods.close();
    }

    private void deployment(ObjectNode deployment) {
        String namespace = deployment.at("/metadata/namespace").asText();
        ObjectNode current = replicaSet(deployment);
        String hash = current.at("/metadata/labels/pod-template-hash").asText();
        int wanted = deployment.at("/spec/replicas").asInt(1);
        List<ObjectNode> fresh = new ArrayList<>();
        List<ObjectNode> former = new ArrayList<>();
        List<ObjectNode> sets = store.list(Store.folder(replicaSets, namespace)).stream()
                .filter(set -> owned(set, deployment))
                .toList();
        for (ObjectNode pod : store.list(Store.folder(podKind, namespace))) {
            if (sets.stream().anyMatch(set -> owned(pod, set))) { // another Deployment's pods may match the selector
                (pod.at("/metadata/labels/pod-template-hash").asText().equals(hash) ? fresh : former).add(pod);
            }
        }
        while (fresh.size() > wanted) {
            delete(fresh.remove(fresh.size() - 1));
        }
        while (fresh.size() < wanted) {
            fresh.add(pod(deployment, current));
        }
        long ready = fresh.stream().filter(Pods::ready).count();
        if (ready >= wanted) {
            former.forEach(this::delete);
            former.clear();
        }
        long formerReady = former.stream().filter(Pods::ready).count();
        ObjectNode status = Json.object()
                .put("observedGeneration", deployment.at("/metadata/generation").asLong())
                .put("replicas", fresh.size() + former.size())
                .put("updatedReplicas", fresh.size())
                .put("readyReplicas", ready + formerReady)
                .put("availableReplicas", ready + formerReady);
        deployment.set("status", status);
        ObjectNode annotations = deployment.at("/metadata/annotations") instanceof ObjectNode a
                ? a
                : ((ObjectNode) deployment.get("metadata")).putObject("annotations");
        annotations.set(REVISION, current.at("/metadata/annotations").path(REVISION));
        store.put(Store.key(deployments, namespace, name(deployment)), deployment);
    }

    /** @return the ReplicaSet of the Deployment's pod template; a template that comes back gets the newest revision */
    private ObjectNode replicaSet(ObjectNode deployment) {
        String namespace = deployment.at("/metadata/namespace").asText();
        String hash = Digests.of(Json.line(deployment.at("/spec/template"))).substring(Digests.PREFIX.length(), 17);
        String name = name(deployment) + "-" + hash;
        int newest = 0;
        ObjectNode found = null;
        for (ObjectNode set : store.list(Store.folder(replicaSets, namespace))) {
            if (owned(set, deployment)) {
                newest = Math.max(newest, revision(set));
                found = name(set).equals(name) ? set : found;
            }
        }
        if (found != null && revision(found) == newest) {
            return found;
        }
        if (found == null) {
            found = Json.object().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
            ObjectNode metadata = metadata(found, name, namespace, deployment, "apps/v1");
            metadata.set("labels", labels(deployment, hash));
            found.putObject("spec")
                    .set("template", deployment.at("/spec/template").deepCopy());
        }
        ((ObjectNode) found.get("metadata")).putObject("annotations").put(REVISION, Integer.toString(newest + 1));
        return store.put(Store.key(replicaSets, namespace, name), found);
    }

    private ObjectNode pod(ObjectNode deployment, ObjectNode set) {
        String namespace = deployment.at("/metadata/namespace").asText();
        String name = name(set) + "-" + UUID.randomUUID().toString().substring(0, 5);
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = metadata(pod, name, namespace, set, "apps/v1");
        metadata.set("labels", set.at("/metadata/labels").deepCopy());
        if (deployment.at("/spec/template/metadata/annotations") instanceof ObjectNode annotations) {
            metadata.set("annotations", annotations.deepCopy());
        }
        pod.set("spec", deployment.at("/spec/template/spec").deepCopy());
        pod.putObject("status").put("phase", "Pending");
        return store.put(Store.key(podKind, namespace, name), pod);
    }

    private static ObjectNode metadata(ObjectNode object, String name, String namespace, ObjectNode owner, String api) {
        ObjectNode metadata = object.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", api)
                .put("kind", owner.path("kind").asText())
                .put("name", name(owner))
                .put("uid", owner.at("/metadata/uid").asText());
        return metadata;
    }

    private static ObjectNode labels(ObjectNode deployment, String hash) {
        ObjectNode labels =
                deployment.at("/spec/template/metadata/labels") instanceof ObjectNode l ? l.deepCopy() : Json.object();
        return labels.put("pod-template-hash", hash);
    }

    /** Deletes what belongs to something that is gone. */
    private void collectGarbage(Kinds.Kind kind, Kinds.Kind ownerKind) {
        List<ObjectNode> owners = store.list(Store.folder(ownerKind, null));
        for (ObjectNode object : store.list(Store.folder(kind, null))) {
            if (object.at("/metadata/ownerReferences").size() > 0
                    && owners.stream().noneMatch(o -> owned(object, o))) {
                store.delete(Store.key(kind, object.at("/metadata/namespace").asText(), name(object)));
            }
        }
    }

    private void delete(ObjectNode pod) {
        store.delete(Store.key(podKind, pod.at("/metadata/namespace").asText(), name(pod)));
    }

    private static boolean owned(JsonNode object, JsonNode owner) {
        return object.at("/metadata/ownerReferences/0/uid")
                .asText()
                .equals(owner.at("/metadata/uid").asText());
    }

    private static int revision(ObjectNode set) {
        return set.at("/metadata/annotations").path(REVISION).asInt();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
