package io.jenkins.plugins.cd4ml.engine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import org.junit.jupiter.api.Test;

/** What a second training says of the first. */
class ComparisonTest {
    @Test
    void theSameDigestIsTheSameModelWhateverElseDiffers() throws Exception {
        Comparison same = new Comparison(training("a", 0.9, "numpy==1"), training("a", 0.9, "numpy==2"), true, 0);
        assertTrue(same.reproduced());
        assertEquals("Reproduced run 3: the same model, sha256:a.", same.sentence("run 3"));
    }

    @Test
    void otherPackagesAreNamedOnBothSides() throws Exception {
        Comparison other = new Comparison(
                training("a", 0.9, "numpy==1", "scipy==1"), training("b", 0.8, "numpy==2", "scipy==1"), true, 0.01);
        assertFalse(other.reproduced());
        assertEquals(
                "Not reproduced: run 3 made the model sha256:a, now it is sha256:b, and metric auc was 0.9 and is 0.8;"
                        + " what else differs: packages -numpy==1, +numpy==2.",
                other.sentence("run 3"));
        assertEquals(
                "[\"packages -numpy==1, +numpy==2\"]",
                Json.line(other.document().get("differences")));
    }

    @Test
    void metricsWithinTheToleranceAreEnough() throws Exception {
        Comparison close =
                new Comparison(training("a", 0.9, "numpy==1"), training("b", 0.8984375, "numpy==1"), true, 0.01);
        assertTrue(close.reproduced());
        assertTrue(
                close.sentence("run 3")
                        .contains("is tolerated, the model's bytes differ; code, data and packages are"
                                + " the same: the training itself is not deterministic"),
                close.sentence("run 3"));
        assertTrue(new Comparison(training("a", 0.9, "p"), training("b", 0.8984375, "p"), false, 0.01)
                .sentence("run 3")
                .contains("the code changed, of which no commit was recorded"));
    }

    @Test
    void aMetricOfOneSideOnlyIsNeverWithinTheTolerance() throws Exception {
        JsonNode without = Json.MAPPER.readTree("{\"model\": {\"digest\": \"sha256:b\"}, \"metrics\": {}}");
        assertFalse(new Comparison(training("a", 0.9, "p"), without, true, 1e9).reproduced());
    }

    private static JsonNode training(String digest, double auc, String... packages) throws Exception {
        return Json.MAPPER.readTree("""
            {"model": {"digest": "sha256:%s"}, "metrics": {"auc": %s},
             "environment": {"os": "Linux", "python": {"packages": %s}}}
            """.formatted(digest, auc, Json.MAPPER.writeValueAsString(packages)));
    }
}
