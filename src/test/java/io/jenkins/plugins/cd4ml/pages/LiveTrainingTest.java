package io.jenkins.plugins.cd4ml.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import org.junit.jupiter.api.Test;

class LiveTrainingTest {
    @Test
    void whatAnAgentSendsIsCutToSize() {
        ObjectNode live = Json.object().put("state", "running").put("progress", 17);
        live.put("secret", "x");
        for (int i = 0; i < 500; i++) {
            live.withObject("/params").put("p" + i, "v".repeat(5_000));
            ObjectNode metric = live.withObject("/metrics").putObject("m" + i).put("value", i);
            for (int k = 0; k < 3_000; k++) {
                metric.withArray("steps").add(k);
                metric.withArray("values").add(1.0 / (k + 1));
            }
            live.withArray("runs").addObject().put("name", "trial " + i);
        }

        ObjectNode shown = LiveTraining.of(live, true);

        assertEquals(1.0, shown.get("progress").asDouble());
        assertEquals(200, shown.get("params").size());
        assertEquals(301, shown.at("/params/p0").asText().length());
        assertEquals(60, shown.get("metrics").size());
        assertEquals(500, shown.get("metricsInAll").asInt());
        int points = shown.at("/metrics/0/points").size();
        assertTrue(points > 100 && points <= 160, points + " points");
        assertEquals(2_999, shown.at("/metrics/0/points/" + (points - 1) + "/0").asInt());
        assertEquals(100, shown.get("trials").size());
        assertFalse(shown.has("secret"));
        assertTrue(Json.line(shown).length() < 500_000, Json.line(shown).length() + " characters");
    }

    @Test
    void aTrainingOfAnEndedBuildDoesNotRun() {
        ObjectNode live = Json.object().put("state", "running");
        assertEquals("running", LiveTraining.of(live, true).get("state").asText());
        assertEquals("ended", LiveTraining.of(live, false).get("state").asText());
        assertEquals(
                "failed",
                LiveTraining.of(live.put("state", "failed"), false).get("state").asText());
    }

    @Test
    void howLongItTakesIsToldWhileItRuns() {
        ObjectNode live = Json.object().put("state", "running").put("secondsLeft", 90);
        live.put("stepsPerSecond", "<script>");
        assertEquals(90, LiveTraining.of(live, true).get("secondsLeft").asInt());
        assertFalse(LiveTraining.of(live, false).has("secondsLeft"));
        assertFalse(LiveTraining.of(live, true).has("stepsPerSecond"));
    }

    @Test
    void valuesThatAreNoNumbersAreNotPassedOn() {
        ObjectNode live = Json.object().put("state", "running").put("progress", "NaN");
        live.withObject("/metrics/a").put("value", "NaN").withArray("steps").add(1);
        live.withObject("/metrics/a").withArray("values").add("<script>");
        live.withObject("/metrics/b").put("value", "<script>");
        ObjectNode shown = LiveTraining.of(live, true);
        assertFalse(shown.has("progress"));
        assertEquals("NaN", shown.at("/metrics/0/value").asText());
        assertTrue(shown.at("/metrics/0/points/0/1").isNull());
        assertTrue(shown.at("/metrics/1/value").isNull());
    }
}
