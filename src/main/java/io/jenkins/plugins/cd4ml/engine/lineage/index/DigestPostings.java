package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Which records name a digest, and what each of them made of it. Digests and records are numbers here, so that what came of
 * bytes is followed through thousands of records without a look at them.
 */
final class DigestPostings {
    static final int NONE = -1;
    /** So many characters of a digest tell it from most others. */
    private static final int HEAD = 8;

    private static final int[] EMPTY = {};
    /** Comparing with a champion or measuring drift takes nothing over. */
    private static final Set<String> COMPARED = Set.of(IndexedRecord.CHAMPION, IndexedRecord.REFERENCE);

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> digests = new ArrayList<>();
    private Posting[] naming = new Posting[64];
    /** As {@link #naming}, of the few records that made the thing. */
    private Posting[] making = new Posting[64];
    /** By record: of each step that makes something how many digests it takes over, these, how many it makes, these. */
    private int[][] steps = new int[64][];
    /** By digest: its first characters in short. */
    private int[] heads = new int[64];
    /** By record: what it made, deployments too; for a version its own digest alone. */
    private int[][] carried = new int[64][];

    /** The places of the records that name one digest, growing. */
    static final class Posting {
        private int[] places = new int[2];
        private int size;

        private void add(int place) {
            if (size > 0 && places[size - 1] == place) {
                return;
            }
            if (size == places.length) {
                places = Arrays.copyOf(places, size * 2);
            }
            places[size++] = place;
        }

        int size() {
            return size;
        }

        int place(int i) {
            return places[i];
        }
    }

    /** Numbers of a set that grows. */
    private static final class Numbers {
        private int[] kept = EMPTY;
        private int size;

        void add(int number) {
            kept = size == kept.length ? Arrays.copyOf(kept, Math.max(4, size * 2)) : kept;
            kept[size++] = number;
        }

        int[] array() {
            return size == 0 ? EMPTY : Arrays.copyOf(kept, size);
        }
    }

    void put(int place, IndexedRecord record) {
        if (place >= steps.length) {
            steps = Arrays.copyOf(steps, Math.max(place + 1, steps.length * 2));
            carried = Arrays.copyOf(carried, steps.length);
        }
        int[] things = new int[record.things().size()];
        for (int i = 0; i < things.length; i++) {
            things[i] = number(record.things().get(i).digest());
            naming = add(naming, things[i], place);
        }
        Numbers done = new Numbers();
        Numbers makes = new Numbers();
        for (Step step : record.steps()) {
            for (int made : step.made()) {
                makes.add(things[made]);
                if (!record.things().get(made).kind().equals(IndexedRecord.DEPLOYMENT)) {
                    making = add(making, things[made], place);
                }
            }
            int[] taken = step.used().stream()
                    .filter(used -> !COMPARED.contains(record.things().get(used).kind()))
                    .mapToInt(used -> things[used])
                    .toArray();
            if (taken.length > 0 && !step.made().isEmpty()) {
                done.add(taken.length);
                Arrays.stream(taken).forEach(done::add);
                done.add(step.made().size());
                step.made().forEach(made -> done.add(things[made]));
            }
        }
        steps[place] = done.array();
        carried[place] = record.version() == null
                ? makes.array()
                : new int[] {numbers.getOrDefault(record.version().digest(), NONE)};
    }

    private static Posting[] add(Posting[] to, int digest, int place) {
        Posting[] grown = digest < to.length ? to : Arrays.copyOf(to, Math.max(digest + 1, to.length * 2));
        if (grown[digest] == null) {
            grown[digest] = new Posting();
        }
        grown[digest].add(place);
        return grown;
    }

    private int number(String digest) {
        Integer known = numbers.get(digest);
        if (known != null) {
            return known;
        }
        int number = digests.size();
        digests.add(digest);
        numbers.put(digest, number);
        heads = number < heads.length ? heads : Arrays.copyOf(heads, number * 2);
        heads[number] = head(digest, digest.indexOf(':') + 1);
        return number;
    }

    private static int head(String digest, int from) {
        return digest.substring(from, Math.min(digest.length(), from + HEAD)).hashCode();
    }

    /** @param beginning with or without the algorithm and a colon. @return the digests that begin so */
    List<String> beginning(String beginning) {
        int colon = beginning.indexOf(':');
        boolean indexed = beginning.length() - colon - 1 >= HEAD;
        int head = indexed ? head(beginning, colon + 1) : 0;
        List<String> found = new ArrayList<>();
        for (int i = 0; i < digests.size(); i++) {
            if (!indexed || heads[i] == head) {
                String digest = digests.get(i);
                if (digest.startsWith(beginning, colon >= 0 ? 0 : digest.indexOf(':') + 1)) {
                    found.add(digest);
                }
            }
        }
        return found;
    }

    /** @return the digest's number; {@link #NONE} for one that no record ever named */
    int find(String digest) {
        return numbers.getOrDefault(digest, NONE);
    }

    String digest(int number) {
        return digests.get(number);
    }

    /** @return how many numbers there are */
    int size() {
        return digests.size();
    }

    /** @return the records that name it, those that are gone too; null for none */
    Posting naming(int digest) {
        return digest >= 0 && digest < naming.length ? naming[digest] : null;
    }

    /** @return the records that made it, those that are gone too; null for none */
    Posting making(int digest) {
        return digest >= 0 && digest < making.length ? making[digest] : null;
    }

    /**
     * Hands on what the record made of a digest.
     *
     * @return whether that is anything
     */
    boolean derived(int place, int digest, IntConsumer made) {
        int[] told = steps[place];
        boolean any = false;
        for (int at = 0; at < told.length; ) {
            boolean takes = false;
            int used = at + 1 + told[at];
            for (at++; at < used; at++) {
                takes |= told[at] == digest;
            }
            int end = at + 1 + told[at];
            for (at++; at < end; at++) {
                if (takes) {
                    made.accept(told[at]);
                }
            }
            any |= takes;
        }
        return any;
    }

    /** @return whether the record made these bytes, put them into service, or is their version */
    boolean carries(int place, int digest) {
        for (int made : carried[place]) {
            if (made == digest) {
                return true;
            }
        }
        return false;
    }
}
