package io.jenkins.plugins.cd4ml.engine.train.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/** The built-in trainer: reads {@code train.djl}, trains, and leaves {@code model.onnx} and {@code signature.json}. */
public final class DjlTraining {
    private DjlTraining() {}

    /**
     * @param spec   the {@code djl} block
     * @param data   the training dataset's file
     * @param key    the column that names a row, or null
     * @param output the model's folder; it exists
     * @param metrics receives every metric point, in order
     */
    public static void run(
            JsonNode spec,
            Path data,
            String target,
            String key,
            long seed,
            String model,
            Path output,
            Progress progress,
            ObjDoubleConsumer<String> metrics)
            throws SQLException {
        List<String> features = new ArrayList<>();
        spec.path("features").forEach(f -> features.add(f.asText()));
        List<Integer> hidden = new ArrayList<>();
        spec.path("hidden").forEach(h -> hidden.add(h.asInt()));
        if (!spec.has("hidden")) {
            hidden.addAll(List.of(64, 32));
        }
        DjlTrainer.Settings settings = new DjlTrainer.Settings(
                hidden,
                spec.path("epochs").asInt(20),
                spec.path("batchSize").asInt(64),
                (float) spec.path("learningRate").asDouble(0.001),
                spec.path("validation").asDouble(0.2),
                seed);
        TrainingTable table = TrainingTable.read(data, target, key, features);
        progress.line("training on " + table.x().length + " rows × "
                + table.features().size() + " features, " + table.classes().length + " classes");
        Perceptron perceptron = new DjlTrainer(table, settings, progress, metrics).train();
        try {
            Files.write(output.resolve("model.onnx"), OnnxExport.of(perceptron, model));
        } catch (IOException e) {
            throw new InputException(
                    output.resolve("model.onnx") + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        ObjectNode signature = Json.object().put("target", target);
        signature.set("features", Json.MAPPER.valueToTree(perceptron.features()));
        signature.set("classes", Json.MAPPER.valueToTree(perceptron.classes()));
        Json.write(output.resolve("signature.json"), signature);
    }
}
