package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.djl.DjlTraining;
import io.jenkins.plugins.cd4ml.engine.train.xgboost.XgboostTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code train-model}: runs the project's trainer and records code, data, parameters, metrics and the model's digest. */
public final class Training {
    private final Project project;
    private final RunFolder run;
    private final Progress progress;
    private final JsonNode spec;
    private final Map<String, Double> metrics = new TreeMap<>();
    private final List<ObjectNode> points = new ArrayList<>();

    private Training(Project project, RunFolder run, Progress progress) {
        this.project = project;
        this.run = run;
        this.progress = progress;
        this.spec = project.section("train");
    }

    /** @throws InputException when something is missing or the training fails */
    public static Outcome run(Project project, RunFolder run, Progress progress) throws SQLException {
        return new Training(project, run, progress).run();
    }

    private Outcome run() throws SQLException {
        Instant started = Instant.now();
        Lineage lineage = run.lineage();
        CodeState code = CodeState.of(project.folder());
        String dataset = spec.path("dataset").asText("train");
        Map<String, Path> data = data();
        Path output = output();
        String trainer = train(dataset, data, output);
        SortedMap<String, String> files = Digests.files(output);
        if (files.isEmpty()) {
            throw new InputException("The training left no file in " + output + "; write the model to CD4ML_OUTPUT.");
        }
        String digest = Digests.ofFiles(files);

        Lineage.Entity recorded = lineage.entity("dataset:" + dataset);
        String dataDigest = Digests.of(data.get(dataset));
        if (recorded == null || !dataDigest.equals(recorded.digest())) {
            String path = project.section("data").get(dataset).get("path").asText();
            lineage.put(new Lineage.Entity("dataset:" + dataset, "dataset", dataset, dataDigest, Map.of("path", path)));
        }
        lineage.put(new Lineage.Entity("code", "code", "code", code.digest(), code.attributes()));
        lineage.put(
                new Lineage.Entity("parameters", "parameters", "parameters", project.digest("train"), parameters()));
        Map<String, Object> attributes = new TreeMap<>(Map.of("files", files.size(), "trainer", trainer));
        lineage.put(new Lineage.Entity("model", "model", project.model(), digest, attributes));

        ObjectNode training = record(trainer, output, files, digest, started);
        run.write(RunFolder.TRAINING, training);
        keep(code.diff());
        String sentence =
                "Trained " + project.model() + " (" + trainer + "): model " + digest + sentenceOfMetrics() + ".";
        RunFolder.record(
                lineage,
                "train",
                started,
                true,
                sentence,
                List.of("dataset:" + dataset, "code", "parameters"),
                List.of("model"),
                Map.of());
        run.write(lineage);
        return new Outcome(true, sentence, result(digest));
    }

    private String train(String dataset, Map<String, Path> data, Path output) throws SQLException {
        if (!data.containsKey(dataset)) {
            throw new InputException(
                    project.place("/train/dataset") + ": the data section has no dataset '" + dataset + "'.");
        }
        long seed = spec.path("seed").asLong(0);
        if (spec.hasNonNull("djl")) {
            DjlTraining.run(project, spec.get("djl"), dataset, seed, output, progress, this::point);
            return "djl";
        }
        if (spec.hasNonNull("xgboost")) {
            XgboostTraining.run(project, spec.get("xgboost"), dataset, seed, output, progress, this::point);
            return "xgboost";
        }
        if (spec.hasNonNull("command")) {
            Path written = run.file("train/metrics.json");
            JsonNode params = spec.hasNonNull("params") ? spec.get("params") : Json.object();
            CommandTraining.run(
                    new CommandTraining.Settings(
                            spec.get("command").asText(), project.folder(), params, seed, data, output, written),
                    run.file("train/run.json"),
                    progress);
            metrics.putAll(CommandTraining.metrics(written));
            return "command";
        }
        throw new InputException(project.place("/train") + " names no trainer; add 'command', 'djl' or 'xgboost'.");
    }

    private void point(String metric, double value) {
        long step = points.stream()
                        .filter(p -> p.get("name").asText().equals(metric))
                        .count()
                + 1;
        points.add(Json.object().put("name", metric).put("step", step).put("value", value));
        metrics.put(metric, value);
    }

    private Map<String, Path> data() {
        Map<String, Path> paths = new TreeMap<>();
        project.section("data").properties().forEach(entry -> {
            String at = "/data/" + entry.getKey() + "/path";
            paths.put(
                    entry.getKey(),
                    project.existing(entry.getValue().get("path").asText(), at));
        });
        return paths;
    }

    /** An output folder of an earlier training is emptied, so that the digest covers what this one made. */
    private Path output() {
        Path output = project.inside(spec.path("output").asText("model"), "/train/output");
        if (output.equals(project.folder())) {
            throw new InputException(project.place("/train/output") + " must be a folder of its own.");
        }
        try {
            if (Files.isDirectory(output)) {
                for (String file : Digests.files(output).keySet()) {
                    Files.delete(output.resolve(file));
                }
            }
            Files.createDirectories(output);
            Files.createDirectories(run.file("train"));
            return output;
        } catch (IOException e) {
            throw new InputException(output + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private Map<String, Object> parameters() {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("seed", spec.path("seed").asLong(0));
        spec.path("params")
                .properties()
                .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
        spec.path("djl")
                .properties()
                .forEach(p -> parameters.put("djl." + p.getKey(), p.getValue().toString()));
        if (spec.hasNonNull("command")) {
            parameters.put("command", spec.get("command").asText());
        }
        return parameters;
    }

    private ObjectNode record(
            String trainer, Path output, SortedMap<String, String> files, String digest, Instant started) {
        ObjectNode training = Json.object().put("format", 1).put("trainer", trainer);
        training.putObject("model")
                .put("path", project.folder().relativize(output).toString())
                .put("digest", digest)
                .set("files", Json.MAPPER.valueToTree(files));
        training.put("seed", spec.path("seed").asLong(0));
        training.set("params", spec.hasNonNull("params") ? spec.get("params") : Json.object());
        training.set("metrics", Json.MAPPER.valueToTree(metrics));
        training.put(
                "seconds", java.time.Duration.between(started, Instant.now()).toMillis() / 1000.0);
        training.putObject("environment")
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .put("java", System.getProperty("java.version"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        return training;
    }

    private void keep(String diff) {
        StringBuilder lines = new StringBuilder();
        points.forEach(p -> lines.append(Json.line(p)).append('\n'));
        try {
            Files.writeString(run.file("train/metrics.jsonl"), lines);
            if (!diff.isEmpty()) {
                Files.writeString(run.file("train/diff.patch"), diff);
            }
        } catch (IOException e) {
            throw new InputException(run.file("train") + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private String sentenceOfMetrics() {
        StringBuilder text = new StringBuilder();
        metrics.forEach((name, value) -> text.append(", ").append(name).append(" %.4f".formatted(value)));
        return text.toString();
    }

    private ObjectNode result(String digest) {
        ObjectNode result = Json.object().put("model", project.model()).put("digest", digest);
        result.set("metrics", Json.MAPPER.valueToTree(metrics));
        return result;
    }
}
