package io.jenkins.plugins.cd4ml.engine.train.xgboost;

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

/** The built-in trainer of trees: reads {@code train.xgboost}, trains, leaves {@code model.ubj} and its signature. */
public final class XgboostTraining implements Trainer {
    @Override
    public TrainingResult train(TrainingJob job) throws SQLException {
        JsonNode block = job.block("xgboost");
        TableRequest request = TableRequest.of(job.project(), job.dataset(), block, true);
        TrainingTable table = TableReader.read(job.project(), request);
        Progress progress = job.progress();
        progress.line("training on " + table);
        Boosting.Boosted boosted = new Boosting(table, BoostingSettings.of(block, job.seed()))
                .train((round, rounds, values) -> {
                    job.point(round, rounds, values);
                    if (TabularModel.due(round, rounds)) {
                        progress.line(TabularModel.line("round", round, rounds, values));
                    }
                });
        TabularModel.write(job.output(), "model.ubj", boosted.model(), table);
        return job.trained("xgboost", boosted.metrics());
    }
}
