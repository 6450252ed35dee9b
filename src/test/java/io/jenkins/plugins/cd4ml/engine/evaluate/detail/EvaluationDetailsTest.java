package io.jenkins.plugins.cd4ml.engine.evaluate.detail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationDetailsTest {
    @Test
    void matrixRatesAndCurveOfTwoClasses() {
        Sample sample = Sample.binary(new double[] {1, 0, 1, 0}, new double[] {0.9, 0.8, 0.7, 0.1});
        JsonNode details = EvaluationDetails.of(sample, List.of("no", "yes"), true, true, MissingNode.getInstance());
        assertEquals(
                "[[1.0,1.0],[0.0,2.0]]",
                details.at("/confusion/truthByPrediction").toString());
        assertEquals(2.0 / 3, details.at("/classes/1/precision").asDouble(), 1e-12);
        assertEquals(0.5, details.at("/classes/0/recall").asDouble());
        assertEquals(5, details.get("curve").size());
        assertEquals(0.5, details.at("/curve/1/truePositiveRate").asDouble());
        assertEquals(1, details.at("/curve/4/falsePositiveRate").asDouble());
    }

    private static JsonNode thresholds(String wanted) throws Exception {
        Sample sample = Sample.binary(
                new double[] {1, 1, 0, 1, 0, 0, 1, 0, 0, 0},
                new double[] {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05});
        return EvaluationDetails.of(sample, List.of("no", "yes"), true, true, Json.MAPPER.readTree(wanted))
                .get("thresholds");
    }

    @Test
    void thresholdsForCostsPrecisionAndRecall() throws Exception {
        JsonNode cheap =
                thresholds("{\"falsePositive\": 1, \"falseNegative\": 10, \"precision\": 1, \"recall\": 0.75}");
        assertEquals("best f1", cheap.at("/0/for").asText());
        assertEquals(0.6, cheap.at("/0/threshold").asDouble());
        assertEquals("least cost", cheap.at("/1/for").asText());
        assertEquals(0.3, cheap.at("/1/threshold").asDouble());
        assertEquals(0.3, cheap.at("/1/cost").asDouble(), 1e-12);
        assertEquals(0.8, cheap.at("/2/threshold").asDouble());
        assertEquals(0.5, cheap.at("/2/recall").asDouble());
        assertEquals(0.6, cheap.at("/3/threshold").asDouble());
        JsonNode dear = thresholds("{\"falsePositive\": 100, \"falseNegative\": 1}");
        assertEquals(0.8, dear.at("/1/threshold").asDouble());
        assertTrue(thresholds("{\"falsePositive\": 1, \"falseNegative\": 0}")
                .at("/1/threshold")
                .isNull());
    }

    @Test
    void oneNumberARowIsAProbabilityToCalibrate() {
        Sample sample = Sample.binary(new double[] {1, 0, 1, 0}, new double[] {0.9, 0.8, 0.7, 0.1});
        assertEquals(
                4,
                EvaluationDetails.of(sample, List.of("no", "yes"), true, true, MissingNode.getInstance())
                        .get("calibration")
                        .size());
    }

    @Test
    void curvesAreBounded() {
        double[] labels = new double[50_000];
        double[] scores = new double[50_000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            scores[i] = i / 50_000.0;
        }
        JsonNode details = EvaluationDetails.of(
                Sample.binary(labels, scores), List.of("0", "1"), true, true, MissingNode.getInstance());
        assertTrue(
                details.get("curve").size() <= EvaluationDetails.POINTS + 1,
                details.get("curve").size() + " points");
    }

    @Test
    void residualsOfRegression() {
        Sample sample = Sample.regression(new double[] {1, 2, 3}, new double[] {2, 2, 1});
        JsonNode quantiles = EvaluationDetails.of(sample, List.of(), true, true, MissingNode.getInstance())
                .at("/residuals/quantiles");
        assertEquals(-2, quantiles.at("/0/residual").asDouble());
        assertEquals(0, quantiles.at("/4/residual").asDouble());
        assertEquals(1, quantiles.at("/8/residual").asDouble());
    }

    @Test
    void scoresAndResidualsAreCountedInBins() {
        Sample sample = Sample.binary(new double[] {1, 0, 1, 0}, new double[] {0.9, 0.8, 1.0, 0.0});
        JsonNode scores = EvaluationDetails.of(sample, List.of("no", "yes"), true, true, MissingNode.getInstance())
                .get("scores");
        assertEquals(1, scores.at("/classes/0/counts/0").asDouble());
        assertEquals(1, scores.at("/classes/0/counts/16").asDouble());
        assertEquals(1, scores.at("/classes/1/counts/19").asDouble(), "1 is in the last bin");
        double[] truth = new double[1_000];
        double[] said = new double[1_000];
        for (int i = 0; i < truth.length; i++) {
            said[i] = i == 0 ? -1e300 : i / 1_000.0;
        }
        JsonNode residuals = EvaluationDetails.of(
                        new Sample(truth, said, null, null, null), List.of(), true, false, MissingNode.getInstance())
                .at("/residuals/histogram");
        int sum = 0;
        for (JsonNode count : residuals.get("counts")) {
            sum += count.asInt();
        }
        assertEquals(1_000, sum, "what is far out is in the outer bins");
        assertTrue(residuals.get("low").asDouble() > 0, "one value does not spoil the range");
    }
}
