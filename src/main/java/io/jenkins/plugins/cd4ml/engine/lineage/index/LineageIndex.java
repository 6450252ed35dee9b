package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Joins records by the digests of what they used and made. One file, and memory while there is room. {@link #reconcile}
 * makes it what the records say, whatever was lost: of records that did not change it only looks at size and time.
 * Thread-safe; one process at a time may write.
 */
public final class LineageIndex {
    private final Path path;
    private final IndexLines file;
    private SoftReference<IndexMemory> kept = new SoftReference<>(null);

    public LineageIndex(Path file) {
        this.path = file;
        this.file = new IndexLines(file);
    }

    /**
     * Makes the index what these records say: reads the new and the changed ones, forgets those that are gone.
     *
     * @return how many were read or forgotten
     * @throws InputException when the index cannot be written; its answers are right all the same
     */
    public int reconcile(Iterable<RecordSource> sources) {
        Set<String> before = new HashSet<>();
        synchronized (this) {
            before.addAll(memory().ids());
        }
        int changes = 0;
        for (RecordSource source : sources) {
            before.remove(source.id());
            changes += put(source) ? 1 : 0;
        }
        for (String id : before) {
            remove(id);
            changes++;
        }
        return changes;
    }

    /**
     * Notes a record as it is now.
     *
     * @return whether the index was another
     * @throws InputException when the index cannot be written; its answers are right all the same
     */
    public boolean put(RecordSource source) {
        IndexedRecord known;
        synchronized (this) {
            known = memory().get(source.id());
        }
        if (known != null && same(known, source)) {
            return false;
        }
        IndexedRecord record = RecordExtract.of(source); // reads the disk: nobody waits for it
        if (record == null) {
            return known != null && remove(source.id());
        }
        synchronized (this) {
            memory().put(record);
            write(() -> file.append(record));
        }
        return true;
    }

    private static boolean same(IndexedRecord known, RecordSource source) {
        BasicFileAttributes now = RecordExtract.stamp(source);
        return known.bytes() == (now == null ? 0 : now.size())
                && known.changed() == (now == null ? 0 : now.lastModifiedTime().toMillis())
                && Objects.equals(known.version(), source.version())
                && (now != null || source.version() != null);
    }

    /** @return whether there was such a record */
    public synchronized boolean remove(String id) {
        if (memory().get(id) == null) {
            return false;
        }
        memory().remove(id);
        write(() -> file.appendGone(id));
        return true;
    }

    /** Forgets the builds of a job, and of those in a folder, of that full name. */
    public synchronized void removeBelow(String name) {
        List.copyOf(memory().ids()).stream()
                .filter(id -> id.startsWith(name + "#") || id.startsWith(name + "/"))
                .forEach(this::remove);
    }

    /** @return how many records it knows */
    public synchronized int size() {
        return memory().size();
    }

    /** @return what is known of a record; null where nothing is */
    public synchronized IndexedRecord get(String id) {
        return memory().get(id);
    }

    /**
     * Which records touch these bytes, or what came of them.
     *
     * @param visible whether the asker may know of a record; others are not even passed through
     */
    public synchronized DigestLineage of(String digest, Predicate<IndexedRecord> visible) {
        return DigestLineage.of(memory(), digest, visible);
    }

    /** What records before it made that this one used, and what others did with what it made. */
    public synchronized RecordNeighbours neighbours(String id, Predicate<IndexedRecord> visible) {
        return RecordNeighbours.of(memory(), id, visible);
    }

    /**
     * @param beginning of a digest, with or without {@code sha256:}
     * @return the digests that begin so in records that the asker may know of, at most {@code most}
     */
    public synchronized List<String> digests(String beginning, int most, Predicate<IndexedRecord> visible) {
        IndexMemory memory = memory();
        if (memory.names(beginning)) { // no look at each of them
            boolean[] seen = {false};
            memory.naming(beginning, record -> seen[0] |= visible.test(record));
            return seen[0] ? List.of(beginning) : List.of();
        }
        return memory.postings().beginning(beginning).stream()
                .filter(d -> {
                    boolean[] seen = {false};
                    memory.naming(d, record -> seen[0] |= visible.test(record));
                    return seen[0];
                })
                .sorted()
                .limit(most)
                .toList();
    }

    private IndexMemory memory() {
        IndexMemory memory = kept.get();
        if (memory == null) {
            memory = load();
            kept = new SoftReference<>(memory);
        }
        return memory;
    }

    /** What cannot be read is not believed: the index is empty then, until it is reconciled. */
    private IndexMemory load() {
        IndexMemory memory = new IndexMemory();
        boolean ours;
        try {
            ours = file.read(memory::put, memory::remove);
        } catch (IOException e) { // no JSON, no text, or no file that may be read
            ours = false;
        }
        boolean sparse = memory.sparse();
        if (!ours || sparse) {
            IndexMemory dense = new IndexMemory();
            (ours ? memory.all() : List.<IndexedRecord>of()).forEach(dense::put);
            memory = dense;
            try {
                file.write(dense.all());
            } catch (IOException e) {
                // whoever notes the next record is told
            }
        }
        return memory;
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new InputException(path + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }
}
