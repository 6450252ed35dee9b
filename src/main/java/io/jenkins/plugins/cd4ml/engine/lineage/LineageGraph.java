package io.jenkins.plugins.cd4ml.engine.lineage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lineage record as a layered drawing: what was used stands left of what was done, which stands left of what it
 * made. Positions only depend on the record, so the same record gives the same drawing.
 */
public final class LineageGraph {
    /**
     * A box.
     *
     * @param kind  the entity's or activity's kind, for its colour
     * @param label first line; {@code detail} the second, may be empty
     * @param title what a pointer shows
     */
    public record Node(
            String id, String kind, boolean activity, String label, String detail, String title, int x, int y) {}

    /** An arrow in the direction of time, from what was used or done to what came of it. */
    public record Edge(String from, String to) {}

    static final int WIDTH = 168;
    static final int HEIGHT = 46;
    private static final int GAP_X = 56;
    private static final int GAP_Y = 18;
    private static final int MARGIN = 12;
    private static final int MOST = 400;

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private int width;
    private int height;

    /** @param lineage a record, possibly hostile: at most 400 boxes are drawn */
    public LineageGraph(Lineage lineage) {
        Map<String, Integer> layers = new HashMap<>();
        for (Lineage.Activity activity : lineage.activities) {
            String id = "activity:" + activity.id();
            activity.used().forEach(used -> edge(lineage, used, id));
            activity.made().forEach(made -> {
                if (!activity.used().contains(made)) { // a model that was read and registered again is no cycle
                    edge(lineage, id, made);
                }
            });
        }
        lineage.entities.forEach(e -> layers.put(e.id(), 0));
        lineage.activities.forEach(a -> layers.put("activity:" + a.id(), 0));
        settle(layers);
        place(lineage, layers);
    }

    private void edge(Lineage lineage, String from, String to) {
        String entity = from.startsWith("activity:") ? to : from;
        if (lineage.entity(entity) != null) {
            edges.add(new Edge(from, to));
        }
    }

    /** Longest path from the left; a cycle, which only a broken record has, stops at the number of boxes. */
    private void settle(Map<String, Integer> layers) {
        for (int round = 0; round < layers.size(); round++) {
            boolean moved = false;
            for (Edge edge : edges) {
                int wanted = layers.get(edge.from()) + 1;
                if (layers.get(edge.to()) < wanted && wanted < layers.size()) {
                    layers.put(edge.to(), wanted);
                    moved = true;
                }
            }
            if (!moved) {
                return;
            }
        }
    }

    private void place(Lineage lineage, Map<String, Integer> layers) {
        // An entity that nothing made stands right before what uses it, so that arrows stay short.
        for (Lineage.Entity entity : lineage.entities) {
            if (edges.stream().noneMatch(e -> e.to().equals(entity.id()))) {
                edges.stream()
                        .filter(e -> e.from().equals(entity.id()))
                        .mapToInt(e -> layers.get(e.to()) - 1)
                        .min()
                        .ifPresent(layer -> layers.put(entity.id(), layer));
            }
        }
        Map<Integer, Integer> rows = new HashMap<>();
        for (Lineage.Activity a : lineage.activities) {
            String outcome = "yes".equals(a.outcome()) ? "" : a.outcome();
            add(rows, layers, "activity:" + a.id(), a.kind(), true, a.id(), outcome, a.sentence());
        }
        for (Lineage.Entity e : lineage.entities) {
            String digest = e.digest() == null ? "" : shortened(e.digest());
            String title = e.name() + (e.digest() == null ? "" : " " + e.digest()) + " " + e.attributes();
            add(
                    rows,
                    layers,
                    e.id(),
                    e.kind(),
                    false,
                    e.name(),
                    e.kind() + (digest.isEmpty() ? "" : " " + digest),
                    title);
        }
        edges.removeIf(e -> !nodes.containsKey(e.from()) || !nodes.containsKey(e.to()));
    }

    private void add(
            Map<Integer, Integer> rows,
            Map<String, Integer> layers,
            String id,
            String kind,
            boolean activity,
            String label,
            String detail,
            String title) {
        if (nodes.size() >= MOST) {
            return;
        }
        int layer = layers.get(id);
        int row = rows.merge(layer, 1, Integer::sum) - 1;
        int x = MARGIN + layer * (WIDTH + GAP_X);
        int y = MARGIN + row * (HEIGHT + GAP_Y);
        nodes.put(id, new Node(id, kind, activity, label, detail, title, x, y));
        width = Math.max(width, x + WIDTH + MARGIN);
        height = Math.max(height, y + HEIGHT + MARGIN);
    }

    /** @return the first eight hex digits of a digest or commit, without the prefix that says which it is */
    public static String shortened(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.length() > 8 ? hex.substring(0, 8) : hex;
    }

    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    public List<Edge> edges() {
        return List.copyOf(edges);
    }

    Node node(String id) {
        return nodes.get(id);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }
}
