package io.jenkins.plugins.cd4ml.pages.models;

import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;

/** A badge for readmes and dashboards: a name, what is said of it, and a colour. Needs nothing but itself. */
final class BadgeSvg {
    private static final int LONGEST = 80;

    private BadgeSvg() {}

    /**
     * @param color {@code #rrggbb}; white text on it must be readable
     * @return an SVG document, its texts escaped
     */
    static String of(String name, String said, String color) {
        String left = cut(name);
        String right = cut(said);
        int a = width(left);
        int b = width(right);
        String label = LineageSvg.escape(left + ": " + right);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + (a + b)
                + "\" height=\"20\" role=\"img\" aria-label=\""
                + label + "\"><title>" + label + "</title>"
                + "<rect width=\"" + (a + b) + "\" height=\"20\" rx=\"3\" fill=\"#444\"/>"
                + "<rect x=\"" + a + "\" width=\"" + b + "\" height=\"20\" rx=\"3\" fill=\"" + color + "\"/>"
                + "<rect x=\"" + a + "\" width=\"4\" height=\"20\" fill=\"" + color + "\"/><g fill=\"#fff\""
                + " text-anchor=\"middle\""
                + " font-family=\"Verdana,DejaVu"
                + " Sans,sans-serif\""
                + " font-size=\"11\">"
                + text(left, a / 2, a - 12) + text(right, a + b / 2, b - 12) + "</g></svg>\n";
    }

    private static String text(String text, int middle, int length) {
        return "<text x=\"" + middle + "\" y=\"14\" textLength=\"" + length + "\">" + LineageSvg.escape(text)
                + "</text>";
    }

    private static int width(String text) {
        return 12 + (int) Math.ceil(6.6 * text.codePointCount(0, text.length()));
    }

    private static String cut(String text) {
        int[] points = text.codePoints().limit(LONGEST + 1L).toArray();
        return points.length <= LONGEST ? text : new String(points, 0, LONGEST - 1) + "…";
    }
}
