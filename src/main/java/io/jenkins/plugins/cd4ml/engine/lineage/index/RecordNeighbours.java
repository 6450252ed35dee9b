package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Thing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The records beside one, joined by digest.
 *
 * @param upstream   records that made what this one used: features, a parent model, the champion, the model promoted
 * @param downstream records that did something with what this one made: promoted, registered, compared with, trained from
 */
public record RecordNeighbours(List<Neighbour> upstream, List<Neighbour> downstream) {
    /** So many of each are kept, the newest. */
    public static final int MOST = 100;

    /**
     * A record beside this one.
     *
     * @param things  by which they are joined, such as {@code model churn}
     * @param uses what the record downstream did with them; upstream, what this one did
     */
    public record Neighbour(IndexedRecord record, Set<String> things, Set<String> uses) {}

    static RecordNeighbours of(IndexMemory memory, String id, Predicate<IndexedRecord> visible) {
        IndexedRecord self = memory.get(id);
        if (self == null || !visible.test(self)) {
            return new RecordNeighbours(List.of(), List.of());
        }
        Map<String, Neighbour> upstream = new LinkedHashMap<>();
        Map<String, Neighbour> downstream = new LinkedHashMap<>();
        Set<String> done = new HashSet<>();
        for (Thing thing : self.things()) {
            boolean own = self.makes(thing.digest());
            if (!done.add(thing.digest())) {
                continue;
            }
            if (own) {
                memory.naming(thing.digest(), other -> {
                    RecordSource.Version version = other.version();
                    boolean same = version == null || version.digest().equals(thing.digest());
                    if (same && !other.id().equals(id) && visible.test(other)) {
                        add(
                                downstream,
                                other,
                                thing,
                                version == null ? other.uses(thing.digest()) : Set.of("register"));
                    }
                });
            } else {
                memory.making(thing.digest(), other -> {
                    if (other.version() == null && !other.id().equals(id) && visible.test(other)) {
                        add(upstream, other, thing, self.uses(thing.digest()));
                    }
                });
            }
        }
        return new RecordNeighbours(newest(upstream), newest(downstream));
    }

    private static void add(Map<String, Neighbour> to, IndexedRecord other, Thing thing, Set<String> uses) {
        Neighbour known = to.computeIfAbsent(other.id(), i -> new Neighbour(other, new TreeSet<>(), new TreeSet<>()));
        known.things().add(thing.kind() + " " + thing.name());
        known.uses().addAll(uses);
    }

    private static List<Neighbour> newest(Map<String, Neighbour> all) {
        List<Neighbour> sorted = new ArrayList<>(all.values());
        sorted.sort(Comparator.comparing((Neighbour n) -> n.record().time()).reversed());
        return List.copyOf(sorted.subList(0, Math.min(MOST, sorted.size())));
    }
}
