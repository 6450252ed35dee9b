package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

import static io.jenkins.plugins.cd4ml.engine.evaluate.ExpectedValues.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.ExpectedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every metric on a corpus of ties, single classes, zero weights and constant predictions, against scikit-learn. */
class ScikitLearnTest {
    @TestFactory
    Stream<DynamicTest> metricsEqualScikitLearnTo1e12() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode c : ExpectedValues.of("metrics")) {
            Sample sample = sample(c);
            c.get("metrics")
                    .fields()
                    .forEachRemaining(metric -> tests.add(DynamicTest.dynamicTest(
                            c.get("task").asText() + ", " + c.get("name").asText() + ": " + metric.getKey(),
                            () -> check(Metrics.of(metric.getKey()), sample, metric.getValue()))));
        }
        assertTrue(tests.size() > 400, tests.size() + " cases");
        return tests.stream();
    }

    private static void check(Metric metric, Sample sample, JsonNode expected) {
        double value = metric.value(sample);
        if (expected.isNull()) {
            assertTrue(Double.isNaN(value), () -> value + " instead of undefined");
            assertNotNull(metric.undefinedReason(sample));
        } else if (expected.isTextual()) {
            assertEquals(Double.parseDouble(expected.asText()), value);
        } else {
            double reference = expected.asDouble();
            assertEquals(reference, value, 1e-12 * Math.max(1, Math.abs(reference)));
            assertNull(metric.undefinedReason(sample));
        }
    }

    private static Sample sample(JsonNode c) {
        double[] labels = numbers(c.get("labels"));
        JsonNode scores = c.get("scores");
        Sample sample =
                switch (c.get("task").asText()) {
                    case "binary" -> Sample.binary(labels, numbers(scores));
                    case "regression" -> Sample.regression(labels, numbers(scores));
                    case "ranking" -> Sample.ranking(labels, numbers(scores), ints(c.get("groups")));
                    default -> Sample.multiclass(labels, rows(scores));
                };
        assertFalse(labels.length == 0);
        return c.has("weights") ? sample.weighted(numbers(c.get("weights"))) : sample;
    }

    private static double[][] rows(JsonNode array) {
        double[][] rows = new double[array.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = numbers(array.get(i));
        }
        return rows;
    }

    private static int[] ints(JsonNode array) {
        int[] ints = new int[array.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = array.get(i).asInt();
        }
        return ints;
    }
}
