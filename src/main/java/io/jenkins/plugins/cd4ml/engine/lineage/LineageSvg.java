package io.jenkins.plugins.cd4ml.engine.lineage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Draws a {@link LineageGraph} as one SVG element, styled by the classes {@code cd4ml-node}, {@code cd4ml-activity} and
 * {@code cd4ml-edge}, so that the page around it decides the colours, light or dark. Each node is a link to the element
 * {@link #anchor} of the page, so that it can be reached by keyboard and read without a script. Every text is escaped:
 * names come from agents.
 */
public final class LineageSvg {
    private static final int CORNER = 4;
    private static final int MARGIN = 4;

    private LineageSvg() {}

    /** @return the id of the element that describes a node; on a page of its own for each graph */
    public static String anchor(int node) {
        return "cd4ml-node-" + node;
    }

    /** Links that fold parts of the graph away, on a page that answers them. */
    public interface Folding {
        /** @return where the link of a node leads; null for a node without one */
        String link(LineageGraph.Node node);

        /** @return how much is folded into the node */
        int hidden(LineageGraph.Node node);

        /** @return what the link does, for people */
        String title(LineageGraph.Node node);
    }

    /** @return the drawing, at most 992 px wide at its own size; empty where the graph is too large */
    public static String of(LineageGraph graph) {
        return of(graph, null);
    }

    /** @param folding may be null */
    public static String of(LineageGraph graph, Folding folding) {
        if (graph.tooLarge() != null || graph.nodes().isEmpty()) {
            return "";
        }
        LineageLayout layout = new LineageLayout(graph);
        LineageRoutes routes = new LineageRoutes(graph, layout);
        BitSet way = graph.way();
        StringBuilder paths = new StringBuilder(160 * graph.edges().size());
        int left = LineageLayout.width();
        int right = 0;
        for (int i = 0; i < graph.nodes().size(); i++) {
            left = Math.min(left, layout.box(i).x());
            right = Math.max(right, layout.box(i).x() + LineageLayout.WIDTH);
        }
        for (LineageGraph.Edge edge : graph.edges()) {
            List<LineageRoutes.Point> corners = distinct(routes.route(edge));
            for (LineageRoutes.Point point : corners) {
                left = Math.min(left, point.x());
                right = Math.max(right, point.x());
            }
            edge(paths, edge, corners, way.get(edge.from()) && way.get(edge.to()) ? " cd4ml-way" : "");
        }
        left -= MARGIN; // columns that nothing stands in are cut off
        StringBuilder svg =
                new StringBuilder(paths.length() + 400 * graph.nodes().size());
        svg.append("<svg class=\"cd4ml-lineage\" xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" "
                + "aria-label=\"Lineage\" viewBox=\"%1$d 0 %2$d %3$d\" width=\"%2$d\" height=\"%3$d\">"
                        .formatted(left, right + MARGIN - left, routes.height()));
        svg.append(paths);
        for (int i = 0; i < graph.nodes().size(); i++) {
            LineageGraph.Node node = graph.nodes().get(i);
            node(svg, i, node, layout.box(i), way.get(i) ? " cd4ml-way" : "");
            if (folding != null && folding.link(node) != null) {
                fold(svg, folding, node, layout.box(i));
            }
        }
        return svg.append("</svg>").toString();
    }

    private static void edge(
            StringBuilder svg, LineageGraph.Edge edge, List<LineageRoutes.Point> points, String style) {
        svg.append("<path class=\"cd4ml-edge")
                .append(style)
                .append("\" data-from=\"")
                .append(edge.from())
                .append("\" data-to=\"")
                .append(edge.to())
                .append("\" fill=\"none\" d=\"");
        for (int i = 0; i < points.size(); i++) {
            LineageRoutes.Point p = points.get(i);
            if (i == 0 || i == points.size() - 1) {
                at(svg, i == 0 ? 'M' : 'L', p.x(), i == 0 ? p.y() : p.y() - 5);
                continue;
            }
            LineageRoutes.Point before = toward(p, points.get(i - 1));
            LineageRoutes.Point after = toward(p, points.get(i + 1));
            at(svg, 'L', before.x(), before.y());
            at(svg, 'Q', p.x(), p.y());
            at(svg, ' ', after.x(), after.y());
        }
        LineageRoutes.Point end = points.get(points.size() - 1);
        svg.append("\"/><path class=\"cd4ml-arrow")
                .append(style)
                .append("\" data-from=\"")
                .append(edge.from())
                .append("\" data-to=\"")
                .append(edge.to())
                .append("\" d=\"");
        at(svg, 'M', end.x(), end.y());
        svg.append("l-4 -7h8z\"/>");
    }

    private static void at(StringBuilder svg, char command, int x, int y) {
        svg.append(command).append(x).append(' ').append(y);
    }

    private static List<LineageRoutes.Point> distinct(List<LineageRoutes.Point> points) {
        List<LineageRoutes.Point> distinct = new ArrayList<>();
        for (LineageRoutes.Point p : points) {
            if (distinct.isEmpty() || !distinct.get(distinct.size() - 1).equals(p)) {
                distinct.add(p);
            }
        }
        return distinct;
    }

    /** @return the point a corner's radius before {@code corner}, or half of the way on short ones */
    private static LineageRoutes.Point toward(LineageRoutes.Point corner, LineageRoutes.Point other) {
        int x = other.x() - corner.x();
        int y = other.y() - corner.y();
        int step = Math.min(CORNER, (Math.abs(x) + Math.abs(y)) / 2);
        return new LineageRoutes.Point(corner.x() + Integer.signum(x) * step, corner.y() + Integer.signum(y) * step);
    }

    private static void node(
            StringBuilder svg, int index, LineageGraph.Node node, LineageLayout.Box box, String style) {
        String kind = node.kind().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        svg.append("<a href=\"#")
                .append(anchor(index))
                .append("\" data-node=\"")
                .append(index)
                .append("\" class=\"cd4ml-node ")
                .append(node.activity() ? "cd4ml-activity" : "cd4ml-entity")
                .append(" cd4ml-kind-")
                .append(kind, 0, Math.min(kind.length(), 40))
                .append(style)
                .append("\"><title>")
                .append(escape(cut(node.title(), 400)))
                .append("</title><rect x=\"")
                .append(box.x())
                .append("\" y=\"")
                .append(box.y())
                .append("\" width=\"")
                .append(LineageLayout.WIDTH)
                .append("\" height=\"")
                .append(box.height())
                .append("\" rx=\"")
                .append(node.activity() ? 16 : 5)
                .append("\"/>");
        int y = box.y() + 9 + 11;
        for (String line : box.lines()) {
            text(svg, "cd4ml-label", box.center(), y, line);
            y += LineageLayout.LINE;
        }
        for (String line : box.details()) {
            text(svg, "cd4ml-detail", box.center(), y, line);
            y += LineageLayout.LINE;
        }
        svg.append("</a>");
    }

    /** A small round button on the box's upper edge; its target is as large as a finger needs. */
    private static void fold(StringBuilder svg, Folding folding, LineageGraph.Node node, LineageLayout.Box box) {
        int x = box.x() + 14;
        int y = Math.max(12, box.y());
        String title = escape(cut(folding.title(node), 400));
        svg.append("<a class=\"cd4ml-fold\" href=\"")
                .append(escape(folding.link(node)))
                .append("\" aria-label=\"")
                .append(title)
                .append("\"><title>")
                .append(title)
                .append("</title><rect x=\"%d\" y=\"%d\" width=\"24\" height=\"24\"/>".formatted(x - 12, y - 12))
                .append("<circle cx=\"%d\" cy=\"%d\" r=\"8\"/>".formatted(x, y));
        int hidden = folding.hidden(node);
        text(svg, "cd4ml-sign", x, y + 4, hidden == 0 ? "−" : hidden > 9 ? "+" : "+" + hidden);
        svg.append("</a>");
    }

    private static void text(StringBuilder svg, String type, int x, int y, String text) {
        svg.append("<text class=\"")
                .append(type)
                .append("\" text-anchor=\"middle\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\">")
                .append(escape(text))
                .append("</text>");
    }

    private static String cut(String text, int most) {
        int[] points = text.codePoints().limit(most + 1L).toArray();
        return points.length <= most ? text : new String(points, 0, most - 1) + "…";
    }

    /** @return {@code text} for HTML and XML text and attribute values; characters that XML forbids become � */
    public static String escape(String text) {
        if (harmless(text)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default ->
                    escaped.appendCodePoint(
                            c < 32 && c != '\n' && c != '\t' || c >= 0xD800 && c <= 0xDFFF || c == 0xFFFE || c == 0xFFFF
                                    ? 0xFFFD
                                    : c);
            }
        });
        return escaped.toString();
    }

    /** @return whether nothing must be replaced, as in most names */
    private static boolean harmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 32 || c > 126 || c == '<' || c == '>' || c == '&' || c == '"' || c == '\'') {
                return false;
            }
        }
        return true;
    }
}
