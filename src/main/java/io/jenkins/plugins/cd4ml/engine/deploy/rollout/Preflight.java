package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import io.fabric8.kubernetes.api.model.APIResource;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ModelConfigMap;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks the cluster everything that can be asked before anything is changed: kinds, permissions, and a dry run. */
public final class Preflight {
    private final ClusterClient cluster;

    public Preflight(ClusterClient cluster) {
        this.cluster = cluster;
    }

    /**
     * @param smoke whether requests will go through the API server's service proxy
     * @throws PromotionRefusedException when the credentials may not, {@link InputException} for a kind that is not there or
     *                                   does not live in a namespace
     */
    public void permitted(List<ManifestObject> objects, boolean smoke, boolean takeOver) {
        Set<Right> rights = new LinkedHashSet<>();
        objects.forEach(object ->
                rights.addAll(Right.ofKind(group(object), namespaced(object).getName(), takeOver)));
        if (objects.stream().anyMatch(o -> o.json().at("/metadata/labels").has(ModelConfigMap.GENERATED))) {
            rights.add(new Right("list", "", "configmaps", null)); // to tidy up earlier ones
        }
        granted(rights, objects, smoke);
    }

    /** As {@link #permitted} where something else applies the objects. */
    public void readable(List<ManifestObject> objects, boolean smoke) {
        Set<Right> rights = new LinkedHashSet<>();
        objects.forEach(object ->
                rights.add(new Right("get", group(object), namespaced(object).getName(), null)));
        granted(rights, objects, smoke);
    }

    private APIResource namespaced(ManifestObject object) {
        APIResource kind = cluster.kind(object);
        if (!kind.getNamespaced()) {
            throw new InputException(object.place() + ": " + object.shown() + " does not live in a namespace; an"
                    + " environment is confined to its namespace, so apply it by other means.");
        }
        return kind;
    }

    private void granted(Set<Right> rights, List<ManifestObject> objects, boolean smoke) {
        boolean kserve = objects.stream().anyMatch(o -> o.kind().equals("InferenceService"));
        if (kserve) {
            rights.add(new Right("get", "apps", "deployments", null));
        }
        if (kserve
                || objects.stream().anyMatch(o -> o.json().at("/spec/template").isObject())) {
            rights.addAll(Right.ofPods());
        }
        if (kserve || objects.stream().anyMatch(o -> o.is("apps/v1", "Deployment"))) {
            rights.add(new Right("list", "apps", "replicasets", null));
        }
        if (smoke) {
            rights.addAll(Right.ofRequests());
        }
        List<String> missing = Right.missing(cluster, rights);
        if (!missing.isEmpty()) {
            throw new PromotionRefusedException(
                    "The credentials may not " + String.join(", ", missing) + " in namespace " + cluster.namespace()
                            + "; grant it by a Role, as cd4ml rbac prints it, see docs/promotion.md.");
        }
    }

    /**
     * Asks by a dry run whether the cluster would take the objects.
     *
     * @throws PromotionRefusedException when it would say no, {@link InputException} when an object is not valid for it
     */
    public void accepted(List<ManifestObject> objects, boolean takeOver) {
        objects.forEach(object -> cluster.apply(object, true, takeOver));
    }

    private static String group(ManifestObject object) {
        int slash = object.apiVersion().indexOf('/');
        return slash < 0 ? "" : object.apiVersion().substring(0, slash);
    }
}
