package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.Duck;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code evaluate-model}: scores the holdout, measures, and compares with the champion on the same rows. Records all
 * that gates need, so that checking them needs neither data nor model.
 */
public final class Evaluation {
    private final Project project;
    private final RunFolder run;
    private final JsonNode spec;
    private final List<String> metrics = new ArrayList<>();
    private final List<String> slices = new ArrayList<>();
    private final Measuring measuring;

    private Evaluation(Project project, RunFolder run) {
        this.project = project;
        this.run = run;
        this.spec = project.section("evaluate");
        spec.path("metrics").forEach(m -> metrics.add(m.asText()));
        spec.path("slices").forEach(s -> slices.add(s.asText()));
        this.measuring = new Measuring(
                spec.path("confidence").asDouble(0.95),
                spec.path("resamples").asInt(10_000),
                spec.path("seed").asLong(project.root().at("/train/seed").asLong(0)),
                spec.path("minSupport").asInt(1));
    }

    /**
     * @param champion what the environment of {@code evaluate.against} serves; null when nothing is named there
     * @throws InputException when the model, the data or a column is missing, or a metric is unknown
     */
    public static Outcome run(Project project, RunFolder run, Champion champion, Progress progress)
            throws SQLException {
        return new Evaluation(project, run).run(champion, progress);
    }

    private Outcome run(Champion champion, Progress progress) throws SQLException {
        Instant started = Instant.now();
        Path model = model();
        String dataset = spec.get("dataset").asText();
        JsonNode described = project.section("data").path(dataset);
        if (described.isMissingNode()) {
            throw new InputException(project.place("/evaluate/dataset") + ": there is no dataset '" + dataset + "'.");
        }
        Path data = project.existing(described.get("path").asText(), "/data/" + dataset + "/path");
        String digest = Digests.of(model);
        ObjectNode document = Json.object().put("format", 1).put("seed", measuring.seed());
        document.putObject("model").put("digest", digest);
        int rows;
        try (Duck duck = Duck.open()) {
            Scores fresh = Scores.of(duck, request(data, model));
            rows = fresh.labels().length;
            progress.line("scored " + rows + " rows of " + dataset + " (" + fresh.task() + ")");
            document.put("task", fresh.task());
            document.putObject("dataset")
                    .put("name", dataset)
                    .put("digest", Digests.of(data))
                    .put("rows", rows)
                    .put("target", spec.get("target").asText());
            Scores old = champion != null && champion.exists() ? Scores.of(duck, request(data, champion.folder())) : null;
            measure(document, fresh, old, champion, progress);
            Predictions.write(run.file("evaluate/predictions.csv"), fresh);
        }
        run.write(RunFolder.EVALUATION, document);
        String sentence = sentence(document, dataset, rows);
        record(champion, dataset, data, model, digest, document, started, sentence);
        return new Outcome(true, sentence, result(document));
    }

    private Path model() {
        String path = spec.path("model").asText(project.root().at("/train/output").asText("model/"));
        Path model = project.inside(path, "/train/output");
        if (!Files.isDirectory(model)) {
            throw new InputException("There is no model in " + model + "; run train-model first.");
        }
        return model;
    }

    private Scores.Request request(Path data, Path model) {
        String key = spec.hasNonNull("key") ? spec.get("key").asText() : null;
        return new Scores.Request(data, model, spec.get("target").asText(), key, slices);
    }

    private void measure(ObjectNode document, Scores fresh, Scores old, Champion champion, Progress progress) {
        List<Metric> wanted = wanted(fresh.task());
        ArrayNode measured = document.putArray("metrics");
        List<Slice> parts = Slice.all(fresh, slices);
        for (Slice part : parts) {
            for (Metric metric : wanted) {
                measured.add(measuring.metric(metric, part, fresh, old));
            }
        }
        if (champion != null) {
            document.putObject("champion")
                    .put("environment", champion.environment())
                    .put("version", champion.version())
                    .put("digest", champion.digest())
                    .put("how", old == null ? "none yet" : "rescored")
                    .put("rowsJoined", old == null ? 0 : fresh.labels().length)
                    .put("rowsDiffering", 0);
        }
        ArrayNode comparisons = document.putArray("comparisons");
        if (old != null) {
            progress.line("comparing with version " + champion.version() + " of " + champion.environment());
            for (JsonNode gate : project.root().path("gates")) {
                measuring.compare(gate, parts, fresh, old).forEach(comparisons::add);
            }
        }
    }

    private List<Metric> wanted(String task) {
        List<String> names = new ArrayList<>(metrics);
        for (JsonNode gate : project.root().path("gates")) { // a gate's metric is measured whether it is listed or not
            String name = gate.path("metric").asText();
            if (!names.contains(name) && Metrics.known(name)) {
                names.add(name);
            }
        }
        List<Metric> wanted = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String place = i < metrics.size() ? project.place("/evaluate/metrics/" + i) + ": " : "";
            Metric metric = metric(names.get(i), place);
            boolean fits = metric.task().equals(task)
                    || "classification".equals(metric.task()) && !"regression".equals(task);
            if (!fits) {
                throw new InputException(place + "'" + metric.name() + "' is defined for " + metric.task()
                        + ", the model's task is " + task + ".");
            }
            wanted.add(metric);
        }
        return wanted;
    }

    private static Metric metric(String name, String place) {
        try {
            return Metrics.of(name);
        } catch (InputException e) {
            throw new InputException(place + e.getMessage(), e);
        }
    }

    private String sentence(ObjectNode document, String dataset, int rows) {
        StringBuilder text = new StringBuilder("Evaluated on " + rows + " rows of " + dataset + ": ");
        int shown = 0;
        for (JsonNode metric : document.path("metrics")) {
            if (metric.path("slice").isNull() && shown < 6) {
                text.append(shown++ == 0 ? "" : ", ").append(metric.get("name").asText()).append(' ');
                text.append(metric.get("value").isNumber()
                        ? "%.4f".formatted(metric.get("value").asDouble())
                        : metric.get("value").asText());
            }
        }
        return text.append('.').toString();
    }

    private void record(
            Champion champion,
            String dataset,
            Path data,
            Path model,
            String digest,
            ObjectNode document,
            Instant started,
            String sentence) {
        Lineage lineage = run.lineage();
        String dataDigest = Digests.of(data);
        if (!dataDigest.equals(lineage.digest("dataset:" + dataset))) {
            String path = project.section("data").get(dataset).get("path").asText();
            lineage.put(new Lineage.Entity("dataset:" + dataset, "dataset", dataset, dataDigest, Map.of("path", path)));
        }
        if (!digest.equals(lineage.digest("model"))) {
            String path = project.folder().relativize(model).toString();
            lineage.put(new Lineage.Entity("model", "model", project.model(), digest, Map.of("path", path)));
        }
        List<String> used = new ArrayList<>(List.of("model", "dataset:" + dataset));
        if (champion != null && champion.exists()) {
            lineage.put(new Lineage.Entity("champion", "model", "champion " + champion.version(), champion.digest(),
                    Map.of("environment", champion.environment(), "version", champion.version())));
            used.add("champion");
        }
        String measured = Digests.of(run.file(RunFolder.EVALUATION));
        lineage.put(new Lineage.Entity("evaluation", "report", "evaluation", measured, Map.of()));
        RunFolder.record(lineage, "evaluate", started, true, sentence, used, List.of("evaluation"), Map.of());
        run.write(lineage);
    }

    private static ObjectNode result(ObjectNode document) {
        ObjectNode result = Json.object();
        ObjectNode values = result.putObject("metrics");
        for (JsonNode metric : document.path("metrics")) {
            String slice = metric.path("slice").isNull() ? "" : "[" + metric.get("slice").asText() + "]";
            values.set(metric.get("name").asText() + slice, metric.get("value"));
        }
        result.set("model", document.get("model"));
        result.set("dataset", document.get("dataset"));
        if (document.has("champion")) {
            result.set("champion", document.get("champion"));
        }
        return result;
    }
}
