package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.capture.CodeState;
import io.jenkins.plugins.cd4ml.engine.train.capture.EnvironmentState;
import io.jenkins.plugins.cd4ml.engine.train.capture.MlModel;
import io.jenkins.plugins.cd4ml.engine.train.trainer.OutputFolder;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is written about a finished training: {@code training.json}, the lineage's entities, the sentence. */
final class TrainingRecord {
    private static final int IN_SENTENCE = 6;

    private final Project project;
    private final Path output;
    private final TrainingResult trained;
    private final SortedMap<String, String> files;
    private final String digest;
    private final ObjectNode mlmodel;

    /** @throws InputException when the training left neither a file nor a metric */
    TrainingRecord(Project project, Path output, TrainingResult trained) {
        this.project = project;
        this.output = output;
        this.trained = trained;
        OutputFolder.withoutState(output);
        OutputFolder.withoutLinks(output);
        files = Digests.files(output);
        if (files.isEmpty() && trained.metrics().isEmpty()) {
            throw new InputException("The training left no file in " + output
                    + " and no metric; write the model to CD4ML_OUTPUT, or log it with MLflow.");
        }
        digest = files.isEmpty() ? null : Digests.ofFiles(files);
        mlmodel = MlModel.read(output);
    }

    /** @return the model's digest; null where the training recorded metrics only */
    String digest() {
        return digest;
    }

    Map<String, Object> attributes() {
        Map<String, Object> attributes = new TreeMap<>(Map.of("files", files.size(), "trainer", trained.trainer()));
        if (mlmodel != null) {
            attributes.put(
                    "flavors",
                    Json.line(mlmodel.get("flavors").properties().stream()
                            .map(Map.Entry::getKey)
                            .toList()));
        }
        return attributes;
    }

    /** @return the code's attributes with the digest of the packages that it ran with */
    Map<String, Object> code(Map<String, Object> attributes) {
        Map<String, Object> code = new TreeMap<>(attributes);
        JsonNode environment = trained.details().path("environment");
        String packages = environment instanceof ObjectNode object ? EnvironmentState.packages(object) : null;
        if (packages != null) {
            code.put("packages", packages);
            code.put("python", environment.at("/python/version").asText());
        }
        return code;
    }

    Map<String, Object> parameters(JsonNode spec) {
        Map<String, Object> parameters = new TreeMap<>(trained.params());
        parameters.put(
                "seed", trained.details().path("seed").asLong(spec.path("seed").asLong(0)));
        if (spec.hasNonNull("command")) {
            parameters.put("command", spec.get("command").asText());
        }
        return parameters;
    }

    /** @param dataset null where the project describes none that was trained on */
    ObjectNode document(JsonNode spec, String dataset, String dataDigest, CodeState code, Instant started) {
        ObjectNode training = Json.object().put("format", 1).put("trainer", trained.trainer());
        if (digest == null) {
            training.putNull("model");
        } else {
            training.putObject("model")
                    .put("path", path())
                    .put("digest", digest)
                    .set("files", Json.MAPPER.valueToTree(files));
        }
        if (mlmodel != null) {
            training.set("mlmodel", mlmodel);
        }
        if (dataset != null) {
            training.putObject("dataset").put("name", dataset).put("digest", dataDigest);
        }
        training.set("code", Json.MAPPER.valueToTree(code.attributes()));
        training.put("codeDigest", code.digest());
        training.put("seed", spec.path("seed").asLong(0));
        training.set("params", Json.MAPPER.valueToTree(trained.params()));
        training.set("metrics", Training.metrics(trained.metrics()));
        training.put("seconds", Duration.between(started, Instant.now()).toMillis() / 1000.0);
        training.set("environment", EnvironmentState.here());
        return training.setAll(trained.details());
    }

    private String path() {
        return output.startsWith(project.folder())
                ? project.folder().relativize(output).toString().replace('\\', '/')
                : output.toString();
    }

    String sentence() {
        StringBuilder text = new StringBuilder("Trained " + project.model() + " (" + trained.trainer() + "): "
                + (digest == null ? "no model" : "model " + digest));
        int shown = 0;
        for (Map.Entry<String, Double> metric : trained.metrics().entrySet()) {
            if (shown++ < IN_SENTENCE) {
                text.append(", ").append(metric.getKey()).append(" %.4f".formatted(metric.getValue()));
            }
        }
        int more = trained.metrics().size() - IN_SENTENCE;
        text.append(more > 0 ? " and " + more + " more metrics." : ".");
        return digest == null
                ? text + " It left no file in " + path() + "/, so nothing of it can be evaluated or promoted."
                : text.toString();
    }

    ObjectNode result() {
        ObjectNode result = Json.object().put("model", project.model()).put("digest", digest);
        result.set("metrics", Training.metrics(trained.metrics()));
        return result;
    }
}
