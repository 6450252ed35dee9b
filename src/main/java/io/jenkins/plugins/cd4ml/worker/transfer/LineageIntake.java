package io.jenkins.plugins.cd4ml.worker.transfer;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes over what a worker added to the lineage. The worker's record came from an agent: it may add what it did and
 * describe what it made, but not rewrite what was recorded before, who did it, or what only the controller does.
 */
final class LineageIntake {
    private static final int MOST = 10_000;
    private static final Set<String> OURS = Set.of("gate", "waive", "approve", "promote", "rollback");

    private LineageIntake() {}

    /**
     * @param record  the build's record, which is changed
     * @param claimed the worker's
     * @throws InputException when it is no record of a worker
     */
    static void merge(Lineage record, Lineage claimed) {
        if (claimed.entities == null || claimed.activities == null || claimed.agents == null) {
            throw new InputException("The worker left a lineage.json without entities, activities or agents.");
        }
        if (claimed.entities.size() + claimed.activities.size() + claimed.agents.size() > MOST) {
            throw new InputException("The worker left a lineage.json with more than " + MOST + " items.");
        }
        if (claimed.model != null && claimed.model.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            record.model = claimed.model;
        }
        for (Lineage.Entity entity : claimed.entities) {
            if (entity == null || entity.id() == null) {
                throw new InputException("The worker left a lineage.json with an entity without an id.");
            }
            if (!ours(entity)) {
                record.put(entity);
            }
        }
        Set<Happened> known = new HashSet<>();
        record.activities.forEach(a -> known.add(Happened.of(a)));
        List<String> by = record.agents.stream().map(Lineage.Agent::id).toList();
        for (Lineage.Activity a : claimed.activities) {
            if (a == null || a.kind() == null) {
                throw new InputException("The worker left a lineage.json with an activity without a kind.");
            }
            if (!known.contains(Happened.of(a)) && !OURS.contains(a.kind())) {
                record.add(new Lineage.Activity(
                        a.id(),
                        a.kind(),
                        a.used(),
                        a.made(),
                        by,
                        a.started(),
                        a.ended(),
                        a.outcome(),
                        a.sentence(),
                        a.attributes()));
            }
        }
    }

    /** What tells activities apart: two steps at once, each unaware of the other, give theirs the same id. */
    private record Happened(String kind, String started, String ended, String sentence) {
        static Happened of(Lineage.Activity activity) {
            return new Happened(activity.kind(), activity.started(), activity.ended(), activity.sentence());
        }
    }

    private static boolean ours(Lineage.Entity entity) {
        String id = entity.id();
        return id.equals("gates")
                || id.startsWith("approval:")
                || id.startsWith("deployment:")
                || id.startsWith("environment:");
    }
}
