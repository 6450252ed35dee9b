package io.jenkins.plugins.cd4ml.engine.evaluate;

import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.repeat.EqualPairs;
import io.jenkins.plugins.cd4ml.engine.evaluate.repeat.RepeatCounts;
import io.jenkins.plugins.cd4ml.engine.evaluate.repeat.RepeatedRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.HoldoutRows;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.ArrayList;
import java.util.List;

/** Counts the rows of a holdout that are equal in features, target and answer. */
final class RepeatedAnswers {
    private RepeatedAnswers() {}

    /**
     * @param task    kind of the task
     * @param columns that rows are told apart by */
    static RepeatedRows of(
            Project project,
            EvaluationSettings settings,
            String task,
            HoldoutRows rows,
            Sample answers,
            List<String> columns) {
        long[] hashes = new long[rows.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = RepeatCounts.mix(rows.content()[i], answer(answers, i));
        }
        if ("ranking".equals(task)) {
            return RepeatCounts.ofQueries(hashes, rows.targets(), rows.groups());
        }
        List<String> all = new ArrayList<>(columns);
        all.add(settings.target());
        return RepeatCounts.of(
                hashes, rows.targets(), () -> EqualPairs.likely(project, settings.dataset(), all, hashes.length));
    }

    private static long answer(Sample sample, int row) {
        long hash = sample.predicted() == null ? 0 : sample.predicted()[row];
        if (sample.scores() != null) {
            hash = RepeatCounts.mix(hash, Float.floatToIntBits((float) sample.scores()[row]));
        } else if (sample.probabilities() != null) {
            for (double p : sample.probabilities()[row]) {
                hash = RepeatCounts.mix(hash, Float.floatToIntBits((float) p));
            }
        }
        return hash;
    }
}
