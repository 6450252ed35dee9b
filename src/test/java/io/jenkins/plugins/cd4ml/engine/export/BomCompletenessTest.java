package io.jenkins.plugins.cd4ml.engine.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BomCompletenessTest {
    @TempDir
    Path folder;

    private static BomCompleteness of(String text) {
        return BomCompleteness.of(Json.parse("bom", text.getBytes(StandardCharsets.UTF_8), JsonNode.class));
    }

    private static List<String> missing(BomCompleteness completeness) {
        return completeness.missing().stream()
                .map(BomCompleteness.Missing::field)
                .toList();
    }

    private BomCompleteness run() {
        RunFolder run = ExportedRun.in(folder);
        return of(ExportFormat.of("cyclonedx").render(RunRecord.of(run)));
    }

    @Test
    void anEmptyDocumentHasNothing() {
        BomCompleteness nothing = of("{}");
        assertEquals(0, nothing.score());
        assertEquals("incomplete", nothing.profile());
        assertEquals(37, nothing.missing().size());
        assertEquals("critical", nothing.missing().get(0).tier());
        assertEquals("supplementary", nothing.missing().get(36).tier());
    }

    @Test
    void pointsAndPenaltiesAreTheRegistrys() {
        String four =
                "\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"serialNumber\": \"urn:x\", \"version\": 1";
        assertEquals(
                15.2, of("{" + four + "}").score()); // 20 points; five critical and five important ones are missing
        String model = """
            , "components": [{"type": "data"}, {"type": "machine-learning-model", "name": "m", "version": "1",
              "supplier": {"name": "us"}, "modelCard": {"modelParameters": {"task": "t"}}}]}\
            """;
        BomCompleteness more = of("{" + four + model);
        assertEquals(34.8, more.score()); // 20 + 20·2/5 + 20·3/7 + 0 + 0, less 5 % for important ones
        assertEquals("incomplete", more.profile());
    }

    @Test
    void whatTheCardDeclaresCounts() throws IOException {
        BomCompleteness bare = run();
        assertTrue(missing(bare).containsAll(List.of("suppliedBy", "intendedUse", "licenses")), bare.toString());
        assertFalse(missing(bare).contains("hyperparameter"));
        Files.writeString(folder.resolve("model-card.md"), """
            # churn
            ## Description
            Tells who leaves.
            ## Owner
            Team ML
            ## Licence
            CC-BY-4.0
            ## Intended use
            Letters to customers.
            ## Limits
            Not described. The metrics below hold for data like theirs.
            ## Risks
            ```
            # no heading
            ```
            """);
        BomCompleteness declared = run();
        assertTrue(declared.score() > bare.score(), bare.score() + " " + declared.score());
        assertTrue(missing(declared).contains("technicalLimitations"), "the template's own words declare nothing");
        assertFalse(
                missing(declared).contains("suppliedBy") || missing(declared).contains("safetyRiskAssessment"));
    }
}
