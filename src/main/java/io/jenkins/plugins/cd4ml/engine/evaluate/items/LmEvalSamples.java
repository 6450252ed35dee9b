package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder that lm-evaluation-harness writes with {@code --output_path FOLDER --log_samples}: {@code samples_<task>_*.jsonl}
 * with {@code doc_hash}, {@code target_hash} and the metrics of each document, and {@code results_*.json} with the tasks'
 * settings. Of each task the newest file counts. The prompt's hash does not name the item: prompts are what is tried.
 */
final class LmEvalSamples implements ItemReader {
    private static final Pattern NAME = Pattern.compile("samples_(.+)_[0-9]{4}-[0-9]{2}-[0-9]{2}T.*\\.jsonl");

    @Override
    public List<ItemResult> read(Path path, JsonNode options) {
        Map<String, Path> tasks = new TreeMap<>();
        for (Path file : FolderOfResults.all(path, "samples_*.jsonl")) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            tasks.put(name.matches() ? name.group(1) : "", file);
        }
        if (tasks.isEmpty()) {
            throw new InputException(path + " has no samples_*.jsonl; run lm-evaluation-harness with --log_samples.");
        }
        List<Path> results = FolderOfResults.all(path, "results_*.json");
        boolean described = !results.isEmpty() && !results.get(0).equals(path);
        JsonNode about = described ? ItemFiles.json(results.get(results.size() - 1)) : Json.object();
        List<ItemResult> items = new ArrayList<>();
        tasks.forEach((task, file) -> read(file, tasks.size() == 1 ? "" : task, about, task, items));
        return items;
    }

    private static void read(Path file, String prefix, JsonNode about, String task, List<ItemResult> into) {
        JsonNode config = about.path("configs").path(task);
        String judge = ItemFiles.digest(
                config.path("metric_list"),
                config.path("filter_list"),
                config.path("output_type"),
                about.path("versions").path(task));
        List<JsonNode> lines = ItemFiles.lines(file);
        long filters = lines.stream()
                .map(l -> l.path("filter").asText("none"))
                .distinct()
                .count();
        for (JsonNode line : lines) {
            if (!line.has("doc_hash")) {
                throw new InputException(file + " has a line without doc_hash; that is no file of samples.");
            }
            Map<String, Double> values = new TreeMap<>();
            String filter = line.path("filter").asText("none");
            for (JsonNode metric : line.path("metrics")) {
                String name = filters > 1 ? metric.asText() + "." + filter : metric.asText();
                values.put(name, ItemFiles.number(line.path(metric.asText())));
            }
            String id = ItemFiles.digest(line.get("doc_hash"), line.path("target_hash"));
            into.add(new ItemResult(prefix, id, judge, values));
        }
        if (into.isEmpty()) {
            throw new InputException(file + " holds no samples.");
        }
    }

    @Override
    public Boolean higherIsBetter(String metric) {
        return !metric.matches("(.+\\.)?(.*perplexity|bits_per_byte|brier_score|ter|.*error.*)(\\..+)?");
    }
}
