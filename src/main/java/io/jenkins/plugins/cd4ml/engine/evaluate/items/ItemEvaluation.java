package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.CommandPredictions;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionsFile;
import io.jenkins.plugins.cd4ml.engine.gate.kind.MetricGate;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The section {@code evaluate.items}: reads what each source measured, keeps it as {@code evaluate/items.json} for later
 * models to be compared with, and adds the metrics {@code items.<source>.<metric>} to {@code evaluation.json}.
 */
public final class ItemEvaluation {
    /** Beside the predictions, wherever these are kept. */
    public static final String FILE = "evaluate/items.json";

    private final Project project;
    private final RunFolder run;
    private final SortedMap<String, ItemTable> sources = new TreeMap<>();

    private ItemEvaluation(Project project, RunFolder run) {
        this.project = project;
        this.run = run;
    }

    /**
     * @param model the model's folder, for commands
     * @return null where nothing is named
     * @throws InputException when a file is missing or is not of its format, or a command fails
     */
    public static ItemEvaluation read(Project project, RunFolder run, Path model, Progress progress)
            throws InterruptedException {
        JsonNode sources = project.section("evaluate").path("items");
        if (sources.isEmpty()) {
            return null;
        }
        ItemEvaluation items = new ItemEvaluation(project, run);
        ObjectNode document = Json.object().put("format", 1);
        for (var source : sources.properties()) {
            ItemTable table = items.table(source.getKey(), source.getValue(), model, progress);
            items.sources.put(source.getKey(), table);
            document.withObject("/sources").set(source.getKey(), table.json());
            progress.line("read " + table.judges().size() + " items of " + source.getKey()
                    + (table.results() > table.judges().size() ? " from " + table.results() + " answers" : ""));
        }
        run.write(FILE, document);
        return items;
    }

    private ItemTable table(String name, JsonNode source, Path model, Progress progress) throws InterruptedException {
        String pointer = "/evaluate/items/" + name;
        ItemReader reader = ItemReaders.of(source.path("format").asText());
        Path path;
        if (source.has("command")) {
            boolean table =
                    List.of("values", "ragas").contains(source.path("format").asText());
            path = run.file("evaluate/items-" + name + (table ? ".csv" : ".json"));
            // without a dataset nothing was scored: what lies there is an earlier evaluation's
            Path data = project.section("evaluate").has("dataset") ? run.file(PredictionsFile.NAME) : null;
            String command = source.get("command").asText();
            CommandPredictions.run(
                    "evaluate.items." + name + ".command", command, project.folder(), data, model, path, progress);
        } else {
            path = project.existing(source.path("path").asText(), pointer + "/path");
        }
        return ItemTable.of(reader.read(path, source), reader);
    }

    /**
     * Adds the metrics and comparisons.
     *
     * @param champion    the champion's items; null without
     * @param document    {@code evaluation.json}, with {@code metrics} and {@code comparisons}
     * @param options     of intervals and comparisons
     * @return how many items stand beside the champion's, and how many do not: {@code {joined, differing}}
     */
    public int[] add(
            ObjectNode document,
            Path champion,
            List<MetricGate> gates,
            ComparisonOptions options,
            double maxDiffering) {
        JsonNode before = champion == null || !Files.isRegularFile(champion) ? Json.object() : Json.read(champion);
        ArrayNode metrics = document.withArray("/metrics");
        ArrayNode comparisons = document.withArray("/comparisons");
        int joined = 0;
        int differing = 0;
        for (var source : sources.entrySet()) {
            ItemTable now = source.getValue();
            JsonNode kept = before.path("sources").path(source.getKey());
            ItemTable old = kept.isMissingNode() ? null : ItemTable.read(kept);
            for (var metric : now.metrics().entrySet()) {
                ItemPairs pairs = old == null ? null : ItemPairs.of(metric.getKey(), now, old, maxDiffering);
                ItemMeasurement measured = new ItemMeasurement(
                        "items." + source.getKey() + "." + metric.getKey(),
                        now.higherIsBetter().get(metric.getKey()),
                        metric.getValue().values().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray(),
                        pairs,
                        options);
                metrics.add(measured.metric());
                measured.compare(gates, comparisons);
            }
            if (old != null) {
                long same = now.judges().keySet().stream()
                        .filter(old.judges()::containsKey)
                        .count();
                joined += (int) same;
                differing += now.judges().size() - (int) same;
            }
        }
        document.putObject("items").put("path", FILE).put("digest", Digests.of(run.file(FILE)));
        return new int[] {joined, differing};
    }
}
