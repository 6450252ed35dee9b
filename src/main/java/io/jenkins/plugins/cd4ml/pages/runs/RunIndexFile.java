package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The index on the disk: lines of JSON. A line {@code keys} names what the numbers and texts of later lines are; a line
 * {@code build} is a run, and a later one of the same build replaces it; {@code gone} takes one away. A line that cannot
 * be read makes the whole worth making again. Not thread-safe.
 */
final class RunIndexFile {
    private final Path file;
    private final Map<RunFacts.Keys, Integer> ids = new HashMap<>();
    private final Map<Integer, RunFacts.Keys> keys = new HashMap<>();
    private final Map<RunFacts.Keys, RunFacts.Keys> shared = new ConcurrentHashMap<>();
    private boolean broken;
    private int lines;

    RunIndexFile(Path file) {
        this.file = file;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** @return whether a line could not be read, such as one that a crash cut */
    boolean broken() {
        return broken;
    }

    /** @return how many lines of runs there are, replaced ones included */
    int lines() {
        return lines;
    }

    /** @return the runs by build number */
    NavigableMap<Integer, RunFacts> read() throws IOException {
        NavigableMap<Integer, RunFacts> runs = new TreeMap<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                try {
                    take(Json.MAPPER.readTree(line), runs);
                } catch (IOException | RuntimeException e) {
                    broken = true;
                }
            }
        }
        return runs;
    }

    private void take(JsonNode line, Map<Integer, RunFacts> runs) {
        if (line.has("keys")) {
            RunFacts.Keys told = shared(new RunFacts.Keys(
                    Json.MAPPER.convertValue(
                            line.get("numbers"),
                            Json.MAPPER.getTypeFactory().constructCollectionType(java.util.List.class, String.class)),
                    Json.MAPPER.convertValue(
                            line.get("texts"),
                            Json.MAPPER.getTypeFactory().constructCollectionType(java.util.List.class, String.class))));
            keys.put(line.get("keys").asInt(), told);
            ids.put(told, line.get("keys").asInt());
        } else if (line.has("gone")) {
            runs.remove(line.get("gone").asInt());
        } else {
            RunFacts.Keys of = keys.get(line.get("of").asInt());
            JsonNode numbers = line.get("numbers");
            JsonNode texts = line.get("texts");
            if (of.numbers().size() != numbers.size() || of.texts().size() != texts.size()) {
                throw new IllegalArgumentException("another number of values than of keys");
            }
            double[] values = new double[numbers.size()];
            String[] words = new String[texts.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = numbers.get(i).doubleValue();
            }
            for (int i = 0; i < words.length; i++) {
                words[i] = texts.get(i).asText();
            }
            int build = line.get("build").asInt();
            runs.put(build, new RunFacts(build, line.get("time").asLong(), of, values, words));
            lines++;
        }
    }

    void append(RunFacts run) throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, run);
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void appendGone(int build) throws IOException {
        Files.writeString(
                file,
                Json.line(Json.object().put("gone", build)) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Replaces the file by one with only these runs. */
    void write(Collection<RunFacts> runs) throws IOException {
        ids.clear();
        keys.clear();
        lines = 0;
        broken = false;
        StringBuilder text = new StringBuilder();
        runs.forEach(run -> line(text, run));
        DurableFile.replaceUnsynced(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void line(StringBuilder text, RunFacts run) {
        Integer id = ids.get(run.keys());
        if (id == null) {
            id = ids.size();
            ids.put(run.keys(), id);
            keys.put(id, run.keys());
            ObjectNode told = Json.object().put("keys", id);
            run.keys().numbers().forEach(told.putArray("numbers")::add);
            run.keys().texts().forEach(told.putArray("texts")::add);
            text.append(Json.line(told)).append('\n');
        }
        ObjectNode line =
                Json.object().put("build", run.build()).put("time", run.time()).put("of", id);
        ArrayNode numbers = line.putArray("numbers");
        run.numbers().forEach(numbers::add);
        run.texts().forEach(line.putArray("texts")::add);
        text.append(Json.line(line)).append('\n');
        lines++;
    }

    /** @return the same keys as another run's where there are such, so that they share them; thread-safe */
    RunFacts.Keys shared(RunFacts.Keys told) {
        return shared.computeIfAbsent(told, keys -> keys);
    }
}
