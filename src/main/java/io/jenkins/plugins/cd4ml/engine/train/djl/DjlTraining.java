package io.jenkins.plugins.cd4ml.engine.train.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableReader;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableRequest;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/** The built-in trainer: reads {@code train.djl}, trains, and leaves {@code model.onnx} and {@code signature.json}. */
public final class DjlTraining {
    private DjlTraining() {}

    /**
     * @param block   the {@code djl} block
     * @param dataset name of the dataset to learn from
     * @param output  the model's folder; it exists
     * @param metrics receives every metric point, in order
     */
    public static void run(
            Project project,
            JsonNode block,
            String dataset,
            long seed,
            Path output,
            Progress progress,
            ObjDoubleConsumer<String> metrics)
            throws SQLException {
        Settings settings = Settings.of(block, seed);
        TrainingTable table = TableReader.read(project, TableRequest.of(project, dataset, block, false));
        progress.line(
                "training on " + table.rows() + " rows × " + table.features().size() + " features, "
                        + (table.target().regression()
                                ? "regression"
                                : table.target().classes().size() + " classes"));
        try (DjlTrainer trainer = new DjlTrainer(table, settings)) {
            Map<String, Double> kept = trainer.train((epoch, epochs, values) -> {
                values.forEach(metrics::accept);
                if (epoch == 1 || epoch == epochs || epoch % Math.max(1, epochs / 10) == 0) {
                    progress.line(line(epoch, epochs, values));
                }
            });
            if (kept.containsKey("best_epoch")) {
                kept.forEach(metrics::accept);
            }
            write(output, OnnxExport.of(trainer.perceptron(), project.model(), settings.columns()), table);
        }
    }

    private static String line(int epoch, int epochs, Map<String, Double> values) {
        StringBuilder text = new StringBuilder("epoch " + epoch + " of " + epochs);
        String before = ": ";
        for (Map.Entry<String, Double> value : values.entrySet()) {
            text.append(before).append(value.getKey().replace('_', ' ')).append(" %.4f".formatted(value.getValue()));
            before = ", ";
        }
        return text.toString();
    }

    private static void write(Path output, byte[] model, TrainingTable table) {
        try {
            Files.write(output.resolve("model.onnx"), model);
        } catch (IOException e) {
            throw new InputException(
                    output.resolve("model.onnx") + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        ObjectNode signature = Json.object().put("target", table.target().name());
        signature.set("features", Json.MAPPER.valueToTree(table.names()));
        if (!table.target().regression()) {
            long[] whole = table.target().wholeClasses();
            signature.set(
                    "classes",
                    Json.MAPPER.valueToTree(whole == null ? table.target().classes() : whole));
        }
        Json.write(output.resolve("signature.json"), signature);
    }
}
