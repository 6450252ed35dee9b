package io.jenkins.plugins.cd4ml.engine.train.djl;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableReader;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableRequest;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TabularModel;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
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
        progress.line("training on " + table);
        try (DjlTrainer trainer = new DjlTrainer(table, settings)) {
            Map<String, Double> kept = trainer.train((epoch, epochs, values) -> {
                values.forEach(metrics::accept);
                if (TabularModel.due(epoch, epochs)) {
                    progress.line(TabularModel.line("epoch", epoch, epochs, values));
                }
            });
            if (kept.containsKey("best_epoch")) {
                kept.forEach(metrics::accept);
            }
            byte[] model = OnnxExport.of(trainer.perceptron(), project.model(), settings.columns());
            TabularModel.write(output, "model.onnx", model, table);
        }
    }
}
