package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest pods of a workload: the old ones' trouble is not this rollout's. By one thread. */
final class WorkloadPods {
    private static final String REVISION = "/metadata/annotations/deployment.kubernetes.io~1revision";

    private final ClusterClient cluster;

    WorkloadPods(ClusterClient cluster) {
        this.cluster = cluster;
    }

    /** @param live the workload as the cluster has it */
    List<ObjectNode> newest(ManifestObject object, ObjectNode live) {
        if (object.is("v1", "Pod")) {
            return List.of(live);
        }
        JsonNode selector = live.at("/spec/selector/matchLabels");
        if (selector.isEmpty()) {
            return List.of();
        }
        Map<String, String> labels = new TreeMap<>();
        selector.properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
        if (object.is("apps/v1", "Deployment")) {
            return ofDeployment(live, labels);
        }
        String revision = live.at("/status/updateRevision").asText();
        if (object.is("apps/v1", "StatefulSet") && !revision.isEmpty()) {
            labels.put("controller-revision-hash", revision);
        }
        return cluster.list("v1", "Pod", labels).stream()
                .filter(pod -> owned(pod, live))
                .toList();
    }

    private List<ObjectNode> ofDeployment(JsonNode deployment, Map<String, String> labels) {
        String revision = deployment.at(REVISION).asText();
        for (ObjectNode set : cluster.list("apps/v1", "ReplicaSet", labels)) {
            String hash = set.at("/metadata/labels/pod-template-hash").asText();
            if (!hash.isEmpty()
                    && owned(set, deployment)
                    && set.at(REVISION).asText().equals(revision)) {
                labels.put("pod-template-hash", hash);
                return cluster.list("v1", "Pod", labels);
            }
        }
        return List.of();
    }

    private static boolean owned(JsonNode object, JsonNode owner) {
        for (JsonNode reference : object.at("/metadata/ownerReferences")) {
            if (reference.path("uid").asText().equals(owner.at("/metadata/uid").asText())) {
                return true;
            }
        }
        return false;
    }
}
