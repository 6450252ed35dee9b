package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Thing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
    private static final int UNKNOWN = -1;
    private static final Comparator<Touched> NEAREST = Comparator.comparingInt(Touched::distance)
            .thenComparing(
                    Comparator.comparingLong((Touched t) -> t.record().time()).reversed());

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
        DigestPostings postings = memory.postings();
        Reached reached = new Reached(postings, digest);
        BitSet touched = new BitSet(memory.places());
        BitSet hidden = new BitSet(memory.places());
        List<Touched> records = new ArrayList<>();
        Set<Thing> things = new HashSet<>();
        for (int next = 0; next < reached.count; next++) {
            int now = reached.digests[next];
            int distance = reached.distances[now];
            DigestPostings.Posting naming = postings.naming(now);
            for (int i = 0; i < naming.size(); i++) {
                int place = naming.place(i);
                IndexedRecord record = memory.at(place);
                if (record == null || hidden.get(place)) {
                    continue;
                }
                if (!touched.get(place) && !visible.test(record)) {
                    hidden.set(place);
                    continue;
                }
                if (distance == 0) {
                    name(record, digest, things);
                }
                boolean derives = postings.derived(place, now, made -> reached.add(made, distance + 1))
                        && record.version() == null;
                if (!touched.get(place) && (distance == 0 || derives || postings.carries(place, now))) {
                    touched.set(place);
                    records.add(new Touched(record, postings.digest(now), distance));
                }
            }
        }
        records.sort(NEAREST);
        List<String> cut = memory.cut().stream()
                .filter(visible)
                .map(IndexedRecord::id)
                .limit(MOST_CUT)
                .toList();
        Set<String> names = new TreeSet<>();
        things.forEach(t -> names.add(t.kind() + " " + t.name()));
        return new DigestLineage(digest, names, records, reached.derived(), cut);
    }

    /** Digests in the order they are reached, the one asked for first. */
    private static final class Reached {
        private final DigestPostings postings;
        private final int[] distances;
        private final int[] digests;
        private int count;

        Reached(DigestPostings postings, String digest) {
            this.postings = postings;
            distances = new int[postings.size()];
            digests = new int[postings.size()];
            Arrays.fill(distances, UNKNOWN);
            int start = postings.find(digest);
            if (start != DigestPostings.NONE) {
                add(start, 0);
            }
        }

        void add(int digest, int distance) {
            if (distances[digest] == UNKNOWN) {
                distances[digest] = distance;
                digests[count++] = digest;
            }
        }

        List<String> derived() {
            return Arrays.stream(digests, Math.min(1, count), count)
                    .mapToObj(postings::digest)
                    .toList();
        }
    }

    private static void name(IndexedRecord record, String digest, Set<Thing> things) {
        for (Thing thing : record.things()) {
            if (things.size() < MOST_NAMES && thing.digest().equals(digest)) {
                things.add(thing);
            }
        }
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
