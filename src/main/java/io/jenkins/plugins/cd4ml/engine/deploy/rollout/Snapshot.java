package io.jenkins.plugins.cd4ml.engine.deploy.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.ClusterClient;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.OwnedFields;
import io.jenkins.plugins.cd4ml.engine.deploy.manifest.ManifestObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was in the cluster before a rollout, and the way back to it: objects that the rollout made are deleted; of
 * objects that were there, the fields that cd4ml had applied before are applied again, which takes away what the
 * rollout added and gives fields that it did not own back to their owners. An object of which cd4ml had applied nothing,
 * or whose fields were taken over, goes back whole, its fields to their former owners.
 */
public class Snapshot {
    /**
     * @param before    null when it was not there
     * @param takenOver whether fields of others may be taken over
     */
    public record Change(ManifestObject object, ObjectNode before, boolean takenOver) {
        /**
         * Whether the object was wholly somebody else's, or fields are taken from others: cd4ml's own former part is then
         * not all that has to go back.
         */
        boolean whole(String manager) {
            return before != null && (takenOver || !OwnedFields.applied(before, manager));
        }
    }

    private final ClusterClient cluster;
    private final Map<String, Change> remembered = new LinkedHashMap<>();
    private final Set<Change> changes = new LinkedHashSet<>();

    public Snapshot(ClusterClient cluster) {
        this.cluster = cluster;
    }

    /**
     * Remembers the objects as they are now, before the first is applied.
     *
     * @param takeOver whether fields of other owners will be taken over
     */
    public void take(List<ManifestObject> objects, boolean takeOver) {
        objects.forEach(
                object -> remember(new Change(object, cluster.get(object).orElse(null), takeOver)));
    }

    /**
     * Takes over what an interrupted rollout had remembered: what it left behind is not what was there before. Any of it
     * may have been applied.
     */
    public void resume(List<Change> former) {
        former.forEach(change -> {
            remember(change);
            changes.add(change);
        });
    }

    protected final void remember(Change change) {
        remembered.put(key(change.object()), change);
    }

    private static String key(ManifestObject object) {
        return object.apiVersion() + " " + object.shown();
    }

    /** Asks by a dry run whether the objects that would go back whole could. */
    public void prove() {
        for (Change change : remembered.values()) {
            if (change.whole(cluster.manager())) {
                cluster.replace(change.object(), change.before(), true);
            }
        }
    }

    /** Says that the object is about to be applied. @return whether it was there before */
    public boolean begin(ManifestObject object) {
        Change change = remembered.get(key(object));
        changes.add(change);
        return change.before() != null;
    }

    /** @return the object as it was before the rollout; null where it was not there */
    public ObjectNode before(ManifestObject object) {
        Change change = remembered.get(key(object));
        return change == null ? null : change.before();
    }

    /** @return what is remembered, in the order in which it is applied */
    public List<Change> remembered() {
        return List.copyOf(remembered.values());
    }

    /** @return what was begun, last change first */
    protected final List<Change> begun() {
        List<Change> backwards = new ArrayList<>(changes);
        Collections.reverse(backwards);
        return backwards;
    }

    public boolean untouched() {
        return changes.isEmpty();
    }

    /** @return whether any of what was applied was there before */
    public boolean anyBefore() {
        return changes.stream().anyMatch(change -> change.before() != null);
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
        for (Change change : begun()) {
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
        ObjectNode now;
        if (change.whole(cluster.manager())) {
            now = cluster.replace(change.object(), change.before(), false);
        } else {
            ObjectNode former = OwnedFields.of(change.before(), cluster.manager());
            now = cluster.apply(new ManifestObject(change.object().place(), former), false, false);
        }
        return ObjectDifference.paths(change.object().shown(), change.before(), now);
    }
}
