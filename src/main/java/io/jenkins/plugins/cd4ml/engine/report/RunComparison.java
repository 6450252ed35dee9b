package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs side by side: model, parameters, metrics and data of each, as texts for people. Bounded in lines and columns.
 * Not thread-safe while runs are added.
 */
public final class RunComparison {
    private static final int MOST_LINES = 500;
    private static final int MOST_COLUMNS = 200;

    /** What the lines of a section are about. */
    public enum Kind {
        MODEL,
        PARAMETERS,
        METRICS,
        DATASET,
        /** Files of the code by path, each with the first digits of its digest. */
        CODE
    }

    /** @param dataset the dataset's name; null for what is about no dataset */
    private record Key(Kind kind, String dataset) {}

    /**
     * One value of each run, empty where a run has none; numbers that differ have as many digits as it takes to see it.
     *
     * @param differs whether not all runs have the same
     */
    public record Line(String name, List<String> values, boolean differs) {
        static Line of(String name, List<JsonNode> values) {
            JsonNode[] all = values.toArray(JsonNode[]::new);
            List<String> texts =
                    values.stream().map(value -> Numbers.text(value, all)).toList();
            return new Line(name, texts, values.stream().distinct().count() > 1);
        }
    }

    /**
     * Lines of one kind.
     *
     * @param dataset its name in a section about a dataset, else null
     */
    public record Section(Kind kind, String dataset, List<Line> lines) {}

    private final Map<Key, Map<String, List<JsonNode>>> sections = new LinkedHashMap<>();
    private int runs;

    /**
     * Adds a run to the right of the others.
     *
     * @param document gives a document of the run by its name; a missing node where there is none
     * @param datasets whose validations the run has
     */
    public void add(Function<String, JsonNode> document, Collection<String> datasets) {
        runs++;
        JsonNode training = document.apply(RunFolder.TRAINING);
        Key model = new Key(Kind.MODEL, null);
        put(model, "trainer", training.path("trainer"));
        put(model, "digest", training.at("/model/digest"));
        put(model, "commit", training.at("/code/commit"));
        put(model, "seconds", training.path("seconds"));
        put(model, "verdict", document.apply(RunFolder.GATES).path("verdict"));
        for (Map.Entry<String, JsonNode> parameter : training.path("params").properties()) {
            JsonNode value = parameter.getValue();
            String asGiven = value.isContainerNode() ? value.toString() : value.asText();
            put(new Key(Kind.PARAMETERS, null), parameter.getKey(), TextNode.valueOf(asGiven));
        }
        for (JsonNode metric : document.apply(RunFolder.EVALUATION).path("metrics")) {
            String slice =
                    metric.hasNonNull("slice") ? " [" + metric.get("slice").asText() + "]" : "";
            put(new Key(Kind.METRICS, null), metric.path("name").asText() + slice, metric.path("value"));
        }
        for (String dataset : datasets) {
            data(document, dataset);
        }
    }

    /** Adds the code of the run that was added last. */
    public void code(RecordedCode code) {
        Key key = new Key(Kind.CODE, null);
        code.files().forEach((path, file) -> put(key, path, TextNode.valueOf(file.brief())));
    }

    private void data(Function<String, JsonNode> document, String dataset) {
        Key key = new Key(Kind.DATASET, dataset);
        JsonNode validation = document.apply("data/" + dataset + "/validation.json");
        put(key, "rows", validation.path("rows"));
        put(key, "digest", validation.path("digest"));
        int columns = 0;
        for (JsonNode column :
                document.apply("data/" + dataset + "/profile.json").path("columns")) {
            if (columns++ < MOST_COLUMNS) {
                String name = column.path("name").asText();
                put(key, name + ": missing", column.path("missing"));
                put(key, name + ": mean", column.path("mean"));
            }
        }
    }

    private void put(Key key, String name, JsonNode value) {
        Map<String, List<JsonNode>> lines = sections.computeIfAbsent(key, s -> new LinkedHashMap<>());
        boolean given = !value.isMissingNode() && !value.isNull();
        if (given && (lines.containsKey(name) || lines.size() < MOST_LINES)) {
            List<JsonNode> values = lines.computeIfAbsent(name, n -> new ArrayList<>());
            pad(values, runs - 1);
            values.add(value);
        }
    }

    private static void pad(List<JsonNode> values, int to) {
        while (values.size() < to) {
            values.add(MissingNode.getInstance());
        }
    }

    /** @return in the order of kinds, datasets as they were added; no section without a line */
    public List<Section> sections() {
        List<Section> all = new ArrayList<>();
        sections.forEach((key, lines) -> {
            List<Line> shown = new ArrayList<>();
            lines.forEach((name, values) -> {
                List<JsonNode> padded = new ArrayList<>(values);
                pad(padded, runs);
                shown.add(Line.of(name, padded));
            });
            if (!shown.isEmpty()) {
                all.add(new Section(key.kind(), key.dataset(), List.copyOf(shown)));
            }
        });
        all.sort((a, b) -> a.kind().compareTo(b.kind()));
        return all;
    }

    /** @return the runs that were added */
    public int runs() {
        return runs;
    }
}
