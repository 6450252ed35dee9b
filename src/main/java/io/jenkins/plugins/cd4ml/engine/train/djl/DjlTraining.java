package io.jenkins.plugins.cd4ml.engine.train.djl;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableReader;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableRequest;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TabularModel;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
import io.jenkins.plugins.cd4ml.engine.train.trainer.Trainer;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingResult;
import java.sql.SQLException;
import java.util.Map;

/** The built-in trainer: reads {@code train.djl}, trains, and leaves {@code model.onnx} and {@code signature.json}. */
public final class DjlTraining implements Trainer {
    /** PyTorch has one random generator for all threads: trials take turns, else their weights would depend on timing. */
    private static final Object TURN = new Object();

    @Override
    public TrainingResult train(TrainingJob job) throws SQLException {
        synchronized (TURN) {
            return alone(job);
        }
    }

    private static TrainingResult alone(TrainingJob job) throws SQLException {
        JsonNode block = job.block("djl");
        DjlSettings settings = DjlSettings.of(block, job.seed());
        TableRequest request = TableRequest.of(job.project(), job.dataset(), block, false);
        TrainingTable table = TableReader.read(job.project(), request);
        Progress progress = job.progress();
        progress.line("training on " + table);
        try (DjlTrainer trainer = new DjlTrainer(table, settings)) {
            Map<String, Double> kept = trainer.train((epoch, epochs, values) -> {
                job.point(epoch, epochs, values);
                if (TabularModel.due(epoch, epochs)) {
                    progress.line(TabularModel.line("epoch", epoch, epochs, values));
                }
            });
            byte[] model = OnnxExport.of(trainer.perceptron(), job.project().model(), settings.columns());
            TabularModel.write(job.output(), "model.onnx", model, table);
            return job.trained("djl", kept);
        }
    }
}
