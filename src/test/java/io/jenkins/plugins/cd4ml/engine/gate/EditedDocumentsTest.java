package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RecordedDocuments;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Between measuring and judging nobody changes a number. */
class EditedDocumentsTest {
    private static final String DRIFT = "data/train/drift.json";

    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void measured() {
        run = new RunFolder(folder);
        run.write(MetricSource.EXTERNAL, metrics("gx.failed", 3));
        ObjectNode evaluation = Json.object();
        evaluation.putObject("external").put("digest", Digests.of(run.file(MetricSource.EXTERNAL)));
        evaluation.putArray("metrics").addObject().put("name", "auc").put("value", 0.2);
        run.write(RunFolder.EVALUATION, evaluation);
        run.write(RunFolder.TRAINING, metrics("loss", 0.5));
        run.write(MetricSource.LATENCY, metrics("p95", 40));
        run.write(DRIFT, metrics("psi.max", 0.9));
        RecordedDocuments.keep(
                run, RunFolder.EVALUATION, RunFolder.TRAINING, MetricSource.LATENCY, MetricSource.EXTERNAL, DRIFT);
    }

    private static ObjectNode metrics(String name, double value) {
        ObjectNode document = Json.object();
        document.putObject("metrics").put(name, value);
        return document;
    }

    private GateItem check(String gate) {
        Gates.run(run, YamlDocument.parse("gates", "[" + gate + "]").root());
        return run.read(RunFolder.GATES, GateReport.class).items().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "evaluate/evaluation.json, evaluate-model",
        "evaluate/latency.json, evaluate-model",
        "evaluate/external.json, evaluate-model",
        "train/training.json, train-model",
        "data/train/drift.json, validate-data"
    })
    void anEditedDocumentIsRefused(String document, String verb) {
        String written = Digests.of(run.file(document));
        run.write(document, ((ObjectNode) run.read(document)).put("note", "better"));
        String message = assertThrows(InputException.class, () -> check("{metric: auc, min: 0.1}"))
                .getMessage();
        assertEquals(
                run.file(document) + " is not what " + verb + " wrote: its digest is "
                        + Digests.of(run.file(document)) + ", in the lineage it is " + written + "; run " + verb
                        + " again.",
                message);
        assertFalse(run.has(RunFolder.GATES));
    }

    /** Whoever can edit a number can also delete what would tell. */
    @Test
    void anEvaluationWithoutLineageIsRefused() {
        run.write(new Lineage());
        assertTrue(assertThrows(InputException.class, () -> check("{metric: auc, min: 0.1}"))
                .getMessage()
                .contains("evaluation.json stands in no lineage"));
    }

    @Test
    void aDocumentThatNoLineageKnowsGivesNoNumbers() {
        run.write(new Lineage());
        RecordedDocuments.keep(run, RunFolder.EVALUATION);
        for (String gate : new String[] {"train.loss", "latency.p95", "external.gx.failed", "drift.train.psi.max"}) {
            GateItem item = check("{metric: " + gate + ", max: 100}");
            assertEquals(Verdict.ERROR, item.verdict(), gate);
            assertTrue(item.reason().contains(" stands in no lineage; run "), item.reason());
        }
    }

    @Test
    void theLastTimeThatItWasWrittenCounts() {
        ObjectNode better = (ObjectNode) run.read(RunFolder.EVALUATION);
        better.withArray("/metrics").removeAll().addObject().put("name", "auc").put("value", 0.7);
        run.write(RunFolder.EVALUATION, better);
        RecordedDocuments.keep(run, RunFolder.EVALUATION);
        assertEquals(0.7, check("{metric: auc, min: 0.1}").observed());
        assertEquals(0.7, check("{metric: auc, min: 0.1}").observed());
    }

    @Test
    void gatesOfARecordAreThoseOfTheEvaluation() {
        JsonNode gates =
                YamlDocument.parse("gates", "[{metric: auc, min: 0.50}]").root();
        run.write(RunFolder.EVALUATION, Json.object().put("gates", Gates.digest(gates)));
        Gates.checkUnchanged(
                run, YamlDocument.parse("gates", "[{metric: auc, min: 0.5}]").root());
        JsonNode lax = YamlDocument.parse("gates", "[{metric: auc, min: 0.1}]").root();
        assertTrue(assertThrows(InputException.class, () -> Gates.checkUnchanged(run, lax))
                .getMessage()
                .endsWith("project.json are not those that the model was evaluated for; run evaluate-model again."));
    }
}
