package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * All traces of a training in the order in which they came: those last used, {@value #OPEN} bytes, in memory, the others
 * in a file that lives as long as this. Guarded by the tracking store.
 */
final class TraceShelf implements AutoCloseable {
    /** Of what is told of traces besides their spans. */
    static final long TOLD = 64 << 20;

    static final int TRACES = 100_000;
    private static final long OPEN = 8 << 20;
    /** Of the file, before what is out of date in it is thrown away. */
    private static final long STALE = 256 << 20;

    /** Not nested deeper than what may be sent, and as long; what is read was written here. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private record Place(long offset, int length, long check) {}

    private final Path path;
    /** With null for those that never were in the file. */
    private final Map<String, Place> places = new LinkedHashMap<>();

    private final Map<String, Trace> open = new LinkedHashMap<>(16, 0.75f, true);
    private RandomAccessFile file;
    private long length;
    private long stale;
    private long bytes;
    private long told;

    /** @param path of the file, which is made when it is needed */
    TraceShelf(Path path) {
        this.path = path;
    }

    int size() {
        return places.size();
    }

    List<String> ids() {
        return List.copyOf(places.keySet());
    }

    /** @return null where there is none; to be changed only until the next trace is asked for */
    Trace get(String id) {
        Trace trace = open.get(id);
        if (trace == null && places.get(id) != null) {
            trace = read(places.get(id));
            open.put(id, trace);
            bytes += trace.bytes;
            settle();
        }
        return trace;
    }

    /** @return whether there was room for one more */
    boolean add(Trace trace) {
        if (places.size() >= TRACES) {
            return false;
        }
        places.put(trace.id, null);
        open.put(trace.id, trace);
        grown(trace, length(trace.info));
        return true;
    }

    void remove(String id) {
        Place place = places.remove(id);
        stale += place == null ? 0 : place.length;
        Trace trace = open.remove(id);
        bytes -= trace == null ? 0 : trace.bytes;
    }

    /** Notes that an open trace is larger now. */
    void grown(Trace trace, long by) {
        trace.bytes += by;
        bytes += by;
        settle();
    }

    /**
     * Notes what a call tells of traces.
     *
     * @throws TrackingException when it is too much in all
     */
    void told(long more) {
        if (told + more > TOLD) {
            throw TrackingException.refused("What is told of the traces of this training has more than " + TOLD
                    + " bytes; trace less, or a part of the calls (MLFLOW_TRACE_SAMPLING_RATIO).");
        }
        told += more;
    }

    /** The one that was used last stays: its caller may be about to change it. */
    private void settle() {
        Iterator<Trace> eldest = open.values().iterator();
        while (bytes > OPEN && open.size() > 1) {
            Trace trace = eldest.next();
            put(trace);
            bytes -= trace.bytes;
            eldest.remove();
        }
    }

    private void put(Trace trace) {
        try {
            byte[] text = MAPPER.writeValueAsBytes(trace.stored());
            CRC32 check = new CRC32();
            check.update(text);
            Place before = places.get(trace.id);
            if (before != null && before.length == text.length && before.check == check.getValue()) {
                return; // it was only read
            }
            if (file == null) {
                Files.createDirectories(path.getParent());
                file = new RandomAccessFile(path.toFile(), "rw");
                file.setLength(0);
            }
            file.seek(length);
            file.write(text);
            places.put(trace.id, new Place(length, text.length, check.getValue()));
            length += text.length;
            stale += before == null ? 0 : before.length;
            if (stale > STALE) {
                compact();
            }
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    private Trace read(Place place) {
        try {
            return Trace.of((ObjectNode) MAPPER.readTree(bytes(place)));
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    private InputException failed(String what, IOException e) {
        return new InputException(path + ", where traces are kept, cannot be " + what + ": " + FileErrors.reason(e), e);
    }

    private byte[] bytes(Place place) throws IOException {
        byte[] text = new byte[place.length];
        file.seek(place.offset);
        file.readFully(text);
        return text;
    }

    private void compact() throws IOException {
        Path other = path.resolveSibling(path.getFileName() + ".new");
        Map<String, Place> moved = new HashMap<>();
        long end = 0;
        try (OutputStream compacted = new BufferedOutputStream(Files.newOutputStream(other))) {
            for (Map.Entry<String, Place> each : places.entrySet()) {
                Place place = each.getValue();
                if (place != null) {
                    compacted.write(bytes(place));
                    moved.put(each.getKey(), new Place(end, place.length, place.check));
                    end += place.length;
                }
            }
        } catch (IOException e) {
            Files.deleteIfExists(other);
            throw e;
        }
        file.close();
        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
        file = new RandomAccessFile(path.toFile(), "rw");
        places.putAll(moved);
        length = end;
        stale = 0;
    }

    /** @return how long a document is as JSON */
    static long length(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // a leftover is written anew by the next training that needs it
        }
    }
}
