package io.jenkins.plugins.cd4ml.engine.lineage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The edges of a laid out graph as lines that never cross a node: sideways only in the channels between rows, up and
 * down only in the gaps between columns. All edges of one node share a line until they part. Moves the rows apart so far
 * that each channel has room for its lines.
 */
final class LineageRoutes {
    /** Corners of a line, from the bottom of one box to the top of another. */
    record Point(int x, int y) {}

    private static final int LANES = 6;
    private static final int LANE = 4;
    private static final int TRACK = 7;
    private static final int LEAVE = 10;
    private static final int ARRIVE = 14;

    /** All edges of one node. {@code lane} is the x of its line between the rows, -1 where it needs none. */
    private static final class Net {
        final int from;
        final List<Integer> to = new ArrayList<>();
        int lane = -1;
        /** The track in each channel that it goes sideways in. */
        final Map<Integer, Integer> tracks = new HashMap<>();

        Net(int from) {
            this.from = from;
        }
    }

    private record Span(Net net, int left, int right) {}

    private final LineageLayout layout;
    private final Map<Integer, Net> nets = new TreeMap<>();
    private final Map<LineageGraph.Edge, Integer> ports = new HashMap<>();
    private final int[] tracks;
    private final int[] channelTop;
    private int height;

    LineageRoutes(LineageGraph graph, LineageLayout layout) {
        this.layout = layout;
        tracks = new int[layout.rows() + 1];
        channelTop = new int[layout.rows() + 1];
        graph.edges().forEach(e -> nets.computeIfAbsent(e.from(), Net::new).to.add(e.to()));
        lanes();
        ports(graph);
        tracks();
        stack(graph.nodes().size());
    }

    private int exit(Net net) {
        return layout.box(net.from).row() + 1;
    }

    private int entry(int node) {
        return layout.box(node).row();
    }

    /** A lane that is free in all rows which the net passes; the one nearest to where it comes from. */
    private void lanes() {
        int[][] taken = new int[layout.rows()][LineageLayout.COLUMNS + 1];
        int turn = 0;
        for (Net net : nets.values()) {
            int exit = exit(net);
            int first =
                    Math.min(exit, net.to.stream().mapToInt(this::entry).min().getAsInt());
            int last =
                    Math.max(exit, net.to.stream().mapToInt(this::entry).max().getAsInt());
            if (first == last) {
                continue;
            }
            int best = -1;
            double nearest = Double.MAX_VALUE;
            double middle = net.to.stream()
                    .mapToInt(to -> layout.box(to).center())
                    .average()
                    .getAsDouble();
            for (int gap = 0; gap <= LineageLayout.COLUMNS; gap++) {
                int used = 0;
                for (int row = first; row < last; row++) {
                    used |= taken[row][gap];
                }
                int free = Integer.numberOfTrailingZeros(~used);
                int x = lane(gap, free);
                double far = Math.abs(x - layout.box(net.from).center()) + Math.abs(x - middle);
                if (free < LANES && far < nearest) {
                    nearest = far;
                    best = gap * LANES + free;
                }
            }
            if (best < 0) { // more lines than room: they share lanes, in turn
                best = turn++ % (LANES * (LineageLayout.COLUMNS + 1));
            }
            net.lane = lane(best / LANES, best % LANES);
            for (int row = first; row < last; row++) {
                taken[row][best / LANES] |= 1 << best % LANES;
            }
        }
    }

    private static int lane(int gap, int lane) {
        return gap * (LineageLayout.WIDTH + LineageLayout.GAP) + 6 + LANE * lane;
    }

    /** Where an edge meets its box: in the middle when it comes straight from above, else beside that. */
    private void ports(LineageGraph graph) {
        int[] left = new int[graph.nodes().size()];
        int[] right = new int[graph.nodes().size()];
        int most = LineageLayout.WIDTH / 2 - 12;
        for (LineageGraph.Edge e : graph.edges()) {
            Net net = nets.get(e.from());
            int center = layout.box(e.to()).center();
            boolean direct = entry(e.to()) == exit(net);
            int x = direct ? layout.box(e.from()).center() : net.lane;
            int port = center;
            if (x < center) {
                port = center - Math.min(most, 12 * ++left[e.to()]);
            } else if (x > center) {
                port = center + Math.min(most, 12 * ++right[e.to()]);
            }
            ports.put(e, port);
        }
    }

    private void tracks() {
        Map<Integer, List<Span>> channels = new TreeMap<>();
        for (Net net : nets.values()) {
            Map<Integer, int[]> reach = new TreeMap<>();
            int center = layout.box(net.from).center();
            if (net.lane >= 0) {
                reach(reach, exit(net), center, net.lane);
            }
            for (int to : net.to) {
                int port = ports.get(new LineageGraph.Edge(net.from, to));
                reach(reach, entry(to), port, entry(to) == exit(net) ? center : net.lane);
            }
            reach.forEach((channel, x) -> {
                if (x[0] < x[1]) {
                    channels.computeIfAbsent(channel, c -> new ArrayList<>()).add(new Span(net, x[0], x[1]));
                }
            });
        }
        channels.forEach((channel, spans) -> {
            spans.sort(Comparator.comparingInt(Span::left).thenComparingInt(Span::right));
            List<Integer> ends = new ArrayList<>();
            for (Span span : spans) {
                int track = 0;
                while (track < ends.size() && ends.get(track) + 8 > span.left()) {
                    track++;
                }
                if (track == ends.size()) {
                    ends.add(0);
                }
                ends.set(track, span.right());
                span.net().tracks.put(channel, track);
            }
            tracks[channel] = ends.size();
        });
    }

    private static void reach(Map<Integer, int[]> reach, int channel, int a, int b) {
        int[] x = reach.computeIfAbsent(channel, c -> new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE});
        x[0] = Math.min(x[0], Math.min(a, b));
        x[1] = Math.max(x[1], Math.max(a, b));
    }

    private void stack(int nodes) {
        int[] heights = new int[layout.rows()];
        for (int i = 0; i < nodes; i++) {
            heights[entry(i)] = Math.max(heights[entry(i)], layout.box(i).height());
        }
        int[] tops = new int[layout.rows()];
        int y = 0;
        for (int row = 0; row <= layout.rows(); row++) {
            channelTop[row] = y;
            boolean edge = row == 0 || row == layout.rows();
            y += tracks[row] == 0 && edge ? 6 : LEAVE + TRACK * tracks[row] + ARRIVE;
            if (row < layout.rows()) {
                tops[row] = y;
                y += heights[row];
            }
        }
        height = y;
        for (int i = 0; i < nodes; i++) {
            int row = entry(i);
            layout.move(i, tops[row] + (heights[row] - layout.box(i).height()) / 2);
        }
    }

    private int y(Net net, int channel) {
        return channelTop[channel] + LEAVE + TRACK * net.tracks.getOrDefault(channel, 0);
    }

    int height() {
        return height;
    }

    /** @return the line's corners; consecutive ones differ in x or in y, not in both */
    List<Point> route(LineageGraph.Edge edge) {
        Net net = nets.get(edge.from());
        LineageLayout.Box from = layout.box(edge.from());
        LineageLayout.Box to = layout.box(edge.to());
        int port = ports.get(edge);
        List<Point> points = new ArrayList<>();
        points.add(new Point(from.center(), from.bottom()));
        int exit = exit(net);
        int entry = entry(edge.to());
        if (exit != entry) {
            points.add(new Point(from.center(), y(net, exit)));
            points.add(new Point(net.lane, y(net, exit)));
            points.add(new Point(net.lane, y(net, entry)));
            points.add(new Point(port, y(net, entry)));
        } else if (port != from.center()) {
            points.add(new Point(from.center(), y(net, exit)));
            points.add(new Point(port, y(net, exit)));
        }
        points.add(new Point(port, to.y()));
        return points;
    }
}
