package io.jenkins.plugins.cd4ml.engine.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Where the nodes of a {@link LineageGraph} stand: in layers from top to bottom, what was used above what was done above
 * what it made, after Sugiyama's method (layers by longest path, order by the mean place of the neighbours). A row has
 * {@link #COLUMNS} places at most, so that any record fits the page's width, and a larger layer takes several rows. Only
 * depends on the graph: the same record gives the same drawing. Lengths are CSS pixels.
 */
final class LineageLayout {
    /** A node's place. {@code lines} are its label's; the detail's follow them. */
    record Box(int row, int column, int x, int y, int height, List<String> lines, List<String> details) {
        int center() {
            return x + WIDTH / 2;
        }

        int bottom() {
            return y + height;
        }

        Box at(int top) {
            return new Box(row, column, x, top, height, lines, details);
        }
    }

    static final int COLUMNS = 5;
    static final int WIDTH = 160;
    static final int GAP = 32;
    static final int LINE = 15;
    private static final int PADDING = 9;

    private final LineageGraph graph;
    private final List<List<Integer>> in = new ArrayList<>();
    private final List<List<Integer>> out = new ArrayList<>();
    private final int[] layer;
    private final double[] place;
    private final Box[] boxes;
    private int rows;

    LineageLayout(LineageGraph graph) {
        this.graph = graph;
        int n = graph.nodes().size();
        layer = new int[n];
        place = new double[n];
        boxes = new Box[n];
        for (int i = 0; i < n; i++) {
            in.add(new ArrayList<>());
            out.add(new ArrayList<>());
        }
        for (LineageGraph.Edge e : graph.edges()) {
            out.get(e.from()).add(e.to());
            in.get(e.to()).add(e.from());
        }
        settle();
        place(layers());
    }

    /** Longest path from the top. A cycle, which only a broken record has, is cut at its first node. */
    private void settle() {
        int n = layer.length;
        int[] waiting = new int[n];
        boolean[] done = new boolean[n];
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < n; i++) {
            waiting[i] = in.get(i).size();
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        for (int next = 0; next < n || !ready.isEmpty(); ) {
            if (ready.isEmpty()) {
                if (!done[next]) {
                    waiting[next] = 0;
                    ready.add(next);
                }
                next++;
                continue;
            }
            int node = ready.poll();
            if (done[node]) {
                continue;
            }
            done[node] = true;
            for (int to : out.get(node)) {
                if (!done[to]) {
                    layer[to] = Math.max(layer[to], layer[node] + 1);
                    if (--waiting[to] == 0) {
                        ready.add(to);
                    }
                }
            }
        }
        for (int i = 0; i < n; i++) { // what nothing made stands right above what uses it
            if (in.get(i).isEmpty() && !out.get(i).isEmpty()) {
                int above = out.get(i).stream().mapToInt(to -> layer[to]).min().getAsInt() - 1;
                layer[i] = Math.max(0, above);
            }
        }
    }

    private List<List<Integer>> layers() {
        List<List<Integer>> layers = new ArrayList<>();
        for (int i = 0; i < layer.length; i++) {
            while (layers.size() <= layer[i]) {
                layers.add(new ArrayList<>());
            }
            layers.get(layer[i]).add(i);
        }
        layers.removeIf(List::isEmpty);
        Comparator<Integer> byName = Comparator.comparing(
                        (Integer i) -> graph.nodes().get(i).kind())
                .thenComparing(i -> graph.nodes().get(i).label())
                .thenComparing(i -> i);
        layers.forEach(nodes -> order(nodes, byName));
        for (int round = 0; round < 4; round++) {
            boolean down = round % 2 == 0;
            for (int k = 0; k < layers.size(); k++) {
                List<Integer> nodes = layers.get(down ? k : layers.size() - 1 - k);
                double[] wanted = new double[layer.length];
                nodes.forEach(i -> wanted[i] = wanted(i, down ? in.get(i) : out.get(i)));
                order(nodes, Comparator.comparing((Integer i) -> wanted[i]).thenComparing(byName));
            }
        }
        return layers;
    }

    private double wanted(int node, List<Integer> neighbours) {
        return neighbours.stream().mapToDouble(i -> place[i]).average().orElse(place[node]);
    }

    /** Sorts a layer and spreads it around the middle, which is 0. */
    private void order(List<Integer> nodes, Comparator<Integer> by) {
        nodes.sort(by);
        for (int k = 0; k < nodes.size(); k++) {
            place[nodes.get(k)] = k - (nodes.size() - 1) / 2.0;
        }
    }

    private void place(List<List<Integer>> layers) {
        double[] column = new double[layer.length];
        Arrays.fill(column, (COLUMNS - 1) / 2.0);
        for (List<Integer> nodes : layers) {
            int parts = (nodes.size() + COLUMNS - 1) / COLUMNS;
            for (int part = 0; part < parts; part++) {
                // rows of even size, none with a single straggler
                List<Integer> row = nodes.subList(nodes.size() * part / parts, nodes.size() * (part + 1) / parts);
                double wanted = row.stream()
                        .mapToDouble(i -> in.get(i).stream()
                                .mapToDouble(p -> column[p])
                                .average()
                                .orElse((COLUMNS - 1) / 2.0))
                        .average()
                        .orElse(0);
                long start = Math.round(wanted - (row.size() - 1) / 2.0);
                start = Math.max(0, Math.min(COLUMNS - row.size(), start));
                for (int k = 0; k < row.size(); k++) {
                    int node = row.get(k);
                    column[node] = start + k;
                    boxes[node] = box(node, rows, (int) start + k);
                }
                rows++;
            }
        }
    }

    private Box box(int node, int row, int column) {
        LineageGraph.Node n = graph.nodes().get(node);
        List<String> lines = TextLines.wrap(n.label(), WIDTH - 2 * PADDING, 8);
        List<String> details = n.detail().isEmpty() ? List.of() : TextLines.wrap(n.detail(), WIDTH - 2 * PADDING, 2);
        int height = 2 * PADDING + LINE * (lines.size() + details.size());
        return new Box(row, column, GAP + column * (WIDTH + GAP), 0, height, lines, details);
    }

    int rows() {
        return rows;
    }

    Box box(int node) {
        return boxes[node];
    }

    void move(int node, int top) {
        boxes[node] = boxes[node].at(top);
    }

    /** @return the width of every drawing */
    static int width() {
        return GAP + COLUMNS * (WIDTH + GAP);
    }
}
