package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.gate.Gates;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model project in a folder, on the rows and models that make_models.py made. */
final class ModelProject {
    final Path folder;
    final RunFolder run;
    private String data = "{path: rows.csv}";
    private String evaluate = "";
    private String gates = "";

    ModelProject(Path folder) throws IOException {
        this.folder = folder;
        run = new RunFolder(folder.resolve("run"));
        Files.createDirectories(folder.resolve("model"));
        resource("rows.csv", folder.resolve("rows.csv"));
    }

    static void resource(String name, Path to) throws IOException {
        try (InputStream in = ModelProject.class.getResourceAsStream(name)) {
            Files.createDirectories(to.getParent());
            Files.write(to, in.readAllBytes());
        }
    }

    /** @param features of the signature; none writes no signature */
    ModelProject model(String resource, String... features) throws IOException {
        return model(folder.resolve("model"), resource, features);
    }

    ModelProject model(Path into, String resource, String... features) throws IOException {
        resource(resource, into.resolve("model.onnx"));
        if (features.length > 0) {
            Files.writeString(
                    into.resolve("signature.json"), "{\"features\": [\"" + String.join("\", \"", features) + "\"]}");
        }
        return this;
    }

    /** @param yaml the description of the dataset, in braces */
    ModelProject data(String yaml) {
        data = yaml;
        return this;
    }

    /** @param yaml further keys of the section evaluate, one a line */
    ModelProject evaluate(String yaml) {
        evaluate = yaml;
        return this;
    }

    ModelProject gates(String yaml) {
        gates = yaml;
        return this;
    }

    Champion champion(String resource, String... features) throws IOException {
        Path old = folder.resolve("old");
        model(old, resource, features);
        return new Champion("production", 3, Digests.of(old), old);
    }

    Project project() throws IOException {
        StringBuilder yaml =
                new StringBuilder("model: test\ndata: {holdout: ").append(data).append("}\nevaluate:\n");
        yaml.append("  dataset: holdout\n  resamples: 200\n  key: id\n");
        evaluate.lines().forEach(line -> yaml.append("  ").append(line).append('\n'));
        yaml.append(gates.isEmpty() ? "" : "gates: " + gates + "\n");
        Files.writeString(folder.resolve("cd4ml.yaml"), yaml);
        return Project.read(folder, null);
    }

    Outcome run(Champion champion) throws Exception {
        return Evaluation.run(project(), run, champion, Progress.SILENT);
    }

    GateReport check() throws Exception {
        Gates.run(run, project().root().path("gates"));
        return run.read(RunFolder.GATES, GateReport.class);
    }

    JsonNode evaluation() {
        return run.read(RunFolder.EVALUATION);
    }

    /** @return the entry of {@code metrics} */
    JsonNode metric(String name, String slice) {
        for (JsonNode metric : evaluation().path("metrics")) {
            String of = metric.hasNonNull("slice") ? metric.get("slice").asText() : null;
            if (metric.get("name").asText().equals(name) && java.util.Objects.equals(of, slice)) {
                return metric;
            }
        }
        throw new AssertionError(
                "no " + name + " of " + slice + " in " + evaluation().path("metrics"));
    }

    /** Replaces text in the rows. */
    ModelProject edit(String from, String to) throws IOException {
        Path rows = folder.resolve("rows.csv");
        List<String> lines = Files.readAllLines(rows).stream()
                .map(l -> l.replaceFirst(from, to))
                .toList();
        Files.write(rows, lines);
        return this;
    }
}
