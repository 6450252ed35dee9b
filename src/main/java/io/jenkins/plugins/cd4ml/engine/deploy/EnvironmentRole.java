package io.jenkins.plugins.cd4ml.engine.deploy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.rollout.Right;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The least that credentials of an environment must be allowed, as a Role with its account; and whether given ones are.
 * Promotions ask the same before their first write.
 */
public final class EnvironmentRole {
    /** API groups of the kinds that come with Kubernetes; the core's and those with a group in their name are not here. */
    private static final Map<String, String> GROUPS = new TreeMap<>(Map.ofEntries(
            Map.entry("Deployment", "apps"),
            Map.entry("StatefulSet", "apps"),
            Map.entry("DaemonSet", "apps"),
            Map.entry("Job", "batch"),
            Map.entry("CronJob", "batch"),
            Map.entry("Ingress", "networking.k8s.io"),
            Map.entry("NetworkPolicy", "networking.k8s.io"),
            Map.entry("HorizontalPodAutoscaler", "autoscaling"),
            Map.entry("PodDisruptionBudget", "policy"),
            Map.entry("Role", "rbac.authorization.k8s.io"),
            Map.entry("RoleBinding", "rbac.authorization.k8s.io")));

    private static final Set<String> CORE = Set.of(
            "ConfigMap",
            "Service",
            "Secret",
            "PersistentVolumeClaim",
            "ServiceAccount",
            "Pod",
            "ResourceQuota",
            "LimitRange");

    private EnvironmentRole() {}

    /** @return the manifest, in YAML: a ServiceAccount, a Role and its RoleBinding */
    public static String manifest(Environment environment, boolean takeOver) {
        String name = "cd4ml-" + environment.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        String metadata = "metadata: {name: " + name + ", namespace: " + environment.namespace() + "}\n";
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: ServiceAccount\n" + metadata
                + "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n" + metadata + "rules:\n");
        Map<String, Set<String>> verbs = new TreeMap<>(); // by what comes before them
        for (Right right : rights(environment, takeOver)) {
            String resource = right.resource() + (right.subresource() == null ? "" : "/" + right.subresource());
            verbs.computeIfAbsent(
                            "{apiGroups: [\"" + right.group() + "\"], resources: [" + resource + "]",
                            r -> new LinkedHashSet<>())
                    .add(right.verb());
        }
        verbs.forEach((rule, may) -> yaml.append("  - ")
                .append(rule)
                .append(", verbs: [")
                .append(String.join(", ", new TreeSet<>(may)))
                .append("]}\n"));
        return yaml.append("---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n")
                .append(metadata)
                .append("roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ")
                .append(name)
                .append("}\nsubjects:\n  - {kind: ServiceAccount, name: ")
                .append(name)
                .append(", namespace: ")
                .append(environment.namespace())
                .append("}\n")
                .toString();
    }

    /** Asks the cluster (SelfSubjectAccessReview). @return what the client's credentials lack; empty when nothing */
    public static List<String> missing(Environment environment, boolean takeOver, KubernetesClient client) {
        ClusterClient cluster = new ClusterClient(client, environment.namespace(), "cd4ml");
        return Right.missing(cluster, rights(environment, takeOver));
    }

    private static Set<Right> rights(Environment environment, boolean takeOver) {
        Set<Right> rights = new LinkedHashSet<>();
        for (String kind : new TreeSet<>(environment.kinds())) {
            int dot = kind.indexOf('.');
            String name = dot < 0 ? kind : kind.substring(0, dot);
            String group = dot < 0 ? GROUPS.get(kind) : kind.substring(dot + 1);
            if (group == null && !CORE.contains(kind)) {
                throw new InputException("The environment " + environment.name() + " allows the kind " + kind
                        + ", whose API group is not known; write it as KIND.GROUP.");
            }
            if (environment.repository() == null) {
                rights.addAll(Right.ofKind(group == null ? "" : group, plural(name), takeOver));
            } else {
                rights.add(new Right("get", group == null ? "" : group, plural(name), null)); // something else applies
            }
        }
        rights.add(new Right("list", "", "configmaps", null)); // to tidy up models of earlier versions
        rights.add(new Right("list", "apps", "replicasets", null));
        rights.add(new Right("get", "apps", "deployments", null));
        rights.addAll(Right.ofPods());
        rights.addAll(Right.ofRequests());
        return rights;
    }

    /** @return as Kubernetes forms plurals of kinds */
    private static String plural(String kind) {
        String name = kind.toLowerCase(Locale.ROOT);
        if (name.endsWith("s")) {
            return name + "es";
        }
        return name.endsWith("y") ? name.substring(0, name.length() - 1) + "ies" : name + "s";
    }
}
