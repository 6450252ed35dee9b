package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** The drawing's legibility as numbers. */
class LineageGraphTest {
    private static final int PAGE = 1_200;

    private static Lineage.Entity entity(String id, String name) {
        return new Lineage.Entity(id, id, name, "sha256:0123456789abcdef", Map.of());
    }

    private static Lineage.Activity activity(String id, List<String> used, List<String> made) {
        return new Lineage.Activity(id, id, used, made, List.of(), "", "", "yes", "done", Map.of());
    }

    /** What a build with all steps records. */
    private static Lineage example() {
        Lineage lineage = new Lineage();
        for (String data : List.of("train", "holdout", "reference")) {
            lineage.put(entity("dataset:" + data, data + "-of-a-rather-long-name.csv"));
            lineage.put(new Lineage.Entity("contract:" + data, "contract", "contract.yaml", "sha256:77", Map.of()));
            lineage.add(
                    activity("validate", List.of("dataset:" + data, "contract:" + data), List.of("report:" + data)));
            lineage.put(entity("report:" + data, data));
        }
        for (String id : List.of("code", "parameters", "model", "evaluation", "gates", "approval", "deployment")) {
            lineage.put(entity(id, id));
        }
        lineage.add(activity("train", List.of("dataset:train", "code", "parameters"), List.of("model")));
        lineage.add(activity("evaluate", List.of("model", "dataset:holdout"), List.of("evaluation")));
        lineage.add(activity("gate", List.of("evaluation", "report:train", "report:holdout"), List.of("gates")));
        lineage.add(activity("approve", List.of("gates", "model"), List.of("approval")));
        lineage.add(activity("promote", List.of("model", "approval", "gates"), List.of("deployment")));
        return lineage;
    }

    private static Lineage random(int nodes, int seed) {
        Random random = new Random(seed);
        Lineage lineage = new Lineage();
        for (int i = 0; i < nodes / 2; i++) {
            lineage.put(new Lineage.Entity("e" + i, "dataset", "name of entity " + i, "sha256:" + i, Map.of()));
            List<String> used = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                used.add("e" + random.nextInt(i + 1));
            }
            lineage.activities.add(activity("a" + i, used, List.of("e" + (i + 1 + random.nextInt(3)))));
        }
        return lineage;
    }

    private static List<String> faults(Lineage lineage) {
        LineageGraph graph = new LineageGraph(lineage);
        LineageLayout layout = new LineageLayout(graph);
        LineageRoutes routes = new LineageRoutes(graph, layout);
        List<String> faults = new ArrayList<>();
        for (LineageGraph.Edge edge : graph.edges()) {
            List<LineageRoutes.Point> line = routes.route(edge);
            for (int k = 1; k < line.size(); k++) {
                for (int i = 0; i < graph.nodes().size(); i++) {
                    if (crosses(line.get(k - 1), line.get(k), layout.box(i))) {
                        faults.add(edge + " crosses node " + i);
                    }
                }
            }
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            LineageLayout.Box a = layout.box(i);
            if (a.x() < 0 || a.x() + LineageLayout.WIDTH > LineageLayout.width() || a.bottom() > routes.height()) {
                faults.add("node " + i + " is outside");
            }
            for (int k = 0; k < i; k++) {
                LineageLayout.Box b = layout.box(k);
                if (a.x() == b.x() && a.y() < b.bottom() && b.y() < a.bottom()) {
                    faults.add("nodes " + i + " and " + k + " overlap");
                }
            }
        }
        return faults;
    }

    /** Lines are sideways or upright; they touch their own boxes at the edges only. */
    private static boolean crosses(LineageRoutes.Point a, LineageRoutes.Point b, LineageLayout.Box box) {
        assertTrue(a.x() == b.x() || a.y() == b.y(), a + " to " + b + " is neither sideways nor upright");
        return Math.max(a.x(), b.x()) > box.x()
                && Math.min(a.x(), b.x()) < box.x() + LineageLayout.WIDTH
                && Math.max(a.y(), b.y()) > box.y()
                && Math.min(a.y(), b.y()) < box.bottom();
    }

    @Test
    void noEdgeCrossesANodeAndAllFitsThePage() {
        assertTrue(LineageLayout.width() <= PAGE, LineageLayout.width() + " px");
        assertEquals(List.of(), faults(example()));
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(List.of(), faults(random(200, seed)), "seed " + seed);
        }
    }

    @Test
    void theExampleFitsASquareOfThePage() {
        LineageGraph graph = new LineageGraph(example());
        int height = new LineageRoutes(graph, new LineageLayout(graph)).height();
        assertTrue(height <= PAGE, height + " px");
    }

    @Test
    void namesAreWholeAndFitTheirBoxes() {
        String name = "churn-customers-europe-2026-11-29-full-history_of.transactions.parquet";
        Lineage lineage = new Lineage();
        lineage.put(entity("dataset", name));
        LineageLayout layout = new LineageLayout(new LineageGraph(lineage));
        assertEquals(name, String.join("", layout.box(0).lines()));
        layout.box(0).lines().forEach(line -> assertTrue(TextLines.width(line) <= LineageLayout.WIDTH, line));
    }

    @Test
    void theSameBytesAreOneNode() {
        LineageGraph graph = new LineageGraph(example());
        assertEquals(
                1,
                graph.nodes().stream().filter(n -> n.kind().equals("contract")).count());
        assertEquals(graph.entity("contract:train"), graph.entity("contract:holdout"));
    }

    @Test
    void theOrderDoesNotDependOnTheRecords() {
        Lineage lineage = new Lineage();
        Lineage other = new Lineage();
        for (int i = 0; i < 9; i++) {
            lineage.put(entity("dataset" + i, "d" + i));
            other.put(entity("dataset" + (8 - i), "d" + (8 - i)));
        }
        assertEquals(places(lineage), places(other));
    }

    private static Map<String, String> places(Lineage lineage) {
        LineageGraph graph = new LineageGraph(lineage);
        LineageLayout layout = new LineageLayout(graph);
        Map<String, String> places = new java.util.TreeMap<>();
        lineage.entities.forEach(e -> {
            LineageLayout.Box box = layout.box(graph.entity(e.id()));
            places.put(e.id(), box.row() + "/" + box.column());
        });
        return places;
    }

    @Test
    void aBrokenRecordWithACycleIsDrawn() {
        Lineage lineage = example();
        lineage.add(activity("again", List.of("deployment"), List.of("dataset:train")));
        assertEquals(List.of(), faults(lineage));
    }

    @Test
    void aHugeRecordIsASentence() {
        Lineage lineage = new Lineage();
        lineage.put(entity("e", "e"));
        for (int i = 0; i < 98; i++) {
            lineage.activities.add(activity("a" + i, java.util.Collections.nCopies(1_000, "e"), List.of()));
        }
        LineageGraph graph = new LineageGraph(lineage);
        assertTrue(graph.tooLarge().contains("98000 edges"), graph.tooLarge());
        assertEquals("", LineageSvg.of(graph));
        LineageGraph drawn = new LineageGraph(random(LineageGraph.MOST_NODES, 1));
        assertNull(drawn.tooLarge());
        assertTrue(LineageSvg.of(drawn).contains("cd4ml-edge"));
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
