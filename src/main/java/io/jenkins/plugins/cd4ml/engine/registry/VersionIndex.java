package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a list of a model's versions shows, in one file beside them ({@code index.jsonl}): it saves reading each version's
 * own documents, which alone count. A version that the index does not have, or of which it says that it is being changed, is
 * read itself; an index that is lost, torn or of another kind is made anew. Writers hold the model's lock.
 */
final class VersionIndex {
    private static final int SPARE_LINES = 1_000;

    private final Path versions;
    private final Path file;
    /** How long the file is at least: shorter, it has lost what it was counted on for. */
    private final Path least;

    VersionIndex(Path model) {
        this.versions = model.resolve("versions");
        this.file = model.resolve("index.jsonl");
        this.least = model.resolve("index-length.json");
    }

    /**
     * What the index says.
     *
     * @param versions  by number, all that are there
     * @param complete  whether no version had to be read itself
     * @param lines     of the file
     */
    record Content(SortedMap<Integer, ModelVersion> versions, boolean complete, int lines) {}

    Content read() throws IOException {
        Set<Integer> numbers = numbers();
        SortedMap<Integer, ModelVersion> known = new TreeMap<>();
        int lines = lines(known);
        known.keySet().retainAll(numbers);
        boolean complete = true;
        for (int number : numbers) {
            if (!known.containsKey(number)) {
                complete = false;
                ModelVersion version = itself(number);
                if (version != null) {
                    known.put(number, version);
                }
            }
        }
        return new Content(known, complete, lines);
    }

    /** @return the numbers of all folders, also of those whose documents are broken */
    Set<Integer> numbers() throws IOException {
        Set<Integer> numbers = new HashSet<>();
        String[] names = versions.toFile().list(); // no look at each of them
        for (String name : names == null ? new String[0] : names) {
            if (name.matches("[1-9][0-9]{0,8}")) {
                numbers.add(Integer.parseInt(name));
            }
        }
        return numbers;
    }

    /** One broken version must not hide the others. */
    private ModelVersion itself(int number) {
        Path folder = versions.resolve(Integer.toString(number));
        try {
            return Files.isRegularFile(folder.resolve(ModelVersion.FILE)) ? ModelVersion.read(folder) : null;
        } catch (InputException e) {
            return null;
        }
    }

    /** @return how many lines the file has; {@code known} stays empty where one is none of ours */
    private int lines(SortedMap<Integer, ModelVersion> known) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        long shortest =
                Files.isRegularFile(least) ? Json.read(least).path("bytes").asLong() : 0;
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < shortest) {
            return Integer.MAX_VALUE;
        }
        int count = 0;
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                count++;
                if (!line(bytes, from, i - from, known)) {
                    known.clear();
                    return Integer.MAX_VALUE;
                }
                from = i + 1;
            }
        }
        return count; // what comes after the last line end is being written, or was torn
    }

    private boolean line(byte[] bytes, int from, int length, SortedMap<Integer, ModelVersion> known) {
        try {
            JsonNode line = Json.MAPPER.readTree(bytes, from, length);
            int number = line.path("version").asInt();
            if (number < 1) {
                return false;
            }
            if (line.path("changing").asBoolean()) {
                known.remove(number);
            } else {
                known.put(number, ModelVersion.of(line, versions.resolve(Integer.toString(number))));
            }
            return true;
        } catch (IOException | InputException e) {
            return false;
        }
    }

    /** Notes that a version is about to change: until {@link #add} it is read itself. */
    void changing(int number) throws IOException {
        append(Json.object().put("version", number).put("changing", true), true);
        length(Files.size(file));
    }

    /** Notes a version as it is now. A crash that loses this line only has the version read itself. */
    void add(ModelVersion version) throws IOException {
        Content content = read();
        if (content.lines() > 2 * content.versions().size() + SPARE_LINES) {
            rewrite(content.versions());
        } else {
            append(version.line(), false);
        }
    }

    /** Makes the file anew from what is there. */
    void rewrite(Map<Integer, ModelVersion> all) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (ModelVersion version : all.values()) {
            text.writeBytes((Json.line(version.line()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        length(text.size());
        DurableFile.replace(file, text.toByteArray());
    }

    private void length(long bytes) {
        Json.write(least, Json.object().put("bytes", bytes));
    }

    private void append(ObjectNode line, boolean sync) throws IOException {
        DurableFile.createFolders(file.getParent());
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            long length = out.length();
            if (length > 0) {
                out.seek(length - 1);
                if (out.read() != '\n') {
                    out.setLength(lastLine(out, length)); // torn by a crash: it says nothing that was counted on
                }
            }
            out.seek(out.length());
            out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
            if (sync) {
                out.getFD().sync();
            }
        }
    }

    private static long lastLine(RandomAccessFile file, long length) throws IOException {
        for (long at = length - 1; at > 0; at--) {
            file.seek(at - 1);
            if (file.read() == '\n') {
                return at;
            }
        }
        return 0;
    }
}
