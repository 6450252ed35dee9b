package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatesTest {
    private final ObjectNode evaluation = Json.object();

    GatesTest() {
        evaluation
                .putObject("champion")
                .put("environment", "production")
                .put("version", 4)
                .put("rowsJoined", 200);
        evaluation.putArray("comparisons");
        evaluation.putArray("metrics");
    }

    private GatesTest metric(String name, String slice, int rows, boolean higher, double value, Double champion) {
        evaluation
                .withArray("/metrics")
                .addObject()
                .put("name", name)
                .put("slice", slice)
                .put("rows", rows)
                .put("higherIsBetter", higher)
                .put("value", value)
                .put("champion", champion);
        return this;
    }

    private GatesTest change(String metric, double bound, double low, double high, double pBelow) {
        evaluation
                .withArray("/comparisons")
                .addObject()
                .put("metric", metric)
                .putNull("slice")
                .put("of", "change")
                .put("confidence", 0.95)
                .put("bound", bound)
                .put("low", low)
                .put("high", high)
                .put("pBelow", pBelow)
                .put("pAbove", 1 - pBelow)
                .put("rowsToSettle", low > bound || high < bound ? 0 : 340);
        return this;
    }

    private GateReport check(String yaml, Waiver... waivers) {
        JsonNode specs = YamlDocument.parse("gates", yaml).root();
        return Gates.check(
                specs, new MetricSource(evaluation), List.of(waivers), Instant.parse("2026-11-23T12:00:00Z"));
    }

    private String reason(String yaml) {
        return check("[" + yaml + "]").items().get(0).reason();
    }

    @Test
    void failureTellsAllNumbersInOneSentence() {
        metric("auc", null, 200, true, 0.871, 0.883).change("auc", -0.003, -0.021, -0.004, 0.99);
        assertEquals(
                "auc 0.871 is 0.012 below champion 0.883; 95 % interval −0.021…−0.004 lies below −0.003.",
                reason("{metric: auc, against: production, minChange: -0.003, confidence: 0.95}"));
    }

    @Test
    void inconclusiveSaysHowManyRowsWouldSettleIt() {
        metric("auc", null, 200, true, 0.871, 0.873).change("auc", -0.005, -0.021, 0.014, 0.4);
        assertEquals(
                "auc 0.871 is 0.002 below champion 0.873; 95 % interval −0.021…0.014 contains −0.005; "
                        + "about 340 rows would settle it.",
                reason("{metric: auc, against: production, minChange: -0.005, confidence: 0.95}"));
    }

    /** 0.87 − 0.88 is −0.010000000000000009. */
    @Test
    void aChangeOfJustTheLimitKeepsIt() {
        metric("auc", null, 100, true, 0.87, 0.88);
        assertEquals(
                "auc 0.87 is 0.01 below champion 0.88; the change is at least −0.01.",
                reason("{metric: auc, against: production, minChange: -0.01}"));
        assertEquals(
                Verdict.FAILED,
                check("[{metric: auc, against: production, minChange: -0.0099999999999}]")
                        .verdict());
        metric("f1", null, 100, true, 0.66, 0.6);
        assertEquals(
                "f1 0.66 is 10 % above champion 0.6; the change is at most 10 %.",
                reason("{metric: f1, against: production, maxRelativeChange: 0.1, minRelativeChange: 0}"));
    }

    @Test
    void valueIsToldFromItsBound() {
        metric("auc", null, 200, true, 0.979996, null);
        assertEquals("auc 0.979996 is below the minimum 0.98.", reason("{metric: auc, min: 0.98}"));
    }

    /** Were both sides counted, p 0.02 would be doubled, and "not worse" never be the interval's rule. */
    @Test
    void againstAloneIsOneTest() {
        metric("auc", null, 200, true, 0.88, 0.87).change("auc", 0, 0.001, 0.03, 0.02);
        assertEquals(
                Verdict.PASSED,
                check("[{metric: auc, against: production, confidence: 0.95}]").verdict());
    }

    @Test
    void aSliceOfWhichTheChampionKnowsFewRowsIsNotCompared() {
        metric("f1", "region=north", 50, true, 0.9, 0.8);
        ((ObjectNode) evaluation.get("champion")).put("maxDiffering", 0.01);
        ((ObjectNode) evaluation.at("/metrics/0"))
                .put("paired", 0.9)
                .put("pairedRows", 45)
                .put("by", "region");
        assertEquals(
                "f1 of region=north cannot be compared: 5 of 50 rows are not the champion's rows, more than 1 %.",
                reason("{metric: f1, slice: region, against: production, minChange: 0}"));
        assertEquals(
                "f1 of region=north cannot be compared: 45 of its rows are the champion's rows; at least 50 are"
                        + " wanted.",
                reason("{metric: f1, slice: region, against: production, minChange: 0, minSupport: 50}"));
    }

    @Test
    void severalGatesAtOneConfidenceShareHolmWhereTheProjectAsksForIt() {
        evaluation.put("multipleTests", "all-gates");
        metric("auc", null, 200, true, 0.88, 0.87).change("auc", -0.01, 0.001, 0.03, 0.02);
        metric("f1", null, 200, true, 0.8, 0.78).change("f1", -0.01, 0.001, 0.05, 0.02);
        String auc = "{metric: auc, against: production, minChange: -0.01, confidence: 0.95}";
        String f1 = "{metric: f1, against: production, minChange: -0.01, confidence: 0.95";
        assertEquals(Verdict.PASSED, check("[" + auc + "]").verdict());
        GateReport both = check("[" + auc + ", " + f1 + "}]");
        assertEquals(Verdict.INCONCLUSIVE, both.verdict());
        assertTrue(
                both.items()
                        .get(0)
                        .reason()
                        .endsWith("but not after Holm's correction for 2 tests: p 0.04 is above 0.025."),
                both.items().get(0).reason());
        // what is not counted does not make the others harder
        assertEquals(
                Verdict.PASSED,
                check("[" + auc + ", " + f1 + ", informational: true}]").verdict());
        assertEquals(
                Verdict.PASSED,
                check("[" + auc + ", {informational: true, all: [" + f1 + "}]}]")
                        .verdict());
    }

    /** All must pass, so each wrong release takes a wrong pass of the gate that should have stopped it. */
    @Test
    void gatesThatMustAllPassAreJudgedAtFullLevel() {
        metric("auc", null, 200, true, 0.88, 0.87).change("auc", -0.01, 0.001, 0.03, 0.02);
        metric("f1", null, 200, true, 0.8, 0.78).change("f1", -0.01, 0.001, 0.05, 0.02);
        String auc = "{metric: auc, against: production, minChange: -0.01, confidence: 0.95}";
        String f1 = "{metric: f1, against: production, minChange: -0.01, confidence: 0.95}";
        String both = auc + ", " + f1;
        assertEquals(Verdict.PASSED, check("[" + both + "]").verdict());
        assertEquals(Verdict.PASSED, check("[{all: [" + both + "]}]").verdict());
        // one suffices: two chances to pass wrongly
        assertEquals(Verdict.INCONCLUSIVE, check("[{any: [" + both + "]}]").verdict());
        assertEquals(
                Verdict.INCONCLUSIVE,
                check("[{any: [{all: [" + auc + "]}, {all: [" + f1 + "]}]}]").verdict());
        evaluation.put("multipleTests", "none");
        assertEquals(Verdict.PASSED, check("[{any: [" + both + "]}]").verdict());
    }

    @Test
    void changeGateOnTheHarmlessSideIsRefused() {
        metric("log_loss", null, 200, false, 0.9, 0.3);
        assertEquals(
                "log_loss is better when lower, so its change must be bounded by maxChange or maxRelativeChange.",
                reason("{metric: log_loss, against: production, minChange: -0.01}"));
    }

    @Test
    void unknownDirectionMustBeGiven() {
        metric("profit", null, 200, true, 11, 10.0);
        ((ObjectNode) evaluation.at("/metrics/0")).remove("higherIsBetter");
        assertEquals(
                "whether a higher profit is better is not known; add higherIsBetter.",
                reason("{metric: profit, against: production, minChange: 0}"));
        assertEquals(
                Verdict.PASSED,
                check("[{metric: profit, against: production, minChange: 0, higherIsBetter: true}]")
                        .verdict());
    }

    @Test
    void everyValueOfTheColumnIsJudgedAndSmallOnesAreShown() {
        metric("f1", "region=north", 90, true, 0.7, null).metric("f1", "region=south", 80, true, 0.5, null);
        metric("f1", "region=west", 3, true, 0.1, null);
        GateReport report = check("[{metric: f1, slice: region, min: 0.6, minSupport: 30}]");
        assertEquals(
                List.of(
                        "f1 of region min 0.6: region=north PASSED",
                        "f1 of region min 0.6: region=south FAILED",
                        "f1 of region min 0.6: region=west INCONCLUSIVE"),
                report.items().stream().map(i -> i.name() + " " + i.verdict()).toList());
        assertTrue(report.items().get(2).informational());
        assertEquals(
                "f1 of region=south 0.5 is below the minimum 0.6.",
                report.items().get(1).reason());
        // the same small slice asked for by name, or alone in its column, blocks
        assertEquals(
                Verdict.INCONCLUSIVE,
                check("[{metric: f1, slice: region=west, min: 0.05, minSupport: 30}]")
                        .verdict());
        assertEquals(
                Verdict.INCONCLUSIVE,
                check("[{metric: f1, slice: region, min: 0.05, minSupport: 300}]")
                        .verdict());
    }

    @Test
    void crossesAreNoValuesOfTheirFirstColumn() {
        metric("f1", "region=north", 90, true, 0.7, null)
                .metric("f1", "region=north, age=below 50", 40, true, 0.2, null);
        ((ObjectNode) evaluation.at("/metrics/0")).put("by", "region");
        ((ObjectNode) evaluation.at("/metrics/1")).put("by", "region*age");
        assertEquals(
                Verdict.PASSED, check("[{metric: f1, slice: region, min: 0.6}]").verdict());
        assertEquals(
                Verdict.FAILED,
                check("[{metric: f1, slice: region*age, min: 0.6}]").verdict());
    }

    @Test
    void groupsPassByOneOrByAll() {
        metric("auc", null, 200, true, 0.9, null).metric("f1", null, 200, true, 0.5, null);
        String members = "[{metric: auc, min: 0.8}, {metric: f1, min: 0.8}]";
        assertEquals(Verdict.PASSED, check("[{any: " + members + "}]").verdict());
        GateItem all = check("[{all: " + members + "}]").items().get(0);
        assertEquals(Verdict.FAILED, all.verdict());
        assertEquals("1 of 2 passed, all must: f1 0.5 is below the minimum 0.8.", all.reason());
        assertEquals(2, all.members().size());
    }

    @Test
    void onFailureUnstableIsAWarningButNotForWhatCouldNotBeChecked() {
        metric("auc", null, 200, true, 0.5, null);
        GateReport soft = check("[{metric: auc, min: 0.8, onFailure: unstable}]");
        assertEquals(Verdict.WARNING, soft.verdict());
        assertTrue(soft.passable());
        assertEquals(
                Verdict.ERROR,
                check("[{metric: f1, min: 0.8, onFailure: unstable}]").verdict());
    }

    @Test
    void informationalGatesAreShownAndDecideNothing() {
        metric("auc", null, 200, true, 0.5, null);
        assertEquals(
                Verdict.PASSED,
                check("[{metric: auc, min: 0.8, informational: true}, {metric: auc, min: 0.4}]")
                        .verdict());
        assertEquals(
                Verdict.ERROR,
                check("[{metric: auc, min: 0.4, informational: true}]").verdict());
    }

    @Test
    void waiverMakesAWarningUntilItExpires() {
        metric("auc", null, 200, true, 0.5, null);
        Waiver good = new Waiver("auc min 0.8", "ann", "the labels of May are wrong", "2026-11-24T00:00:00Z");
        GateItem waived = check("[{metric: auc, min: 0.8}]", good).items().get(0);
        assertEquals(Verdict.WARNING, waived.verdict());
        assertEquals(good, waived.waiver());
        assertEquals(
                "auc 0.5 is below the minimum 0.8. Waived by ann until 2026-11-24T00:00:00Z: the labels of May are"
                        + " wrong",
                waived.reason());
        Waiver late = new Waiver("auc min 0.8", "ann", "still wrong", "2026-11-23T12:00:00Z");
        GateItem refused = check("[{metric: auc, min: 0.8}]", late).items().get(0);
        assertEquals(Verdict.FAILED, refused.verdict());
        assertNull(refused.waiver());
        assertEquals(
                Verdict.FAILED,
                check("[{metric: auc, min: 0.8}]", new Waiver("auc min 0.8", "ann", " ", "2027-01-01T00:00:00Z"))
                        .verdict());
    }

    @Test
    void gateThatAsksForNothingIsRefusedWithItsPlace() {
        assertEquals(
                "gates[0] bounds nothing; add min, max, equals, or against with minChange or maxChange.",
                assertThrows(InputException.class, () -> check("[{metric: auc}]"))
                        .getMessage());
        assertEquals(
                "gates[0].any[1] bounds a change but names nothing to compare with; add against: production.",
                assertThrows(
                                InputException.class,
                                () -> check("[{any: [{metric: auc, min: 0}, {metric: auc, minChange: 0}]}]"))
                        .getMessage());
        assertThrows(InputException.class, () -> check("[]"));
        assertThrows(InputException.class, () -> check("[{metric: auc, min: .nan}]"));
        assertThrows(InputException.class, () -> check("[{metric: auc, min: high}]"));
    }

    @Test
    void tableIsAlignedAndNoWiderThanATerminal() {
        metric("auc", null, 200, true, 0.871, 0.883).change("auc", -0.003, -0.021, -0.004, 0.99);
        String table = check("[{metric: auc, min: 0.8}, {metric: auc, against: production, minChange: -0.003, "
                        + "confidence: 0.95, name: 'not worse than what " + "very ".repeat(20) + "long serves'}]")
                .table();
        table.lines().forEach(line -> assertTrue(line.length() <= 120, line));
        assertTrue(table.lines().anyMatch(l -> l.matches("auc min 0.8 +PASSED +0.871 +0.8")), table);
        assertTrue(table.contains("    auc 0.871 is 0.012 below champion 0.883;"), table);
    }

    @Test
    void sameNumbersGiveTheSameReport() {
        metric("auc", null, 200, true, 0.871, 0.883);
        String yaml = "[{metric: auc, min: 0.8}, {metric: auc, min: 0.8}]";
        assertEquals(Json.text(check(yaml)), Json.text(check(yaml)));
        assertEquals("auc min 0.8 (2)", check(yaml).items().get(1).name());
    }

    @Test
    void nothingEvaluatedIsAnInputError(@TempDir Path folder) {
        InputException e = assertThrows(
                InputException.class, () -> Gates.run(new RunFolder(folder), Json.MAPPER.createArrayNode()));
        assertEquals("Nothing was evaluated in this run yet; run evaluate-model before check-gates.", e.getMessage());
    }

    @Test
    void numbersOfTheWholeRunAreVisible(@TempDir Path folder) {
        RunFolder run = new RunFolder(folder);
        run.write(MetricSource.EXTERNAL, metrics("gx.success", 1));
        evaluation.putObject("external").put("digest", Digests.of(run.file(MetricSource.EXTERNAL)));
        run.write(RunFolder.EVALUATION, evaluation.set("model", Json.object().put("digest", "sha256:aa")));
        run.write(RunFolder.TRAINING, metrics("loss", 0.2));
        run.write("data/train/drift.json", metrics("psi.max", 0.1));
        run.write("data/holdout/drift.json", metrics("psi.max", 0.3));
        run.write(MetricSource.LATENCY, metrics("p95", 4.0));
        RecordedDocuments.keep(
                run,
                RunFolder.EVALUATION,
                MetricSource.EXTERNAL,
                RunFolder.TRAINING,
                MetricSource.LATENCY,
                "data/train/drift.json",
                "data/holdout/drift.json");
        Outcome outcome = Gates.run(
                run,
                YamlDocument.parse(
                                "gates",
                                "[{metric: train.loss, max: 0.3}, "
                                        + "{metric: drift.psi.max, max: 0.2}, {metric: drift.train.psi.max, max: 0.2}, "
                                        + "{metric: latency.p95, max: 5}, {metric: external.gx.success, equals: 1}]")
                        .root());
        assertFalse(outcome.yes());
        GateReport report = run.read(RunFolder.GATES, GateReport.class);
        assertEquals(
                List.of("PASSED", "FAILED", "PASSED", "PASSED", "PASSED"),
                report.items().stream().map(i -> i.verdict().name()).toList());
        assertEquals(
                "drift.psi.max 0.3 is above the maximum 0.2.",
                report.items().get(1).reason());
        assertEquals("sha256:aa", report.modelDigest());
        assertEquals("no", run.lineage().last("gate").outcome());
    }

    @Test
    void externalNumbersOfAnEarlierEvaluationDoNotCount(@TempDir Path folder) {
        RunFolder run = new RunFolder(folder);
        run.write(RunFolder.EVALUATION, evaluation);
        run.write(MetricSource.EXTERNAL, metrics("gx.failed", 0));
        RecordedDocuments.keep(run, RunFolder.EVALUATION, MetricSource.EXTERNAL);
        Gates.run(
                run,
                YamlDocument.parse("gates", "[{metric: external.gx.failed, equals: 0}]")
                        .root());
        assertEquals(
                "external.gx.failed was not measured.",
                run.read(RunFolder.GATES, GateReport.class).items().get(0).reason());
    }

    /** No size is smaller than any limit. */
    @Test
    void aSizeThatIsNotRecordedIsNoSmallOne(@TempDir Path folder) {
        RunFolder run = new RunFolder(folder);
        run.write(RunFolder.EVALUATION, evaluation.set("model", Json.object().put("digest", "sha256:aa")));
        RecordedDocuments.keep(run, RunFolder.EVALUATION);
        Gates.run(
                run,
                YamlDocument.parse("gates", "[{metric: model.bytes, max: 1000000}]")
                        .root());
        GateItem item = run.read(RunFolder.GATES, GateReport.class).items().get(0);
        assertEquals(Verdict.ERROR, item.verdict());
        assertEquals("model.bytes was not measured.", item.reason());
    }

    @Test
    void aModelTrainedSinceIsNotTheOneThatWasMeasured(@TempDir Path folder) {
        RunFolder run = new RunFolder(folder);
        run.write(RunFolder.EVALUATION, evaluation.set("model", Json.object().put("digest", "sha256:aa")));
        RecordedDocuments.keep(run, RunFolder.EVALUATION);
        Lineage lineage = run.lineage();
        lineage.put(new Lineage.Entity("model", "model", "m", "sha256:bb", Map.of()));
        run.write(lineage);
        JsonNode gates = YamlDocument.parse("gates", "[{metric: auc, min: 0}]").root();
        assertEquals(
                "The model was trained again since it was evaluated; run evaluate-model before check-gates.",
                assertThrows(InputException.class, () -> Gates.run(run, gates)).getMessage());
    }

    /** Whoever renames the model or misspells the environment has no champion either. */
    @Test
    void aChampionThatMayStandUnderAnotherNameIsNoFirstVersion() {
        metric("auc", null, 200, true, 0.6, null);
        evaluation
                .putObject("champion")
                .put("against", "prodution")
                .put("version", 0)
                .put("reason", "prodution serves no version yet")
                .put("doubt", "looked for churn in prodution, which never served it; production serves version 3");
        GateItem item = check("[{metric: auc, against: prodution, firstVersion: pass}]")
                .items()
                .get(0);
        assertEquals(Verdict.ERROR, item.verdict());
        assertEquals(
                "auc has no champion to be compared with: looked for churn in prodution, which never served it;"
                        + " production serves version 3.",
                item.reason());
    }

    @Test
    void whatWasTrainedOnItsHoldoutPassesOnlyWithAWaiver() {
        metric("auc", null, 200, true, 0.99, null);
        evaluation
                .putObject("leakage")
                .put("trainedOn", true)
                .put("reason", "291 of 300 rows of holdout stand in the training data train")
                .putObject("metrics")
                .put("rows.share", 0.97);
        String gates = "[{metric: auc, min: 0.5}]";
        GateReport report = check(gates);
        assertEquals(Verdict.INCONCLUSIVE, report.verdict());
        assertEquals(
                "the model was measured on rows that it was trained on: 291 of 300 rows of holdout stand in the"
                        + " training data train; that says little of other rows, so evaluate on rows that were held out.",
                report.items().get(1).reason());
        Waiver waiver = new Waiver("leakage", "ann", "a demonstration", "2027-01-01T00:00:00Z");
        assertEquals(Verdict.WARNING, check(gates, waiver).verdict());
        evaluation.remove("leakage");
        assertEquals(Verdict.PASSED, check(gates).verdict());
        evaluation.putObject("dataset").put("trainedOn", true);
        assertEquals(Verdict.INCONCLUSIVE, check(gates).verdict());
    }

    private static ObjectNode metrics(String name, double value) {
        ObjectNode document = Json.object();
        document.putObject("metrics").put(name, value);
        return document;
    }
}
