package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an inconclusive gate says of the rows that it lacks, and why it is inconclusive. */
class PowerTest {
    private final ObjectNode evaluation = Json.object().put("format", 1).put("minSupport", 1);
    private final ArrayNode metrics = evaluation.putArray("metrics");
    private final ArrayNode comparisons = evaluation.putArray("comparisons");

    PowerTest() {
        evaluation.put("multipleTests", "all-gates");
        evaluation
                .putObject("champion")
                .put("against", "live")
                .put("version", 3)
                .put("maxDiffering", 0.01)
                .put("rowsJoined", 200)
                .put("rowsDiffering", 0);
    }

    /** As an evaluation would record it: the interval is that of a normal distribution. */
    private void metric(String name, double change, double error, double p) {
        metrics.addObject()
                .put("name", name)
                .put("higherIsBetter", true)
                .put("rows", 200)
                .put("value", 0.8 + change)
                .put("champion", 0.8);
        double distance = change / error;
        comparisons
                .addObject()
                .put("metric", name)
                .put("of", "change")
                .put("confidence", 0.95)
                .put("bound", 0)
                .put("low", change - 1.96 * error)
                .put("high", change + 1.96 * error)
                .put("pBelow", p)
                .put("pAbove", 1 - p)
                .put("rows", 200)
                .put("distance", distance)
                .put("rowsToSettle", Math.abs(distance) > 1.96 ? 0 : Math.round(200 * Math.pow(2.8016 / distance, 2)));
    }

    private String reason(int gate, String... names) {
        StringBuilder yaml = new StringBuilder();
        for (String name : names) {
            yaml.append("- {metric: ").append(name).append(", against: live, minChange: 0, confidence: 0.95}\n");
        }
        return Gates.check(
                        YamlDocument.parse("gates", yaml.toString()).root(),
                        new MetricSource(evaluation),
                        List.of(),
                        Instant.EPOCH)
                .items()
                .get(gate)
                .reason();
    }

    private static String end(String reason) {
        return reason.substring(reason.indexOf("…"));
    }

    @Test
    void severalGatesNeedMoreRowsThanEachAlone() {
        metric("auc", 0.01, 0.01, 0.1587);
        metric("f1", 0.01, 0.008, 0.1056);
        assertEquals("…0.0296 contains 0; about 1570 rows would settle it.", end(reason(0, "auc")));
        // its p-value is the larger of two, so it is the last that Holm looks at: nothing is multiplied
        assertEquals("…0.0296 contains 0; about 1570 rows would settle it.", end(reason(0, "auc", "f1")));
        assertEquals("…0.0257 contains 0; about 1005 rows would settle it.", end(reason(1, "f1", "f1")));
        // 200 · ((2.2414 + 0.8416) / 1.25)²
        assertEquals("…0.0257 contains 0; about 1217 rows would settle it.", end(reason(1, "auc", "f1")));
    }

    /** Where positives are rare, other rows would settle nothing. */
    @Test
    void rowsOfTheRareClassAreTold() {
        metric("auc", 0.01, 0.01, 0.1587);
        ((ObjectNode) evaluation.at("/comparisons/0"))
                .putObject("rare")
                .put("class", "fraud")
                .put("rows", 5);
        assertEquals(
                "…0.0296 contains 0; about 40 rows of class fraud would settle it, which are 1570 rows at today's"
                        + " share.",
                end(reason(0, "auc")));
    }

    @Test
    void afterHolmsCorrectionTheRowsAreToldToo() {
        metric("auc", 0.021, 0.01, 0.0179);
        metric("f1", 0.022, 0.01, 0.0139);
        assertEquals(
                "…0.0416 lies above 0, but not after Holm's correction for 2 tests: p 0.0278 is above 0.025; about 393"
                        + " rows would settle it.",
                end(reason(1, "auc", "f1")));
    }

    /** The interval says no by itself; Holm's correction is for those that say yes. */
    @Test
    void onTheWrongSideNothingIsCorrected() {
        metric("auc", -0.01, 0.01, 0.8413);
        metric("f1", 0.01, 0.01, 0.1587);
        assertEquals("…0.0096 contains 0; about 1570 rows would settle it.", end(reason(0, "auc", "f1")));
    }

    /** Interval and test are not always of one mind, as with all exchanges of a few rows. */
    @Test
    void aLoneTestIsNotSaidToBeCorrected() {
        metric("auc", 0.02, 0.01, 0.03);
        assertEquals("…0.0396 lies above 0, but its p-value 0.03 is above 0.025.", end(reason(0, "auc")));
    }

    /** No resample is on the wrong side, which ten of 99 could not tell from chance. */
    @Test
    void tooFewResamplesAreBlamedAndNotTheRows() {
        metric("auc", 0.05, 0.01, 0.01);
        metric("f1", 0.05, 0.01, 0.01);
        metric("recall", 0.05, 0.01, 0.01);
        comparisons.forEach(
                c -> ((ObjectNode) c).put("method", "bootstrap-percentile").put("resamples", 99));
        assertEquals(
                "…0.0696 lies above 0, but not after Holm's correction for 3 tests: p 0.03 is above 0.025; so many"
                        + " tests take at least 120 resamples (evaluate.resamples).",
                end(reason(0, "auc", "f1", "recall")));
        comparisons.forEach(c -> ((ObjectNode) c).put("method", "delong"));
        assertEquals(
                "…0.0696 lies above 0, but not after Holm's correction for 3 tests: p 0.03 is above 0.025.",
                end(reason(1, "auc", "f1", "recall")).replaceAll("; about .*", "."));
    }
}
