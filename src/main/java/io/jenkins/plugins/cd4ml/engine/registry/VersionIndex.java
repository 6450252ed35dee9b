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
    /** How much of what no longer counts the file may have, besides as much as it had when it was made. */
    private static final int SPARE_BYTES = 1 << 20;

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
     */
    record Content(SortedMap<Integer, ModelVersion> versions, boolean complete) {}

    Content read() throws IOException {
        Set<Integer> numbers = numbers();
        SortedMap<Integer, ModelVersion> known = new TreeMap<>();
        lines(known);
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
        return new Content(known, complete);
    }

    /** @return the numbers of all folders, also of those whose documents are broken */
    Set<Integer> numbers() throws IOException {
        Set<Integer> numbers = new HashSet<>();
        String[] names = versions.toFile().list(); // no look at each of them
        for (String name : names == null ? new String[0] : names) {
            int number = number(name);
            if (number > 0) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** @return what a folder's name says, without a pattern for each of many; 0 where it is no number */
    private static int number(String name) {
        boolean digits = !name.isEmpty() && name.length() <= 9 && name.charAt(0) != '0';
        for (int i = 0; i < name.length() && digits; i++) {
            digits = name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return digits ? Integer.parseInt(name) : 0;
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

    /** Reads the file; {@code known} stays empty where a line is none of ours. */
    private void lines(SortedMap<Integer, ModelVersion> known) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        long shortest =
                Files.isRegularFile(least) ? Json.read(least).path("bytes").asLong() : 0;
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < shortest) {
            return;
        }
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (!line(bytes, from, i - from, known)) {
                    known.clear();
                    return;
                }
                from = i + 1;
            }
        }
        // what comes after the last line end is being written, or was torn
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
        length(Files.size(file), -1);
    }

    /** Notes a version as it is now. A crash that loses this line only has the version read itself. */
    void add(ModelVersion version) throws IOException {
        long rewritten =
                Files.isRegularFile(least) ? Json.read(least).path("rewritten").asLong() : 0;
        if (Files.exists(file) && Files.size(file) > 2 * rewritten + SPARE_BYTES) {
            rewrite(read().versions());
        }
        append(version.line(), false);
    }

    /** Makes the file anew from what is there. */
    void rewrite(Map<Integer, ModelVersion> all) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (ModelVersion version : all.values()) {
            text.writeBytes((Json.line(version.line()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        length(text.size(), text.size());
        DurableFile.replace(file, text.toByteArray());
    }

    /** @param rewritten how long it was when it was made anew; less than 0 for as before */
    private void length(long bytes, long rewritten) {
        long before = rewritten < 0 && Files.isRegularFile(least)
                ? Json.read(least).path("rewritten").asLong()
                : Math.max(0, rewritten);
        Json.write(least, Json.object().put("bytes", bytes).put("rewritten", before));
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
