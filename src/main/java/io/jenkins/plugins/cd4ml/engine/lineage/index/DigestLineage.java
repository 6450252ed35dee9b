package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Step;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Thing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Everything that touched some bytes or came of them: a data set that was found to be poisoned, and the features, models,
 * versions and deployments in which it is.
 *
 * @param digest   that was asked for
 * @param names    what records call these bytes, such as {@code dataset train}; empty where nobody knows them
 * @param records  first those that touch the bytes themselves, then by how many steps they are away, each newest first
 * @param derived  digests of what came of it, in the order they were found
 * @param cut      ids of records of which the index does not know all, at most 100: they may be concerned, too
 */
public record DigestLineage(
        String digest, Set<String> names, List<Touched> records, Collection<String> derived, List<String> cut) {
    private static final int MOST_NAMES = 50;
    private static final int MOST_CUT = 100;
    /** Comparing with a champion or measuring drift takes nothing over. */
    private static final Set<String> COMPARED = Set.of(IndexedRecord.CHAMPION, IndexedRecord.REFERENCE);

    /**
     * A record that is concerned.
     *
     * @param digest   of the bytes by which it is; where there are several, the first found
     * @param distance how many steps they are from the bytes asked for
     */
    public record Touched(IndexedRecord record, String digest, int distance) {
        /** @return what it did with them */
        public Set<String> uses() {
            return record.uses(digest);
        }
    }

    static DigestLineage of(IndexMemory memory, String digest, Predicate<IndexedRecord> visible) {
        Map<String, Integer> distances = new LinkedHashMap<>(Map.of(digest, 0));
        Map<String, Touched> touched = new LinkedHashMap<>();
        Set<Thing> things = new HashSet<>();
        Deque<String> queue = new ArrayDeque<>(List.of(digest));
        while (!queue.isEmpty()) {
            String now = queue.remove();
            int distance = distances.get(now);
            memory.naming(now, record -> {
                if (!visible.test(record)) {
                    return;
                }
                if (distance == 0) {
                    name(record, now, things);
                }
                List<String> derived = derived(record, now);
                for (String made : derived) {
                    if (distances.putIfAbsent(made, distance + 1) == null) {
                        queue.add(made);
                    }
                }
                if (distance == 0 || carries(record, now, derived)) {
                    touched.putIfAbsent(record.id(), new Touched(record, now, distance));
                }
            });
        }
        List<Touched> records = new ArrayList<>(touched.values());
        records.sort(Comparator.comparingInt(Touched::distance)
                .thenComparing(t -> t.record().time(), Comparator.reverseOrder()));
        List<String> cut = memory.cut().stream()
                .filter(visible)
                .map(IndexedRecord::id)
                .limit(MOST_CUT)
                .toList();
        List<String> derived = distances.keySet().stream().skip(1).toList();
        Set<String> names = new TreeSet<>();
        things.forEach(t -> names.add(t.kind() + " " + t.name()));
        return new DigestLineage(digest, names, records, derived, cut);
    }

    private static void name(IndexedRecord record, String digest, Set<Thing> things) {
        for (Thing thing : record.things()) {
            if (things.size() < MOST_NAMES && thing.digest().equals(digest)) {
                things.add(thing);
            }
        }
    }

    /** @return digests of what the record made from those bytes */
    private static List<String> derived(IndexedRecord record, String from) {
        List<String> derived = List.of();
        for (Step step : record.steps()) {
            boolean takes = false;
            for (int used : step.made().isEmpty() ? List.<Integer>of() : step.used()) {
                Thing thing = record.things().get(used);
                takes |= thing.digest().equals(from) && !COMPARED.contains(thing.kind());
            }
            if (takes) {
                derived = derived.isEmpty() ? new ArrayList<>() : derived;
                for (int made : step.made()) {
                    derived.add(record.things().get(made).digest());
                }
            }
        }
        return derived;
    }

    /** @return whether the record made these bytes, trained from them, registered them or put them into service */
    private static boolean carries(IndexedRecord record, String digest, List<String> derived) {
        return record.version() != null
                ? record.version().digest().equals(digest)
                : !derived.isEmpty() || record.makes(digest) || record.deploys(digest);
    }

    /** @return how many records are concerned that are no versions */
    public long runs() {
        return records.stream().filter(t -> t.record().version() == null).count();
    }

    /** @return the registered versions that are these bytes or came of them, newest first in each distance */
    public List<Touched> versions() {
        return records.stream().filter(t -> t.record().version() != null).toList();
    }
}
