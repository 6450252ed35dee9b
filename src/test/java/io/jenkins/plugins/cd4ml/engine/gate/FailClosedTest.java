package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every kind of gate × everything that can be wrong with a number. P is PASSED, which only the last four cells may be. */
class FailClosedTest {
    private static final Map<String, String> KINDS = kinds();
    private static final List<String> TROUBLES = List.of(
            "fine",
            "missing",
            "NaN",
            "+inf",
            "-inf",
            "empty slice",
            "zero baseline",
            "no champion",
            "different rows",
            "one class");

    /** P passed, F failed, I inconclusive, E error; a letter for each of the troubles above. */
    private static final Map<String, String> EXPECTED = expected();

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new TreeMap<>();
        kinds.put("min", "{metric: auc, min: 0.8}");
        kinds.put("max", "{metric: auc, max: 0.95}");
        kinds.put("equals", "{metric: auc, equals: 0.9}");
        kinds.put("minChange", "{metric: auc, against: production, minChange: -0.01}");
        kinds.put("maxChange", "{metric: log_loss, against: production, maxChange: 0.01}");
        kinds.put("minRelativeChange", "{metric: auc, against: production, minRelativeChange: -0.01}");
        kinds.put("maxRelativeChange", "{metric: log_loss, against: production, maxRelativeChange: 0.01}");
        kinds.put("against alone", "{metric: auc, against: champion}");
        kinds.put("first version", "{metric: auc, against: production, minChange: -0.01, firstVersion: pass}");
        kinds.put("value with confidence", "{metric: auc, min: 0.8, confidence: 0.9}");
        kinds.put("change with confidence", "{metric: auc, against: production, minChange: -0.01, confidence: 0.9}");
        kinds.put("slice", "{metric: auc, slice: region, min: 0.8}");
        kinds.put("named slice", "{metric: auc, slice: region=north, min: 0.8}");
        kinds.put("support", "{metric: auc, min: 0.8, minSupport: 100}");
        kinds.put("any", "{any: [{metric: auc, min: 0.8}, {metric: auc, min: 0.99}]}");
        kinds.put("all", "{all: [{metric: auc, min: 0.8}, {metric: auc, max: 0.99}]}");
        return kinds;
    }

    private static Map<String, String> expected() {
        Map<String, String> expected = new TreeMap<>();
        //                                    fine missing NaN +inf -inf empty zero none rows class
        expected.put("min", /*                   */ "P E E E E P P P P E");
        expected.put("max", /*                   */ "P E E E E P P P P E");
        expected.put("equals", /*                */ "P E E E E P P P P E");
        expected.put("minChange", /*             */ "P E E E E P P F I E");
        expected.put("maxChange", /*             */ "P E E E E P F F I E");
        expected.put("minRelativeChange", /*     */ "P E E E E P I F I E");
        expected.put("maxRelativeChange", /*     */ "P E E E E P I F I E");
        expected.put("against alone", /*         */ "P E E E E P P F I E");
        expected.put("first version", /*         */ "P E E E E P P P I E");
        expected.put("value with confidence", /* */ "P E E E E P P P P E");
        expected.put("change with confidence", /**/ "P E E E E P P F I E");
        expected.put("slice", /*                 */ "P E E E E E P P P E");
        expected.put("named slice", /*           */ "P E E E E E P P P E");
        expected.put("support", /*               */ "P E E E E P P P P E");
        expected.put("any", /*                   */ "P E E E E P P P P E");
        expected.put("all", /*                   */ "P E E E E P P P P E");
        return expected;
    }

    @TestFactory
    Stream<DynamicTest> everyGateOverEveryTrouble() {
        List<DynamicTest> tests = new ArrayList<>();
        KINDS.forEach((kind, yaml) -> {
            String[] letters = EXPECTED.get(kind).split(" ");
            for (int i = 0; i < TROUBLES.size(); i++) {
                String trouble = TROUBLES.get(i);
                String letter = letters[i];
                tests.add(DynamicTest.dynamicTest(kind + " × " + trouble, () -> {
                    GateReport report = check(yaml, trouble);
                    assertEquals(letter, report.verdict().name().substring(0, 1), Json.text(report));
                }));
            }
        });
        return tests.stream();
    }

    private static GateReport check(String yaml, String trouble) {
        JsonNode specs = YamlDocument.parse("gates", "[" + yaml + "]").root();
        return Gates.check(specs, new Measured(evaluation(trouble)), List.of(), Instant.EPOCH);
    }

    private static ObjectNode evaluation(String trouble) {
        ObjectNode evaluation = Json.object().put("format", 1);
        if (!trouble.equals("missing")) {
            ArrayNode metrics = evaluation.putArray("metrics");
            metric(metrics, "auc", null, trouble, 0.9, 0.89);
            metric(metrics, "log_loss", null, trouble, 0.3, 0.31);
            if (!trouble.equals("empty slice")) {
                metric(metrics, "auc", "region=north", trouble, 0.9, 0.89);
                metric(metrics, "auc", "region=south", trouble, 0.9, 0.89);
            }
        }
        ObjectNode champion = evaluation.putObject("champion").put("environment", "production");
        champion.put("version", trouble.equals("no champion") ? 0 : 3).put("maxDiffering", 0.01);
        champion.put("rowsJoined", 98).put("rowsDiffering", trouble.equals("different rows") ? 2 : 0);
        comparison(evaluation.withArray("/comparisons"), "value", 0.8, 0.85, 0.95);
        comparison(evaluation.withArray("/comparisons"), "change", -0.01, 0.001, 0.02);
        return evaluation;
    }

    private static void metric(
            ArrayNode metrics, String name, String slice, String trouble, double value, double champion) {
        ObjectNode metric =
                metrics.addObject().put("name", name).put("slice", slice).put("rows", 100);
        metric.put("higherIsBetter", name.equals("auc"));
        switch (trouble) {
            case "NaN" -> metric.put("value", "NaN");
            case "one class" -> metric.put("value", "NaN").put("why", "all rows are of class 1");
            case "+inf" -> metric.put("value", "Infinity");
            case "-inf" -> metric.put("value", "-Infinity");
            default -> metric.put("value", value);
        }
        if (trouble.equals("zero baseline")) {
            metric.put("champion", 0.0);
        } else if (!trouble.equals("no champion")) {
            metric.put("champion", champion);
        }
    }

    private static void comparison(ArrayNode comparisons, String of, double bound, double low, double high) {
        comparisons
                .addObject()
                .put("metric", "auc")
                .putNull("slice")
                .put("of", of)
                .put("confidence", 0.9)
                .put("bound", bound)
                .put("low", low)
                .put("high", high)
                .put("pBelow", 0.001)
                .put("pAbove", 0.999)
                .put("rows", 100)
                .put("rowsToSettle", 0);
    }
}
