package io.jenkins.plugins.cd4ml.engine.lineage;

/**
 * Draws a {@link LineageGraph} as one SVG element, styled by the classes {@code cd4ml-node}, {@code cd4ml-activity} and
 * {@code cd4ml-edge}, so that the page around it decides the colours, light or dark. Every text is escaped: names come
 * from agents.
 */
public final class LineageSvg {
    private LineageSvg() {}

    public static String of(LineageGraph graph) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"cd4ml-lineage\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ")
                .append(graph.width())
                .append(' ')
                .append(graph.height())
                .append("\" width=\"")
                .append(graph.width())
                .append("\" height=\"")
                .append(graph.height())
                .append("\">");
        svg.append("<title>Lineage</title>");
        for (LineageGraph.Edge edge : graph.edges()) {
            edge(svg, graph.node(edge.from()), graph.node(edge.to()));
        }
        graph.nodes().forEach(node -> node(svg, node));
        return svg.append("</svg>").toString();
    }

    private static void edge(StringBuilder svg, LineageGraph.Node from, LineageGraph.Node to) {
        int x1 = from.x() + LineageGraph.WIDTH;
        int y1 = from.y() + LineageGraph.HEIGHT / 2;
        int x2 = to.x();
        int y2 = to.y() + LineageGraph.HEIGHT / 2;
        int bend = Math.max(24, (x2 - x1) / 2);
        svg.append("<path class=\"cd4ml-edge\" fill=\"none\" d=\"M%d %dC%d %d %d %d %d %d\"/>"
                .formatted(x1, y1, x1 + bend, y1, x2 - bend, y2, x2 - 6, y2));
        svg.append("<path class=\"cd4ml-arrow\" d=\"M%d %dl-7 -4v8z\"/>".formatted(x2, y2));
    }

    private static void node(StringBuilder svg, LineageGraph.Node node) {
        svg.append("<g class=\"cd4ml-node ").append(node.activity() ? "cd4ml-activity" : "cd4ml-entity");
        svg.append(" cd4ml-kind-").append(node.kind().replaceAll("[^a-z]", "")).append("\">");
        svg.append("<title>").append(escape(cut(node.title(), 400))).append("</title>");
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>"
                .formatted(node.x(), node.y(), LineageGraph.WIDTH, LineageGraph.HEIGHT, node.activity() ? 23 : 6));
        int middle = node.x() + LineageGraph.WIDTH / 2;
        boolean one = node.detail().isEmpty();
        text(svg, "cd4ml-label", middle, node.y() + (one ? 28 : 20), cut(node.label(), 22));
        if (!one) {
            text(svg, "cd4ml-detail", middle, node.y() + 37, cut(node.detail(), 26));
        }
        svg.append("</g>");
    }

    private static void text(StringBuilder svg, String type, int x, int y, String text) {
        svg.append("<text class=\"%s\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">".formatted(type, x, y))
                .append(escape(text))
                .append("</text>");
    }

    private static String cut(String text, int most) {
        int[] points = text.codePoints().limit(most + 1L).toArray();
        return points.length <= most ? text : new String(points, 0, most - 1) + "…";
    }

    /** @return {@code text} for HTML and XML text and attribute values; characters that XML forbids become � */
    public static String escape(String text) {
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
}
