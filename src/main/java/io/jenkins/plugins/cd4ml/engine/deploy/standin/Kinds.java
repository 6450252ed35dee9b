package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The kinds of objects that the stand-in serves, and the discovery documents that say so. */
final class Kinds {
    /** @param group empty for the core group */
    record Kind(String group, String version, String plural, String name, boolean namespaced) {
        String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }
    }

    private static final List<Kind> ALL = List.of(
            new Kind("", "v1", "namespaces", "Namespace", false),
            new Kind("", "v1", "configmaps", "ConfigMap", true),
            new Kind("", "v1", "pods", "Pod", true),
            new Kind("", "v1", "secrets", "Secret", true),
            new Kind("", "v1", "services", "Service", true),
            new Kind("", "v1", "serviceaccounts", "ServiceAccount", true),
            new Kind("apps", "v1", "deployments", "Deployment", true),
            new Kind("apps", "v1", "replicasets", "ReplicaSet", true),
            new Kind("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false),
            new Kind("networking.k8s.io", "v1", "ingresses", "Ingress", true));

    private Kinds() {}

    static Optional<Kind> byPlural(String group, String version, String plural) {
        return ALL.stream()
                .filter(k -> k.group().equals(group)
                        && k.version().equals(version)
                        && k.plural().equals(plural))
                .findFirst();
    }

    /** @return {@code /api}: the core group's versions */
    static ObjectNode core() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        return versions;
    }

    /** @return {@code /apis}: the other groups */
    static ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        TreeSet<String> names = new TreeSet<>();
        ALL.stream().filter(k -> !k.group().isEmpty()).forEach(k -> names.add(k.group()));
        for (String name : names) {
            ObjectNode group = groups.addObject().put("name", name);
            ObjectNode version = Json.object().put("groupVersion", name + "/v1").put("version", "v1");
            group.putArray("versions").add(version);
            group.set("preferredVersion", version);
        }
        return list;
    }

    /** @return {@code /api/v1}, {@code /apis/apps/v1}: the kinds of one group and version; empty when unknown */
    static Optional<ObjectNode> resources(String group, String version) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (Kind kind : ALL) {
            if (kind.group().equals(group) && kind.version().equals(version)) {
                ObjectNode resource = resources
                        .addObject()
                        .put("name", kind.plural())
                        .put("singularName", kind.plural().replaceFirst("e?s$", ""))
                        .put("namespaced", kind.namespaced())
                        .put("kind", kind.name());
                List.of("create", "delete", "get", "list", "patch", "update", "watch")
                        .forEach(resource.withArray("verbs")::add);
            }
        }
        return resources.isEmpty() ? Optional.empty() : Optional.of(list);
    }
}
