package io.jenkins.plugins.cd4ml.engine.lineage;

import java.util.ArrayList;
import java.util.List;

/** Breaks a name into lines of a drawing, which has no line breaks of its own, by estimated widths of a 12 px sans. */
final class TextLines {
    private TextLines() {}

    /**
     * @param width of a line, in pixels
     * @param most  lines; what does not fit ends with …
     * @return at least one line; broken after a space, dash, dot, slash, colon or underscore where there is one
     */
    static List<String> wrap(String text, int width, int most) {
        List<String> lines = new ArrayList<>();
        int[] points = text.codePoints().limit(2_000).toArray();
        int start = 0;
        while (start < points.length && lines.size() < most) {
            int end = start;
            int broken = -1;
            double used = 0;
            while (end < points.length && used + width(points[end]) <= width) {
                used += width(points[end]);
                if (" -./:_@".indexOf(points[end]) >= 0) {
                    broken = end + 1;
                }
                end++;
            }
            end = end == start ? start + 1 : end;
            if (end < points.length && broken > start) {
                end = broken;
            }
            boolean rest = end < points.length && lines.size() == most - 1;
            String line = new String(points, start, rest ? Math.max(1, end - start - 2) : end - start);
            lines.add(rest ? line + "…" : line.strip());
            start = end;
        }
        return lines.isEmpty() ? List.of("") : lines;
    }

    /** @return the estimated width of a line, in pixels */
    static double width(String line) {
        return line.codePoints().mapToDouble(TextLines::width).sum();
    }

    private static double width(int point) {
        if (point >= 0x1100) {
            return 14; // CJK, emoji
        }
        if ("mwMW@%—…".indexOf(point) >= 0) {
            return 11.5;
        }
        if ("iljtfr.,:;'|!()[] ".indexOf(point) >= 0) {
            return 4.8;
        }
        return Character.isUpperCase(point) ? 9 : 7.3;
    }
}
