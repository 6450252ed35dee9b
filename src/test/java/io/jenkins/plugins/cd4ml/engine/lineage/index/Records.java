package io.jenkins.plugins.cd4ml.engine.lineage.index;

import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records on the disk as steps write them, told by what they used and made. */
final class Records {
    private final Path folder;
    private final Map<String, RecordSource> sources = new LinkedHashMap<>();

    Records(Path folder) {
        this.folder = folder;
    }

    /** The digest of what is called so. */
    static String sha(String bytes) {
        return Digests.of(bytes);
    }

    /** @param steps such as {@code train dataset:a model:parent > model:m}, things by kind and bytes */
    RecordSource run(String id, String... steps) throws IOException {
        Lineage lineage = new Lineage();
        lineage.run = id;
        lineage.model = "churn";
        for (String step : steps) {
            String[] sides = step.split(" > ");
            List<String> words = new ArrayList<>(List.of(sides[0].split(" ")));
            String kind = words.remove(0);
            List<String> made = sides.length > 1 ? List.of(sides[1].split(" ")) : List.of();
            words.forEach(w -> thing(lineage, w));
            words.replaceAll(w -> w.startsWith("champion:") ? "champion" : w);
            made.forEach(w -> thing(lineage, w));
            lineage.add(new Lineage.Activity(
                    kind, kind, words, made, List.of(), "", "2026-01-01T00:00:00Z", "yes", "", Map.of()));
        }
        return put(id, Json.text(lineage));
    }

    private static void thing(Lineage lineage, String id) {
        String kind = id.substring(0, id.indexOf(':'));
        String bytes = id.substring(id.indexOf(':') + 1).replaceFirst("^[a-z]+=", "");
        lineage.put(new Lineage.Entity(
                kind.equals("champion") ? "champion" : id,
                kind.equals("champion") || kind.equals("model") ? "model" : kind.equals("reference") ? "dataset" : kind,
                kind.equals("deployment") ? id.substring(11, id.indexOf('=')) : bytes,
                kind.equals("contract") ? null : sha(bytes),
                Map.of()));
    }

    RecordSource put(String id, String text) throws IOException {
        Path file = folder.resolve(id.replace('/', '_') + ".json");
        Files.writeString(file, text);
        RecordSource source = RecordSource.ofRun(id, file);
        sources.put(id, source);
        return source;
    }

    RecordSource version(int number, String bytes, String run) {
        RecordSource source = RecordSource.of(
                new RecordSource.Version("team", "churn", number, sha(bytes), run), folder.resolve("none"));
        sources.put(source.id(), source);
        return source;
    }

    void delete(String id) throws IOException {
        Files.delete(sources.remove(id).file());
    }

    List<RecordSource> all() {
        return List.copyOf(sources.values());
    }
}
