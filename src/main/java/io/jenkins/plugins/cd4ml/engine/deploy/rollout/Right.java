package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Something that credentials may do in a namespace.
 *
 * @param group       of the API; empty for the core
 * @param resource    plural, as in paths
 * @param subresource null for the resource itself
 */
public record Right(String verb, String group, String resource, String subresource) {
    String shown() {
        return verb + " " + resource + (subresource == null ? "" : "/" + subresource)
                + (group.isEmpty() ? "" : "." + group);
    }

    /** @return what applying, restoring and pruning objects of a kind takes */
    public static Set<Right> ofKind(String group, String resource, boolean takeOver) {
        Set<Right> rights = new LinkedHashSet<>();
        List.of("get", "create", "patch", "delete").forEach(v -> rights.add(new Right(v, group, resource, null)));
        if (takeOver) {
            rights.add(new Right("update", group, resource, null));
        }
        return rights;
    }

    /** @return what watching pods takes */
    public static Set<Right> ofPods() {
        return Set.of(new Right("list", "", "pods", null));
    }

    /** @return what golden requests take */
    public static Set<Right> ofRequests() {
        return new LinkedHashSet<>(
                List.of(new Right("get", "", "services", "proxy"), new Right("create", "", "services", "proxy")));
    }

    /** Asks the cluster. @return those that the credentials lack, as sentences show them */
    public static List<String> missing(ClusterClient cluster, Collection<Right> rights) {
        List<String> missing = new ArrayList<>();
        for (Right right : rights) {
            if (!cluster.may(right.verb, right.group, right.resource, right.subresource)) {
                missing.add(right.shown());
            }
        }
        return missing;
    }
}
