package io.jenkins.plugins.cd4ml.engine.lineage.index;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord.Step;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The index on the disk: the format, then a line of JSON for each record; a later line of the same record replaces it,
 * and {@code gone} takes it away. Only ever appended to or replaced as a whole. A line that a crash cut at the end is
 * dropped; one that cannot be read elsewhere makes the whole worth making again. Not thread-safe.
 */
final class IndexLines {
    private static final int FORMAT = 1;

    private final Path file;

    IndexLines(Path file) {
        this.file = file;
    }

    /** Hands on each record, and each id that is gone, in order. @return false where the file is missing or not ours */
    boolean read(Consumer<IndexedRecord> record, Consumer<String> gone) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        boolean whole = endsLine();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            if (line == null || Json.MAPPER.readTree(line).path("format").asInt() != FORMAT) {
                return false;
            }
            for (line = reader.readLine(); line != null; ) {
                String next = reader.readLine();
                if (next == null && !whole) {
                    break; // being written, or torn by a crash: the next one to append takes it away
                }
                try {
                    IndexLine told = IndexLine.of(line);
                    if (told.gone() != null) {
                        gone.accept(told.gone());
                    } else {
                        record.accept(told.record());
                    }
                } catch (IOException | RuntimeException e) {
                    return false;
                }
                line = next;
            }
            return true;
        }
    }

    private boolean endsLine() throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - 1));
            return in.read() == '\n';
        }
    }

    void append(IndexedRecord record) throws IOException {
        append(line(record));
    }

    void appendGone(String id) throws IOException {
        append(Json.object().put("gone", id));
    }

    private void append(ObjectNode line) throws IOException {
        DurableFile.createFolders(file.toAbsolutePath().getParent());
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            long end = out.length();
            for (boolean whole = end == 0; !whole; ) {
                out.seek(end - 1);
                whole = out.read() == '\n' || --end == 0; // torn by a crash: it says nothing that was counted on
            }
            out.setLength(end);
            out.seek(end);
            out.write(((end == 0 ? head() : "") + Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Replaces the file by one with only these records. */
    void write(Collection<IndexedRecord> records) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(head().getBytes(StandardCharsets.UTF_8));
        for (IndexedRecord record : records) {
            text.writeBytes((Json.line(line(record)) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        DurableFile.replaceUnsynced(file, text.toByteArray());
    }

    private static String head() {
        return Json.line(Json.object().put("format", FORMAT)) + "\n";
    }

    private static ObjectNode line(IndexedRecord record) {
        ObjectNode line = Json.object().put("id", record.id());
        if (record.version() != null) {
            line.set("version", Json.tree(record.version()));
        }
        line.put("bytes", record.bytes()).put("changed", record.changed());
        line.put("time", record.time()).put("model", record.model());
        ArrayNode things = line.putArray("things");
        record.things()
                .forEach(t -> things.addArray().add(t.digest()).add(t.kind()).add(t.name()));
        ArrayNode steps = line.putArray("steps");
        for (Step step : record.steps()) {
            ArrayNode told = steps.addArray().add(step.kind());
            step.used().forEach(told.addArray()::add);
            step.made().forEach(told.addArray()::add);
        }
        return record.cut() ? line.put("cut", true) : line;
    }
}
