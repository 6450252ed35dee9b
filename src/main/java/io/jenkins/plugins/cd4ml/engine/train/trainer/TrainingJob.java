package io.jenkins.plugins.cd4ml.engine.train.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * One training that is to be done.
 *
 * @param spec   the project's {@code train} section, for a trial with the trial's values
 * @param data   absolute paths of the project's datasets by name
 * @param output the model's folder: it exists and is empty
 * @param name   the folder of the run that this training's files go to: {@code train}, or {@code train/trials/3}
 */
public record TrainingJob(
        Project project,
        RunFolder run,
        JsonNode spec,
        Map<String, Path> data,
        Path output,
        String name,
        TrainingLog log,
        Progress progress) {
    /** @return the dataset that is trained on */
    public String dataset() {
        return spec.path("dataset").asText("train");
    }

    public long seed() {
        return spec.path("seed").asLong(0);
    }

    /** @return a file of this training in the run's folder */
    public Path file(String file) {
        return run.file(name + "/" + file);
    }

    /** Writes a document of this training into the run's folder. */
    public void write(String file, Object value) {
        run.write(name + "/" + file, value);
    }

    /** @return a trainer's block of the section; its values are parameters of the training */
    public JsonNode block(String key) {
        JsonNode block = spec.path(key);
        block.properties().forEach(p -> log.param(key + "." + p.getKey(), text(p.getValue())));
        return block;
    }

    /** @return a parameter's value as it is recorded: a text as it is, all else as JSON */
    public static String text(JsonNode value) {
        return value.isContainerNode() ? Json.line(value) : value.asText();
    }

    /** Metrics after a round of {@code rounds}. */
    public void point(int round, int rounds, Map<String, Double> values) {
        values.forEach((metric, value) -> log.metric(metric, round, value));
        log.done(round / (double) rounds);
    }

    /** @param kept metrics of the round whose model was kept: they stand before the newest */
    public TrainingResult trained(String trainer, Map<String, Double> kept) {
        Map<String, Double> metrics = new TreeMap<>(log.metrics());
        metrics.putAll(kept);
        return new TrainingResult(trainer, log.params(), metrics, Json.object());
    }
}
