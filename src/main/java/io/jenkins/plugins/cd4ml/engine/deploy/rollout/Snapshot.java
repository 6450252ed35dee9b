package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.OwnedFields;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was in the cluster before a rollout, and the way back to it: objects that the rollout made are deleted; of
 * objects that were there, the fields that cd4ml had applied before are applied again, which takes away what the
 * rollout added and gives fields that it did not own back to their owners.
 */
public final class Snapshot {
    /** @param before null when it was not there */
    private record Change(ManifestObject object, ObjectNode before) {}

    private final ClusterClient cluster;
    private final List<Change> changes = new ArrayList<>();

    public Snapshot(ClusterClient cluster) {
        this.cluster = cluster;
    }

    /** Remembers the object as it is now; call it right before the object is applied. @return whether it is there */
    public boolean take(ManifestObject object) {
        ObjectNode live = cluster.get(object).orElse(null);
        changes.add(new Change(object, live));
        return live != null;
    }

    public boolean untouched() {
        return changes.isEmpty();
    }

    /**
     * Goes back, last change first. A failure at one object does not keep the others from going back.
     *
     * @return the objects that were there before and are put back, for the wait until they serve again
     * @throws RuntimeException the first failure, with the others suppressed in it
     */
    public List<ManifestObject> restore(List<String> differences) {
        List<ManifestObject> back = new ArrayList<>();
        RuntimeException failure = null;
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            try {
                if (change.before() == null) {
                    cluster.deleteOwn(change.object());
                } else {
                    differences.addAll(putBack(change));
                    back.add(0, change.object());
                }
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return back;
    }

    /** @return the fields that differ from before although everything of cd4ml's was put back: others changed them */
    private Set<String> putBack(Change change) {
        ObjectNode former = OwnedFields.of(change.before(), ClusterClient.FIELD_MANAGER);
        ObjectNode now = cluster.apply(new ManifestObject(change.object().place(), former), false, false);
        Set<String> paths = new TreeSet<>();
        differences(
                comparable(change.before()), comparable(now), change.object().shown() + " ", paths);
        return paths;
    }

    /** @return the object without what the API server and the controllers write */
    private static ObjectNode comparable(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "resourceVersion", "generation"));
            if (metadata.get("annotations") instanceof ObjectNode annotations) {
                annotations.remove("deployment.kubernetes.io/revision");
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        return copy;
    }

    private static void differences(JsonNode a, JsonNode b, String path, Set<String> paths) {
        if (a.isObject() && b.isObject()) {
            Set<String> names = new TreeSet<>();
            a.fieldNames().forEachRemaining(names::add);
            b.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                differences(a.path(name), b.path(name), path.endsWith(" ") ? path + name : path + "." + name, paths);
            }
        } else if (!a.equals(b)) {
            paths.add(path);
        }
    }
}
