package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slips in the gates are told before the scoring. */
class GateRequirementsTest {
    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
        project.model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\n"
                        + "metrics: [auc]\n"
                        + "slices:\n"
                        + "- region\n"
                        + "- cross: [region, {column: age, edges: [50]}]");
    }

    private void refused(String gate, String message) {
        project.gates("[{metric: auc, min: 0}, {any: [" + gate + "]}]");
        assertEquals(
                "cd4ml.yaml line 12 (gates[1].any[0]): " + message,
                assertThrows(InputException.class, () -> project.run(null))
                        .getMessage()
                        .replace(folder + "/", ""));
    }

    @Test
    void whatNoEvaluationOfTheFileMeasuresIsRefused() {
        refused(
                "{metric: auk, min: 0.8}",
                "There is no metric 'auk'; known are accuracy, auc, balanced_accuracy, brier, calibration_error,"
                        + " cohen_kappa, f1, f1@weighted, log_loss, mae, mape, mcc, mrr, mse, ndcg, pr_auc, precision,"
                        + " precision@weighted, r2, recall, recall@weighted, rmse, pinball@QUANTILE, ndcg@RANKS,"
                        + " mrr@RANKS. Numbers of others begin with drift., train., latency., leakage., repeats., model.,"
                        + " external. or numbers.");
        refused(
                "{metric: pinball@1.5, max: 0.8}",
                "The metric 'pinball@1.5' needs a quantile between 0 and 1, such as pinball@0.9.");
        refused(
                "{metric: external.gx.failed, equals: 0}",
                "evaluate.external has no 'gx', so there is no external.gx.failed.");
        refused(
                "{metric: auc, slice: regionn, min: 0.8}",
                "evaluate.slices does not list 'regionn'; it lists region, region*age.");
        refused(
                "{metric: auc, slice: age=40, min: 0.8}",
                "evaluate.slices does not list 'age'; it lists region, region*age.");
        refused(
                "{metric: drift.psi.max, slice: region, max: 0.8}",
                "drift.psi.max is not measured by slice; remove slice.");
        refused(
                "{metric: gap.auc.age, max: 0.1}",
                "evaluate.slices does not list the slices of gap.auc.age; it lists region, region*age.");
        refused("{metric: gap.auk.region, max: 0.1}", "There is no metric 'auk'.");
        refused(
                "{metric: demographic_parity.age, max: 0.1}",
                "evaluate.slices does not list the slices of demographic_parity.age; it lists region, region*age.");
        refused(
                "{metric: demographic_parity.region, against: production, maxChange: 0.2, confidence: 0.95}",
                "a change of demographic_parity.region has no interval, only demographic_parity.region itself; remove"
                        + " confidence, or bound it by max in a gate of its own.");
        refused(
                "{metric: gap.auc.region, max: 0.2, confidence: 0.95, method: delong}",
                "gap.auc.region has one interval, made of those of its slices; remove method.");
        refused("{metric: auc, max: 0.8, higherIsBetter: false}", "auc is better when higher; remove higherIsBetter.");
    }

    @Test
    void whatIsMeasuredElsewhereIsNoSlip() throws Exception {
        project.gates("[{metric: train.auk, min: 0}, {metric: drift.psi.max, max: 1}, {metric: latency.p95, max: 1e9},"
                        + " {metric: numbers.a.b, max: 1}, {metric: model.bytes, max: 1e9},"
                        + " {metric: auc, slice: region=west, min: 0}, {metric: auc, slice: region*age, min: 0},"
                        + " {metric: auc, slice: 'region=west, age=from 50', min: 0},"
                        + " {metric: equalized_odds.region*age, max: 1}]")
                .run(null);
    }

    /** It is not among evaluate.metrics. */
    @Test
    void theMetricOfAGapIsMeasured() throws Exception {
        project.gates("[{metric: gap.accuracy.region, max: 1}]").run(null);
        assertEquals(Verdict.PASSED, project.check().verdict());
    }

    @Test
    void aGateThatHoldsNoWorseModelBackIsNamed() throws Exception {
        project.gates("[{metric: log_loss, min: 0.1}, {metric: auc, max: 1}, {metric: auc, min: 0.1}]");
        List<String> said = new ArrayList<>();
        Evaluation.run(project.project(), project.run, null, said::add);
        assertEquals(
                "cd4ml.yaml line 12 (gates[0]) holds no worse model back, for log_loss is better when lower; did you"
                        + " mean max?",
                said.get(0).replace(folder + "/", ""));
        assertEquals(1, said.stream().filter(s -> s.contains("did you mean")).count());
    }
}
