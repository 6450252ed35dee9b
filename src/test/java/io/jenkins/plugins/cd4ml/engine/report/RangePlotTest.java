package io.jenkins.plugins.cd4ml.engine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import org.junit.jupiter.api.Test;

class RangePlotTest {
    private static final JsonNode NONE = Json.MAPPER.nullNode();

    private static ObjectNode item(String name, double observed, double bound) {
        return Json.object().put("name", name).put("observed", observed).put("bound", bound);
    }

    @Test
    void aLimitOfTheValueStandsWhereItIs() {
        RangePlot plot = RangePlot.of(item("auc min 0.9", 0.95, 0.9), DoubleNode.valueOf(0.93));
        assertEquals(new RangePlot(0.95, 0.9, 0.93, null, null, 1), plot);
        assertEquals(-1, RangePlot.of(item("load p95 max 30", 20, 30), NONE).side());
        assertEquals(0, RangePlot.of(item("minimal", 20, 30), NONE).side(), "a name of its own");
    }

    @Test
    void aLimitOfTheChangeStandsAtTheChampionsValue() {
        ObjectNode change = item("auc minChange -0.01 against production", 0.8, -0.01);
        change.put("baseline", 0.9).put("low", -0.15).put("high", -0.05);
        RangePlot plot = RangePlot.of(change, NONE);
        assertEquals(0.89, plot.bound(), 1e-12);
        assertEquals(0.75, plot.low(), 1e-12);
        assertEquals(1, plot.side());
        ObjectNode relative = item("loss maxRelativeChange 0.1 against production", 230, 0.1);
        relative.put("baseline", 200);
        assertEquals(220, RangePlot.of(relative, NONE).bound(), 1e-12);
        ObjectNode named = item("not much worse", 230, 0.1);
        named.put("baseline", 200).put("low", 0.1).put("high", 0.2);
        assertEquals(220, RangePlot.of(named, NONE).bound(), 1e-12, "its interval holds only the relative change");
    }

    @Test
    void hostileNumbersAndTextsDrawNothingWrong() {
        String svg = new RangePlot(1.0, 2.0, null, null, null, 1).svg("</title><script>");
        assertFalse(svg.contains("<script"), svg);
        assertTrue(svg.contains("cd4ml-refused"), svg);
        assertEquals("", new RangePlot(1e308, -1e308, null, null, null, 1).svg("wide"));
        assertEquals("", new RangePlot(1.0, null, null, null, null, 0).svg("alone"));
        ObjectNode words =
                Json.object().put("observed", "NaN").put("bound", "Infinity").put("name", "x");
        assertEquals("", RangePlot.of(words, NONE).svg("words"));
        assertFalse(new RangePlot(5.0, 5.0, 5.0, 5.0, 5.0, -1).svg("same").contains("NaN"));
    }
}
