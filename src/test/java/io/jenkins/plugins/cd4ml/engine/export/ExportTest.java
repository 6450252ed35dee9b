package io.jenkins.plugins.cd4ml.engine.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {
    @TempDir
    Path folder;

    private List<JsonNode> lines(String format) {
        List<JsonNode> lines = new ArrayList<>();
        ExportFormat.of(format)
                .render(RunRecord.of(ExportedRun.in(folder)))
                .lines()
                .forEach(l -> lines.add(Json.parse(l, l.getBytes(StandardCharsets.UTF_8), JsonNode.class)));
        return lines;
    }

    private JsonNode document(String format) {
        String text = ExportFormat.of(format).render(RunRecord.of(ExportedRun.in(folder)));
        return Json.parse(format, text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    @Test
    void theSameRecordIsTheSameText() {
        RunFolder run = ExportedRun.in(folder);
        for (ExportFormat format : ExportFormat.all()) {
            assertEquals(format.render(RunRecord.of(run)), format.render(RunRecord.of(run)), format.name());
        }
    }

    @Test
    void aBomHasMetricsBySliceWithTheirIntervals() {
        JsonNode component = document("cyclonedx").at("/metadata/component");
        JsonNode metrics = component.at("/modelCard/quantitativeAnalysis/performanceMetrics");
        assertEquals(2, metrics.size()); // a value that is no number is none
        assertEquals("0.95", metrics.at("/0/confidenceInterval/upperBound").asText());
        assertEquals("region = \"north\"", metrics.at("/1/slice").asText());
        assertTrue(metrics.at("/1/confidenceInterval").isMissingNode());
        assertEquals(
                List.of("dataset:train"),
                component.at("/modelCard/modelParameters/datasets").findValuesAsText("ref"));
        assertEquals(
                "9".repeat(64), component.at("/components/0/hashes/0/content").asText());
    }

    @Test
    void statementsTellTrainingGatesAndApproval() {
        List<JsonNode> statements = lines("in-toto");
        assertEquals(4, statements.size());
        assertEquals(
                "1".repeat(40),
                statements
                        .get(0)
                        .at("/predicate/buildDefinition/resolvedDependencies/1/digest/gitCommit")
                        .asText());
        JsonNode result = statements.get(1).get("predicate");
        assertEquals("WARNED", result.get("result").asText());
        assertEquals(List.of("auc min 0.8"), texts(result.get("passedTests")));
        assertEquals(List.of("f1 min 0.5", "drift"), texts(result.get("warnedTests")));
        assertEquals(List.of("rows"), texts(result.get("failedTests")));
        JsonNode approval = statements.get(2).get("predicate");
        assertTrue(texts(approval.get("properties")).contains("CD4ML_ENVIRONMENT_production"));
        assertEquals(
                "0".repeat(64),
                approval.at("/verifier/policies/0/digest/sha256").asText());
        JsonNode decisions = statements.get(3).get("predicate");
        assertEquals("production", decisions.get("environment").asText());
        JsonNode ann = decisions.at("/decisions/0");
        assertEquals("Ann " + ExportedRun.ODD, ann.get("person").asText());
        assertEquals("approved", ann.get("decision").asText());
        assertEquals(List.of(ann), List.of(result.at("/cd4ml_decisions/0")));
        assertEquals(
                "e".repeat(64), decisions.at("/approved/0/digest/cd4mlFolder").asText());
        for (JsonNode statement : statements) {
            assertEquals(
                    "9".repeat(64), statement.at("/subject/0/digest/sha256").asText());
        }
    }

    /** Who rejected counts as well, and what the environment's policy was. */
    @Test
    void singleAnswersAndThePolicyAreTold() {
        RunFolder run = ExportedRun.in(folder);
        Lineage lineage = run.lineage();
        Map<String, Object> rejected = Map.of("person", "bob", "decision", "rejected", "reason", "not yet");
        lineage.add(new Lineage.Activity(
                "approve",
                "approve",
                List.of("gates"),
                List.of(),
                List.of("person:bob"),
                "2026-03-01T11:00:00Z",
                "2026-03-01T11:00:01Z",
                "yes",
                "Overridden.",
                Map.of("environment", "live", "policy", "sha256:" + "7".repeat(64), "decisions", List.of(rejected))));
        run.write(lineage);
        List<JsonNode> statements = ExportFormat.of("in-toto")
                .render(RunRecord.of(run))
                .lines()
                .map(l -> Json.parse(l, l.getBytes(StandardCharsets.UTF_8), JsonNode.class))
                .toList();
        assertEquals(
                "7".repeat(64),
                statements
                        .get(4)
                        .at("/predicate/verifier/policies/1/digest/sha256")
                        .asText());
        assertEquals(
                "not yet", statements.get(5).at("/predicate/decisions/0/reason").asText());
        assertEquals(2, statements.get(1).at("/predicate/cd4ml_decisions").size());
    }

    @Test
    void aValidationThatFoundSomethingFails() {
        List<JsonNode> events = lines("openlineage");
        JsonNode failed = events.get(1);
        assertEquals("FAIL", failed.get("eventType").asText());
        JsonNode assertion = failed.at("/inputs/0/inputFacets/dataQualityAssertions/assertions/0");
        assertEquals("x y", assertion.get("column").asText());
        assertEquals(false, assertion.get("success").asBoolean());
        assertEquals(events.get(0).at("/run/runId"), events.get(1).at("/run/runId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cyclonedx", "spdx", "in-toto"})
    void withoutAModelIsOneSentence(String format) {
        RunFolder run = new RunFolder(folder);
        Lineage lineage = new Lineage();
        lineage.run = "churn #1";
        run.write(lineage);
        InputException e =
                assertThrows(InputException.class, () -> ExportFormat.of(format).render(RunRecord.of(run)));
        assertTrue(e.getMessage().startsWith("The run 'churn #1' has no model"), e.getMessage());
    }
}
