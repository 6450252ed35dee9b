package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.evaluate.answers.AnswerTruth;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sections {@code evaluate.items} and {@code evaluate.predictions}: reads what each source measured or answered, keeps it as {@code evaluate/items.json} for later
 * models to be compared with, and adds the metrics {@code items.<source>.<metric>} and {@code
 * predictions.<source>.<metric>} to {@code evaluation.json}.
 */
public final class ItemEvaluation {
    /** Beside the predictions, wherever these are kept. */
    public static final String FILE = "evaluate/items.json";

    private final Project project;
    private final RunFolder run;
    private final SortedMap<String, ItemTable> sources = new TreeMap<>();
    private final SortedMap<String, AnsweredItems> answers = new TreeMap<>();

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
        JsonNode predictions = project.section("evaluate").path("predictions");
        if (sources.isEmpty() && predictions.isEmpty()) {
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
        for (var each : predictions.properties()) {
            AnsweredItems answered = items.answered(each.getKey(), each.getValue(), model, progress);
            items.answers.put(each.getKey(), answered);
            document.withObject("/answers").set(each.getKey(), answered.json());
            progress.line("read the answers to " + answered.answers().size() + " items of " + each.getKey());
        }
        run.write(FILE, document);
        return items;
    }

    private AnsweredItems answered(String name, JsonNode spec, Path model, Progress progress)
            throws InterruptedException {
        String pointer = "/evaluate/predictions/" + name;
        Path truth = project.existing(spec.path("truth").asText(), pointer + "/truth");
        AnswerTruth known = AnswerTruth.of(spec.path("format").asText(), truth);
        Path path;
        if (spec.has("command")) {
            boolean boxes = spec.path("format").asText().equals("coco");
            path = run.file("evaluate/predictions-" + name + (boxes ? ".json" : ".csv"));
            String place = "evaluate.predictions." + name + ".command";
            String command = spec.get("command").asText();
            CommandPredictions.run(place, command, project.folder(), truth, model, path, progress);
        } else {
            path = project.existing(spec.path("path").asText(), pointer + "/path");
        }
        return new AnsweredItems(known, known.digests(), known.answers(path));
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
                ItemMeasurement measured = measurement(source.getKey(), metric, now, old, options, maxDiffering);
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
        for (var answered : answers.entrySet()) {
            JsonNode kept = before.path("answers").path(answered.getKey());
            AnswerMeasurement of = new AnswerMeasurement("predictions." + answered.getKey(), answered.getValue(), kept);
            of.measurements(options, maxDiffering).forEach(measured -> {
                metrics.add(measured.metric());
                measured.compare(gates, comparisons);
            });
            joined += of.joined();
            differing += of.differing();
        }
        document.putObject("items").put("path", FILE).put("digest", Digests.of(run.file(FILE)));
        return new int[] {joined, differing};
    }

    private static ItemMeasurement measurement(
            String source,
            Map.Entry<String, SortedMap<String, Double>> metric,
            ItemTable now,
            ItemTable old,
            ComparisonOptions options,
            double maxDiffering) {
        String name = "items." + source + "." + metric.getKey();
        Boolean better = now.higherIsBetter().get(metric.getKey());
        ItemSubject alone = ItemSubject.means(
                name, better, values(metric.getValue(), metric.getValue().keySet()), null, null);
        ItemSubject both = null;
        if (old != null) {
            SortedMap<String, Double> before = old.metrics().get(metric.getKey());
            ItemPairs pairs = ItemPairs.of(metric.getKey(), now, old, maxDiffering);
            both = ItemSubject.means(
                    name,
                    better,
                    values(metric.getValue(), pairs.items()),
                    before == null ? new double[0] : values(before, pairs.items()),
                    pairs.unlike());
        }
        return new ItemMeasurement(name, better, alone, both, options);
    }

    private static double[] values(SortedMap<String, Double> of, Collection<String> items) {
        return items.stream().mapToDouble(of::get).toArray();
    }
}
