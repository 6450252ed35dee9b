package io.jenkins.plugins.cd4ml.engine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelConfigMap;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelLabels;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What earlier rollouts left in the cluster. Model ConfigMaps are cd4ml's own and are deleted, but for those of the
 * version served now and of the one a roll back would go to. So are objects that the former version's manifests held and
 * the new ones do not, if cd4ml applied them for this model and environment; those that carry data stay and are named.
 */
final class Pruner {
    private static final Set<String> DATA = Set.of("PersistentVolumeClaim", "Secret", "StatefulSet");

    private final ClusterClient cluster;
    private final ModelRegistry registry;
    private final Progress progress;

    Pruner(ClusterClient cluster, ModelRegistry registry, Progress progress) {
        this.cluster = cluster;
        this.registry = registry;
        this.progress = progress;
    }

    /** Looks after a rollout that succeeded; a failure here is only told. @param former what was served before */
    void tidy(Alias alias, String former, PromotionRecord record) {
        try {
            String now = alias.current().orElseThrow().deployment();
            String back = alias.current().orElseThrow().previous();
            Set<String> kept = new HashSet<>(objects(alias, now));
            for (ManifestObject left : deployed(alias, former)) {
                if (!kept.contains(left.shown()) && !generated(alias, left.shown())) {
                    prune(left, alias, record);
                }
            }
            kept.addAll(objects(alias, back));
            deleteModels(alias, kept, record);
        } catch (RuntimeException e) {
            progress.line("  Earlier model ConfigMaps could not be tidied up: " + e.getMessage());
        }
    }

    private void prune(ManifestObject left, Alias alias, PromotionRecord record) {
        JsonNode labels =
                cluster.get(left).map(live -> live.at("/metadata/labels")).orElse(null);
        if (labels == null) {
            return; // gone already
        }
        boolean own = labels.path(ModelLabels.MODEL).asText().equals(alias.model())
                && labels.path(ModelLabels.ENVIRONMENT).asText().equals(alias.environment());
        if (own && !DATA.contains(left.kind())) {
            cluster.deleteOwn(left);
            progress.line("  " + left.shown() + " is no longer in the manifests and was deleted.");
            record.object(left, "deleted");
        } else {
            progress.line("  " + left.shown() + " is no longer in the manifests; it stays in the cluster, for "
                    + (own ? "it may carry data." : "it is not this model's."));
            record.left(left.shown());
        }
    }

    private void deleteModels(Alias alias, Set<String> kept, PromotionRecord record) {
        Map<String, String> own = Map.of(
                ModelLabels.MANAGED_BY,
                "cd4ml",
                ModelLabels.MODEL,
                alias.model(),
                ModelLabels.ENVIRONMENT,
                alias.environment(),
                ModelConfigMap.GENERATED,
                "model");
        for (ObjectNode json : cluster.list("v1", "ConfigMap", own)) {
            json.put("apiVersion", "v1").put("kind", "ConfigMap"); // items of a list do not say what they are
            ManifestObject configMap = new ManifestObject(null, json);
            if (!kept.contains(configMap.shown())) {
                cluster.deleteOwn(configMap);
                record.object(configMap, "deleted");
            }
        }
    }

    private static boolean generated(Alias alias, String object) {
        return object.startsWith("ConfigMap " + ModelConfigMap.prefix(alias.model()));
    }

    private List<String> objects(Alias alias, String deployment) {
        return deployed(alias, deployment).stream().map(ManifestObject::shown).toList();
    }

    private List<ManifestObject> deployed(Alias alias, String deployment) {
        JsonNode kept = deployment == null
                ? null
                : registry.deployment(alias.model(), alias.environment(), deployment)
                        .orElse(null);
        List<ManifestObject> objects = new ArrayList<>();
        if (kept != null) {
            kept.path("objects")
                    .forEach(o -> objects.add(new ManifestObject("promotion " + deployment, (ObjectNode) o)));
        }
        return objects;
    }
}
