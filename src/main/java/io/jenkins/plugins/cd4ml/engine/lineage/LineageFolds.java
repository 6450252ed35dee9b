package io.jenkins.plugins.cd4ml.engine.lineage;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A record of which parts are folded away: of each folded entity or activity, whatever leads to it and to nothing that is
 * still shown. Immutable.
 */
public final class LineageFolds {
    private final Lineage shown;
    private final Map<String, Integer> hidden = new HashMap<>();
    private final Map<String, Set<String>> before = new HashMap<>();
    private final Map<String, Set<String>> after = new HashMap<>();

    /** @param folded ids of entities and activities; others than the record's are ignored */
    public LineageFolds(Lineage whole, Collection<String> folded) {
        Set<String> entities = whole.entities.stream().map(Lineage.Entity::id).collect(Collectors.toSet());
        for (Lineage.Activity activity : whole.activities) {
            Set<String> uses = new HashSet<>(activity.used());
            for (String used : uses) {
                join(used, activity.id(), entities);
            }
            for (String made : activity.made()) {
                if (!uses.contains(made)) {
                    join(activity.id(), made, entities);
                }
            }
        }
        Set<String> gone = new HashSet<>();
        for (String id : folded) {
            fold(id, gone, new HashSet<>(folded));
        }
        shown = gone.isEmpty() ? whole : without(whole, gone);
    }

    private void join(String from, String to, Set<String> entities) {
        if (entities.contains(from) || entities.contains(to)) { // what the record does not have is not drawn
            before.computeIfAbsent(to, k -> new LinkedHashSet<>()).add(from);
            after.computeIfAbsent(from, k -> new LinkedHashSet<>()).add(to);
        }
    }

    /** Goes up from a node as long as everything that a node leads to is folded or gone. */
    private void fold(String id, Set<String> gone, Set<String> folded) {
        if (!before.containsKey(id)) {
            return;
        }
        Deque<String> open = new ArrayDeque<>(before.get(id));
        int count = 0;
        while (!open.isEmpty()) {
            String node = open.remove();
            boolean only = after.get(node).stream().allMatch(to -> to.equals(id) || gone.contains(to));
            if (only && !node.equals(id) && !folded.contains(node) && gone.add(node)) {
                count++;
                open.addAll(before.getOrDefault(node, Set.of()));
            }
        }
        if (count > 0) {
            hidden.put(id, count);
        }
    }

    private static Lineage without(Lineage whole, Set<String> gone) {
        Lineage shown = new Lineage();
        shown.run = whole.run;
        shown.model = whole.model;
        shown.agents.addAll(whole.agents);
        whole.entities.stream().filter(e -> !gone.contains(e.id())).forEach(shown.entities::add);
        whole.activities.stream().filter(a -> !gone.contains(a.id())).forEach(shown.activities::add);
        return shown;
    }

    /** @return the record without what is folded away */
    public Lineage shown() {
        return shown;
    }

    /** @return how much is folded into it; 0 where nothing is */
    public int hidden(String id) {
        return hidden.getOrDefault(id, 0);
    }

    /** @return whether something leads to it and to nothing else */
    public boolean foldable(String id) {
        return hidden(id) > 0
                || before.getOrDefault(id, Set.of()).stream()
                        .anyMatch(from -> List.of(id).containsAll(after.get(from)));
    }
}
