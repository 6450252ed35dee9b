package io.jenkins.plugins.cd4ml.engine.train.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableReader;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TableRequest;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TabularModel;
import io.jenkins.plugins.cd4ml.engine.train.tabular.TrainingTable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.ObjDoubleConsumer;

/** The built-in trainer of trees: reads {@code train.xgboost}, trains, leaves {@code model.ubj} and its signature. */
public final class XgboostTraining {
    private XgboostTraining() {}

    /**
     * @param block   the {@code xgboost} block
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
        TrainingTable table = TableReader.read(project, TableRequest.of(project, dataset, block, true));
        progress.line("training on " + table);
        Boosting.Boosted boosted = new Boosting(table, BoostingSettings.of(block, seed))
                .train((round, rounds, values) -> {
                    values.forEach(metrics::accept);
                    if (TabularModel.due(round, rounds)) {
                        progress.line(TabularModel.line("round", round, rounds, values));
                    }
                });
        if (boosted.metrics().containsKey("best_round")) {
            boosted.metrics().forEach(metrics::accept);
        }
        TabularModel.write(output, "model.ubj", boosted.model(), table);
    }
}
