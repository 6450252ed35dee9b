package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.evaluate.custom.CustomMetric;
import io.jenkins.plugins.cd4ml.engine.evaluate.custom.CustomMetrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonRuntime;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoreKind;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.gate.kind.MetricGate;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures metrics of the project's own by slice, with intervals and comparisons, as it is done with those that are known
 * here: only what they read of the rows is another.
 */
record CustomEvaluation(
        Project project, RunFolder run, EvaluationSettings settings, ChampionResult challenge, String digest) {
    /** @throws io.jenkins.plugins.cd4ml.engine.InputException when a function or command fails */
    void measure(
            ChampionEvaluation contest,
            Path model,
            List<Slice> slices,
            List<MetricGate> gates,
            ObjectNode document,
            Progress progress)
            throws InterruptedException {
        try (CustomMetrics custom = new CustomMetrics(
                project,
                run,
                PythonRuntime.of(project, progress),
                contest.rows(),
                contest.task(),
                contest.fresh(),
                challenge == null ? null : challenge.scored(),
                model)) {
            List<String> classes = contest.task().classes();
            for (CustomMetric metric : custom.measure()) {
                add(metric, slices, gates, classes, document.withArray("/metrics"), document.withArray("/comparisons"));
            }
        }
    }

    private void add(
            CustomMetric custom,
            List<Slice> slices,
            List<MetricGate> gates,
            List<String> classes,
            ArrayNode metrics,
            ArrayNode comparisons) {
        EvaluationSettings own = custom.resamples() == 0
                ? settings
                : settings.resamples(Math.min(settings.resamples(), custom.resamples()));
        ChampionResult champion = challenge == null || custom.champion() == null
                ? null
                : new ChampionResult(
                        challenge.champion(),
                        challenge.how(),
                        rows(custom.champion()),
                        challenge.joined(),
                        challenge.why());
        Measurement measuring = new Measurement(own, custom.fresh(), champion);
        for (Slice slice : slices) {
            ObjectNode node = measuring.metric(custom.metric(), slice);
            if (custom.why() != null && !node.path("value").isNumber()) {
                node.put("why", custom.why());
            }
            metrics.add(node);
        }
        Comparisons compared = new Comparisons(own, rows(custom.fresh()), classes, champion, null, digest);
        for (MetricGate gate : gates) {
            if (gate.metric().equals(custom.metric().name())) {
                compared.add(
                        gate,
                        custom.metric(),
                        slices,
                        project.place("/gates" + gate.head().pointer()));
            }
        }
        compared.all().forEach(comparisons::add);
    }

    private static ScoredRows rows(Sample sample) {
        return new ScoredRows(sample, ScoreKind.PROBABILITIES, null, List.of());
    }
}
