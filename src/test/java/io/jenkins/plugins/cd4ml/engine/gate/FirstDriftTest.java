package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates on drift from the data of a model that is not there yet. */
class FirstDriftTest {
    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void run() {
        run = new RunFolder(folder);
        run.write(RunFolder.EVALUATION, Json.object().set("model", Json.object().put("digest", "sha256:aa")));
        RecordedDocuments.keep(run, RunFolder.EVALUATION);
        drift("train", Json.object().put("noModelYet", "staging serves no version yet"));
    }

    private void drift(String dataset, ObjectNode document) {
        document.withObject("/metrics");
        String name = "data/" + dataset + "/drift.json";
        run.write(name, document);
        RecordedDocuments.keep(run, name);
    }

    private List<String> check(String gates) {
        Gates.run(run, YamlDocument.parse("gates", "[" + gates + "]").root());
        return run.read(RunFolder.GATES, GateReport.class).items().stream()
                .map(item -> item.verdict() + ": " + item.reason())
                .toList();
    }

    @Test
    void onlyAGateThatSaysSoLetsTheFirstOnePass() {
        assertEquals(
                List.of(
                        "PASSED: drift.ks.max has no champion to be compared with: staging serves no version yet,"
                                + " and the gate lets the first one pass.",
                        "FAILED: drift.train.psi.max has no champion to be compared with: staging serves no version"
                                + " yet; firstVersion: pass would let the first one pass."),
                check("{metric: drift.ks.max, max: 0.1, firstVersion: pass}, {metric: drift.train.psi.max, max: 1}"));
    }

    @Test
    void whatIsMissingForAnotherReasonIsAnError() {
        assertEquals(
                List.of("ERROR: drifting was not measured."), check("{metric: drifting, max: 1, firstVersion: pass}"));
        drift("train", Json.object());
        assertEquals(
                List.of("ERROR: drift.ks.max was not measured."),
                check("{metric: drift.ks.max, max: 0.1, firstVersion: pass}"));
    }

    @Test
    void theNumbersOfOtherDatasetsDecideStill() {
        ObjectNode holdout = Json.object();
        holdout.withObject("/metrics").put("ks.max", 0.3);
        drift("holdout", holdout);
        assertEquals(
                List.of("FAILED: drift.ks.max 0.3 is above the maximum 0.1."),
                check("{metric: drift.ks.max, max: 0.1, firstVersion: pass}"));
    }

    /** It says that the first version may pass, and not that anything goes while there is one. */
    @Test
    void aMisspeltMetricOrDatasetIsNotTheFirstOnes() {
        ObjectNode holdout = Json.object();
        holdout.withObject("/metrics").put("ks.max", 0.3);
        drift("holdout", holdout);
        assertEquals(
                List.of(
                        "ERROR: drift.psy.max was not measured.",
                        "ERROR: drift.trian.psi.max was not measured.",
                        "ERROR: drift.holdout.psi.max was not measured.",
                        "ERROR: drift.train.psy.max was not measured."),
                check("{metric: drift.psy.max, max: 1, firstVersion: pass},"
                        + " {metric: drift.trian.psi.max, max: 1, firstVersion: pass},"
                        + " {metric: drift.holdout.psi.max, max: 1, firstVersion: pass},"
                        + " {metric: drift.train.psy.max, max: 1, firstVersion: pass}"));
    }

    @Test
    void driftOfOtherDataIsNotTheDriftOfTheDataThatWasMeasuredOn() {
        ObjectNode train = Json.object().put("digest", "sha256:old");
        train.withObject("/metrics").put("ks.max", 0.01);
        drift("train", train);
        ObjectNode holdout = Json.object();
        holdout.withObject("/metrics").put("ks.max", 0.02);
        drift("holdout", holdout);
        String gates = "{metric: drift.ks.max, max: 0.1}, {metric: drift.train.ks.max, max: 0.1},"
                + " {metric: drift.holdout.ks.max, max: 0.1}";
        assertEquals(
                "PASSED: drift.ks.max 0.02 is not above the maximum 0.1.",
                check(gates).get(0));
        Lineage lineage = run.lineage();
        lineage.put(new Lineage.Entity("dataset:train", "dataset", "train", "sha256:new", Map.of()));
        run.write(lineage);
        String why = " is NaN: train was measured when it was sha256:old; it is sha256:new now, validate it again.";
        assertEquals(
                List.of(
                        "ERROR: drift.ks.max" + why,
                        "ERROR: drift.train.ks.max" + why,
                        "PASSED: drift.holdout.ks.max 0.02 is not above the maximum 0.1."),
                check(gates));
    }

    /** The other datasets' numbers do not stand for one that was asked for and could not be had. */
    @Test
    void whatCouldNotBeMeasuredIsNoPartOfAMaximum() {
        ObjectNode holdout = Json.object();
        holdout.withObject("/metrics").put("ks.max", 0.02);
        drift("holdout", holdout);
        drift("train", Json.object().put("unmeasured", "of the data of version 3 nothing was kept"));
        assertEquals(
                List.of("ERROR: drift.ks.max is NaN: of the data of version 3 nothing was kept."),
                check("{metric: drift.ks.max, max: 0.1, firstVersion: pass}"));
    }
}
