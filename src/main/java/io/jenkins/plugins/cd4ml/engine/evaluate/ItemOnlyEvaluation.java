package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.items.ItemEvaluation;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateKinds;
import io.jenkins.plugins.cd4ml.engine.gate.kind.MetricGate;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code evaluate-model} where others measured all of it: {@code evaluate.items} without a dataset, as for a prompt. The
 * model's folder holds the prompt and its configuration; nothing is scored here.
 */
final class ItemOnlyEvaluation {
    private static final List<String> OTHERS =
            List.of("items.", "predictions.", "drift.", "train.", "external.", "numbers.");

    private final Project project;
    private final RunFolder run;
    private final JsonNode spec;

    ItemOnlyEvaluation(Project project, RunFolder run) {
        this.project = project;
        this.run = run;
        this.spec = project.section("evaluate");
    }

    Outcome run(Path model, Champion champion, Progress progress) throws InterruptedException {
        Instant started = Instant.now();
        List<MetricGate> gates = gates();
        String digest = Digests.of(model);
        String external = ExternalMetrics.collect(project, run);
        ItemEvaluation items = ItemEvaluation.read(project, run, model, progress);
        ObjectNode document = Json.object().put("format", 1);
        document.putObject("model").put("digest", digest).put("bytes", Evaluation.bytes(model));
        document.put("gates", Gates.digest(project.root().path("gates")));
        document.put("task", "items").put("minSupport", 1);
        document.put("multipleTests", spec.path("multipleTests").asText("alternatives"));
        document.putArray("metrics");
        document.putArray("comparisons");
        double maxDiffering = spec.path("maxDiffering").asDouble(0.01);
        boolean there = champion != null && champion.exists();
        int[] rows = items.add(document, there ? champion.items() : null, gates, options(), maxDiffering);
        if (champion != null) {
            boolean known = rows[0] + rows[1] > 0;
            String why = there && !known ? "nothing was kept of its items" : null;
            ChampionResult result = new ChampionResult(champion, there ? "kept items" : "none yet", null, null, why);
            document.set(
                    "champion",
                    result.json(0, maxDiffering).put("rowsJoined", rows[0]).put("rowsDiffering", rows[1]));
            progress.line(result.sentence());
        }
        if (external != null) {
            document.putObject("external").put("digest", external);
        }
        run.write(RunFolder.EVALUATION, document);
        String sentence = sentence(document);
        record(champion, model, digest, started, sentence);
        return new Outcome(true, sentence, result(document));
    }

    private List<MetricGate> gates() {
        JsonNode section = project.root().path("gates");
        List<MetricGate> gates = section.isEmpty()
                ? List.of()
                : GateKinds.read(section, "", pointer -> project.place("/gates" + pointer)).stream()
                        .flatMap(gate -> gate.metricGates().stream())
                        .toList();
        for (MetricGate gate : gates) {
            if (!gate.metric().equals("model.bytes") && OTHERS.stream().noneMatch(gate.metric()::startsWith)) {
                throw new InputException(project.place("/gates" + gate.head().pointer()) + ": " + gate.metric()
                        + " is not measured, for evaluate names no dataset; metrics of items are called"
                        + " items.SOURCE.METRIC or predictions.SOURCE.METRIC.");
            }
        }
        return gates;
    }

    private ComparisonOptions options() {
        return ComparisonOptions.of(
                        spec.path("confidence").asDouble(0.95),
                        spec.path("seed").asLong(0))
                .resamples(spec.path("resamples").asInt(10_000))
                .with(ComparisonOptions.Method.named(spec.path("method").asText(null)));
    }

    private void record(Champion champion, Path model, String digest, Instant started, String sentence) {
        Lineage lineage = run.lineage();
        if (!digest.equals(lineage.digest("model"))) {
            String path = project.folder().relativize(model).toString();
            lineage.put(new Lineage.Entity("model", "model", project.model(), digest, Map.of("path", path)));
        }
        List<String> used = new ArrayList<>(List.of("model"));
        EvaluationRecord.champion(champion, lineage, used);
        String measured = Digests.of(run.file(RunFolder.EVALUATION));
        lineage.put(new Lineage.Entity("evaluation", "report", "evaluation", measured, Map.of()));
        Map<String, Object> documents = DocumentDigests.attributes(
                run, List.of(RunFolder.EVALUATION, ExternalMetrics.FILE, ItemEvaluation.FILE));
        RunFolder.record(lineage, "evaluate", started, true, sentence, used, List.of("evaluation"), documents);
        run.write(lineage);
    }

    private static String sentence(ObjectNode document) {
        List<String> told = new ArrayList<>();
        for (JsonNode metric : document.path("metrics")) {
            if (told.size() < 6) {
                told.add(metric.get("name").asText().substring("items.".length()) + " "
                        + (metric.get("value").isNumber()
                                ? "%.4f".formatted(metric.get("value").asDouble())
                                : metric.get("value").asText()));
            }
        }
        return "Evaluated by items: " + String.join(", ", told) + ".";
    }

    private static ObjectNode result(ObjectNode document) {
        ObjectNode result = Json.object();
        ObjectNode values = result.putObject("metrics");
        document.path("metrics").forEach(m -> values.set(m.get("name").asText(), m.get("value")));
        result.set("model", document.get("model"));
        if (document.has("champion")) {
            result.set("champion", document.get("champion"));
        }
        return result;
    }
}
