package io.jenkins.plugins.cd4ml.engine.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.NumberFormat;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** No sentence and no table shows a number that misses its bound as if it were the bound. */
class NumberFormatTest {
    @Test
    void aBrokenNumberIsNotShownAsAWholeOne() {
        assertEquals("0.9999", NumberFormat.number(0.9999));
        assertEquals("1.00000001", NumberFormat.number(1.00000001));
        assertEquals("\u22120.99999", NumberFormat.number(-0.99999));
        assertEquals("12345.6", NumberFormat.number(12345.6));
        assertEquals("0.871", NumberFormat.number(0.8714));
        assertEquals("12345", NumberFormat.number(12345));
        assertEquals("0.0000123", NumberFormat.number(0.00001234));
    }

    @Test
    void unequalNumbersAreToldApartUpToTheLastBit() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            double bound = Math.round(random.nextDouble() * 1000) / 1000.0 * Math.pow(10, random.nextInt(-7, 8));
            double value = i % 2 == 0 ? Math.nextDown(bound) : bound * (1 + random.nextGaussian() * 1e-6);
            if (value != bound) {
                assertNotEquals(NumberFormat.number(value, bound), NumberFormat.number(bound, value));
                assertNotEquals(NumberFormat.percent(value, bound), NumberFormat.percent(bound, value));
            }
        }
    }

    private static GateReport check(String gate, double value, double champion) {
        ObjectNode evaluation = Json.object();
        evaluation
                .putObject("champion")
                .put("environment", "production")
                .put("version", 3)
                .put("rowsJoined", 10)
                .put("rowsDiffering", 0);
        evaluation
                .putArray("metrics")
                .addObject()
                .put("name", "auc")
                .put("value", value)
                .put("champion", champion)
                .put("higherIsBetter", true);
        return Gates.check(array(gate), new MetricSource(evaluation), List.of(), Instant.EPOCH);
    }

    private static JsonNode array(String gate) {
        try {
            return Json.MAPPER.createArrayNode().add(Json.MAPPER.readTree(gate));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void sentencesAndTableTellTheNumberFromItsBound() {
        GateReport absolute = check("{\"metric\": \"auc\", \"min\": 1}", 0.99996, 0.5);
        assertEquals(
                "auc 0.99996 is below the minimum 1.", absolute.items().get(0).reason());
        assertTrue(absolute.table().contains("0.99996"), absolute.table());
        GateReport change =
                check("{\"metric\": \"auc\", \"against\": \"champion\", \"minChange\": -0.005}", 0.8949999, 0.9);
        assertTrue(
                change.items().get(0).reason().contains("is 0.0050001 below champion"),
                change.items().get(0).reason());
        GateReport share =
                check("{\"metric\": \"auc\", \"against\": \"champion\", \"minRelativeChange\": -0.02}", 0.881999, 0.9);
        assertTrue(
                share.items().get(0).reason().contains("is 2.0001 % below champion"),
                share.items().get(0).reason());
        assertTrue(
                share.items().get(0).reason().contains("not at least \u22122 %"),
                share.items().get(0).reason());
    }
}
