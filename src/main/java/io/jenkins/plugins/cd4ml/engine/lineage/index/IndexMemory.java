package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Step;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Thing;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** The index in memory: the records, and which of them name a digest. What many records have alike they share. */
final class IndexMemory {
    /** Records by place; null where one was replaced or taken away. */
    private IndexedRecord[] records = new IndexedRecord[64];

    private int size;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final DigestPostings postings = new DigestPostings();
    private final Map<Thing, Thing> things = new HashMap<>();
    private final Map<List<Step>, List<Step>> steps = new HashMap<>();
    private final Set<String> cut = new LinkedHashSet<>();

    void put(IndexedRecord record) {
        remove(record.id());
        IndexedRecord shared = new IndexedRecord(
                record.id(),
                record.version(),
                record.bytes(),
                record.changed(),
                record.time(),
                record.model(),
                record.things().stream()
                        .map(t -> Objects.requireNonNullElse(things.putIfAbsent(t, t), t))
                        .toList(),
                Objects.requireNonNullElse(steps.putIfAbsent(record.steps(), record.steps()), record.steps()),
                record.cut());
        if (size == records.length) {
            records = Arrays.copyOf(records, size * 2);
        }
        records[size] = shared;
        places.put(record.id(), size);
        postings.put(size, shared);
        size++;
        if (record.cut()) {
            cut.add(record.id());
        }
    }

    void remove(String id) {
        Integer place = places.remove(id);
        if (place != null) {
            records[place] = null;
            cut.remove(id);
        }
    }

    int size() {
        return places.size();
    }

    IndexedRecord get(String id) {
        Integer place = places.get(id);
        return place == null ? null : records[place];
    }

    Collection<String> ids() {
        return places.keySet();
    }

    /** @return the records of which not all is known */
    List<IndexedRecord> cut() {
        return cut.stream().map(this::get).toList();
    }

    boolean names(String digest) {
        return postings.find(digest) != DigestPostings.NONE;
    }

    DigestPostings postings() {
        return postings;
    }

    /** @return the record of a posting; null where it was replaced or taken away */
    IndexedRecord at(int place) {
        return records[place];
    }

    /** @return above all places of records */
    int places() {
        return size;
    }

    Collection<IndexedRecord> all() {
        return places.values().stream().map(place -> records[place]).toList();
    }

    /** The records with a thing of that digest. */
    void naming(String digest, Consumer<IndexedRecord> found) {
        each(postings.naming(postings.find(digest)), found);
    }

    /** The records that made a thing of that digest. */
    void making(String digest, Consumer<IndexedRecord> found) {
        each(postings.making(postings.find(digest)), found);
    }

    private void each(DigestPostings.Posting posting, Consumer<IndexedRecord> found) {
        for (int i = 0; posting != null && i < posting.size(); i++) {
            IndexedRecord record = records[posting.place(i)];
            if (record != null) {
                found.accept(record);
            }
        }
    }

    /** @return whether more was replaced than is there, so that it is worth making again */
    boolean sparse() {
        return size > 2 * places.size() + 1_000;
    }
}
