package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class LineageGraphTest {
    private static Lineage.Entity entity(String id, String name) {
        return new Lineage.Entity(id, id, name, "sha256:0123456789abcdef", Map.of());
    }

    private static Lineage.Activity activity(String id, List<String> used, List<String> made) {
        return new Lineage.Activity(id, id, used, made, List.of(), "", "", "yes", "done", Map.of());
    }

    private static Lineage record() {
        Lineage lineage = new Lineage();
        lineage.put(entity("data", "train"));
        lineage.put(entity("model", "churn"));
        lineage.put(entity("evaluation", "holdout"));
        lineage.add(activity("train", List.of("data"), List.of("model")));
        lineage.add(activity("evaluate", List.of("model"), List.of("evaluation")));
        return lineage;
    }

    @Test
    void arrowsPointToTheRight() {
        LineageGraph graph = new LineageGraph(record());
        assertEquals(4, graph.edges().size());
        for (LineageGraph.Edge edge : graph.edges()) {
            assertTrue(graph.node(edge.from()).x() < graph.node(edge.to()).x(), edge.toString());
        }
        assertEquals(5, graph.nodes().size());
    }

    @Test
    void noTwoBoxesOverlap() {
        List<LineageGraph.Node> nodes = new LineageGraph(record()).nodes();
        assertEquals(
                nodes.size(),
                nodes.stream().map(n -> n.x() + "," + n.y()).distinct().count());
    }

    @Test
    void aBrokenRecordWithACycleIsDrawn() {
        Lineage lineage = record();
        lineage.add(activity("again", List.of("evaluation"), List.of("data")));
        assertEquals(6, new LineageGraph(lineage).nodes().size());
    }

    @Test
    void aHugeRecordIsDrawnInPart() {
        Lineage lineage = new Lineage();
        for (int i = 0; i < 1000; i++) {
            lineage.put(entity("e" + i, "e" + i));
        }
        assertEquals(400, new LineageGraph(lineage).nodes().size());
    }

    @Test
    void hostileNamesStayText() throws Exception {
        Lineage lineage = new Lineage();
        lineage.put(entity("x", "<script>alert(1)</script> \" ' & \u0001 \uD83D\uDE80 \uD83D"));
        String svg = LineageSvg.of(new LineageGraph(lineage));
        assertFalse(svg.contains("<script"));
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertTrue(svg.contains("\uD83D\uDE80"));
    }
}
