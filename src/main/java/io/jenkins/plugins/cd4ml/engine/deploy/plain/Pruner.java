package io.jenkins.plugins.cd4ml.engine.deploy.plain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Site;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.BlueGreen;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelConfigMap;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelLabels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What earlier rollouts left in the cluster. Model ConfigMaps are cd4ml's own and are deleted, but for those of the
 * version served now and of the one a roll back would go to. So are objects that the former version's manifests held and
 * the new ones do not, if cd4ml applied them for this model, environment and registry; those that carry data stay and are
 * named.
 */
public final class Pruner {
    private static final Set<String> DATA = Set.of("PersistentVolumeClaim", "Secret", "StatefulSet");

    private final Site site;

    Pruner(Site site) {
        this.site = site;
    }

    /** @return whether deleting it could lose data */
    public static boolean carriesData(ManifestObject object) {
        return DATA.contains(object.kind());
    }

    /** Looks after a rollout that succeeded; a failure here is only told. */
    void tidy(List<ManifestObject> now, List<ManifestObject> former, List<ManifestObject> back) {
        Map<String, String> own = owner(now);
        try {
            Set<String> kept = new HashSet<>();
            now.forEach(object -> kept.add(object.shown()));
            back.stream().filter(BlueGreen::stays).forEach(object -> kept.add(object.shown()));
            for (ManifestObject left : former) {
                if (!kept.contains(left.shown())
                        && !left.json().at("/metadata/labels").has(ModelConfigMap.GENERATED)) {
                    prune(left, own);
                }
            }
            back.forEach(object -> kept.add(object.shown()));
            deleteModels(own, kept);
        } catch (RuntimeException e) {
            site.progress().line("  What earlier rollouts left could not be tidied up: " + e.getMessage());
        }
    }

    /** @return the labels that say whose the objects are */
    private static Map<String, String> owner(List<ManifestObject> objects) {
        Map<String, String> own = new HashMap<>();
        JsonNode labels = objects.get(0).json().at("/metadata/labels");
        for (String label : ModelLabels.OWNER) {
            if (labels.has(label)) {
                own.put(label, labels.get(label).asText());
            }
        }
        return own;
    }

    private void prune(ManifestObject left, Map<String, String> owner) {
        JsonNode labels = site.cluster()
                .get(left)
                .map(live -> live.at("/metadata/labels"))
                .orElse(null);
        if (labels == null) {
            return; // gone already
        }
        boolean own = owner.entrySet().stream()
                .allMatch(l -> labels.path(l.getKey()).asText().equals(l.getValue()));
        if (own && !carriesData(left)) {
            site.cluster().deleteOwn(left);
            site.progress().line("  " + left.shown() + " is no longer in the manifests and was deleted.");
            site.notes().object(left, "deleted");
        } else {
            site.progress()
                    .line("  " + left.shown() + " is no longer in the manifests; it stays in the cluster, for "
                            + (own ? "it may carry data." : "it is not this model's."));
            site.notes().left(left.shown());
        }
    }

    private void deleteModels(Map<String, String> owner, Set<String> kept) {
        Map<String, String> generated = new HashMap<>(owner);
        generated.put(ModelLabels.MANAGED_BY, "cd4ml");
        generated.put(ModelConfigMap.GENERATED, "model");
        for (ObjectNode json : site.cluster().list("v1", "ConfigMap", generated)) {
            json.put("apiVersion", "v1").put("kind", "ConfigMap"); // items of a list do not say what they are
            ManifestObject configMap = new ManifestObject(null, json);
            if (!kept.contains(configMap.shown())) {
                site.cluster().deleteOwn(configMap);
                site.notes().object(configMap, "deleted");
            }
        }
    }
}
