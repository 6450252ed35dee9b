package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A gate's numbers on one axis, as a small SVG element: the bound as a line with the refused side shaded, the interval as
 * a bar, the champion as a diamond and the observed value as a dot. Colours are the page's, by the classes
 * {@code cd4ml-bound}, {@code cd4ml-refused}, {@code cd4ml-interval}, {@code cd4ml-champion} and {@code cd4ml-observed}.
 *
 * @param observed the measured value, as all others in its unit; null where there is none
 * @param bound    of the value; where the gate limits a change, the champion's value and the limit added up
 * @param champion its value; null without
 * @param low      of the interval of the value, {@code high} likewise; null without
 * @param side     1 where the value must not be below the bound, -1 where not above, 0 where the gate does not say
 */
public record RangePlot(Double observed, Double bound, Double champion, Double low, Double high, int side) {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 24;
    private static final int MARGIN = 7;

    /**
     * @param item     of {@code gates.json}
     * @param champion its value in {@code evaluation.json}, for a gate that does not compare with it
     */
    public static RangePlot of(JsonNode item, JsonNode champion) {
        Double baseline = number(item.path("baseline"));
        Double observed = number(item.path("observed"));
        Double bound = number(item.path("bound"));
        Double low = number(item.path("low"));
        Double high = number(item.path("high"));
        String name = item.path("name").asText();
        int side = name.matches(".* min([A-Z]\\w*)? .*") ? 1 : name.matches(".* max([A-Z]\\w*)? .*") ? -1 : 0;
        if (baseline == null) {
            return new RangePlot(observed, bound, number(champion), low, high, side);
        }
        double unit =
                relative(name, observed, baseline, low, high) ? Math.abs(baseline) : 1; // what is bounded is a change
        return new RangePlot(
                observed,
                shifted(bound, baseline, unit),
                baseline,
                shifted(low, baseline, unit),
                shifted(high, baseline, unit),
                side);
    }

    /** A gate with a name of its own does not say whether its change is relative: then its interval must hold it. */
    private static boolean relative(String name, Double observed, double baseline, Double low, Double high) {
        if (name.matches(".* m(in|ax)(Relative)?Change .*")) {
            return name.contains("RelativeChange ");
        }
        if (observed == null || low == null || high == null || baseline == 0) {
            return false;
        }
        double change = observed - baseline;
        return (change < low || change > high)
                && change / Math.abs(baseline) >= low
                && change / Math.abs(baseline) <= high;
    }

    private static Double shifted(Double change, double baseline, double unit) {
        return change == null ? null : Double.valueOf(baseline + change * unit);
    }

    private static Double number(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue()) ? Double.valueOf(node.doubleValue()) : null;
    }

    /**
     * @param title what a pointer and a screen reader get
     * @return the element; empty where fewer than two numbers are known, for one alone says nothing
     */
    public String svg(String title) {
        double[] all = Stream.of(observed, bound, champion, low, high)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (all.length < 2) {
            return "";
        }
        double left = java.util.Arrays.stream(all).min().getAsDouble();
        double right = java.util.Arrays.stream(all).max().getAsDouble();
        double span = right > left ? right - left : Math.max(Math.abs(left), 1);
        if (!Double.isFinite(span)) {
            return "";
        }
        Axis axis = new Axis((left + right) / 2, span * 1.1);
        StringBuilder svg =
                new StringBuilder("<svg class=\"cd4ml-range\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
                        + "viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" width=\"" + WIDTH + "\" height=\"" + HEIGHT
                        + "\"><title>"
                        + LineageSvg.escape(title) + "</title>");
        if (bound != null && side != 0) {
            double x = axis.x(bound);
            rect(svg, "cd4ml-refused", side > 0 ? 0 : x, side > 0 ? x : WIDTH - x, 0, HEIGHT);
        }
        rect(svg, "cd4ml-axis", 0, WIDTH, 11.5, 1);
        if (low != null && high != null) {
            rect(svg, "cd4ml-interval", axis.x(low), Math.max(1, axis.x(high) - axis.x(low)), 8.5, 7);
        }
        if (bound != null) {
            rect(svg, "cd4ml-bound", axis.x(bound) - 1, 2, 2, HEIGHT - 4.0);
        }
        if (champion != null) {
            svg.append(format("<path class=\"cd4ml-champion\" d=\"M%.1f 6l6 6l-6 6l-6 -6z\"/>", axis.x(champion)));
        }
        if (observed != null) {
            svg.append(format("<circle class=\"cd4ml-observed\" cx=\"%.1f\" cy=\"12\" r=\"4\"/>", axis.x(observed)));
        }
        return svg.append("</svg>").toString();
    }

    /** Values on the drawing's width. */
    private record Axis(double middle, double span) {
        double x(double value) {
            return WIDTH / 2.0 + (value - middle) / span * (WIDTH - 2.0 * MARGIN);
        }
    }

    private static void rect(StringBuilder svg, String type, double x, double width, double y, double height) {
        svg.append(format(
                "<rect class=\"" + type + "\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                x,
                y,
                width,
                height));
    }

    private static String format(String format, Object... numbers) {
        return String.format(Locale.ROOT, format, numbers);
    }
}
