package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How rows are cut into slices: by a column's values, by bins of a numeric column, or by two of these crossed.
 *
 * @param cuts one, or two that are crossed
 */
public record SliceSpec(List<Cut> cuts) {
    /**
     * One way of cutting.
     *
     * @param bins  bins of about equally many rows; 0 without
     * @param edges ascending inner edges of the bins; empty without
     */
    record Cut(String column, int bins, double[] edges) {
        /** @return the bin's name for each value, or the value itself */
        String[] names(String[] texts) {
            if (bins == 0 && edges.length == 0) {
                return Arrays.stream(texts)
                        .map(t -> t == null ? "(missing)" : t)
                        .toArray(String[]::new);
            }
            double[] values = Arrays.stream(texts).mapToDouble(Cut::number).toArray();
            double[] inner = bins == 0 ? edges : quantiles(values);
            String[] names = new String[texts.length];
            for (int i = 0; i < names.length; i++) {
                names[i] = Double.isNaN(values[i]) ? "(missing)" : name(inner, values[i]);
            }
            return names;
        }

        private double[] quantiles(double[] values) {
            double[] sorted =
                    Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
            if (sorted.length == 0) {
                return new double[0];
            }
            double[] inner = new double[bins - 1];
            for (int i = 1; i < bins; i++) {
                inner[i - 1] = sorted[(int) Math.min(sorted.length - 1, (long) i * sorted.length / bins)];
            }
            return Arrays.stream(inner).distinct().toArray();
        }

        private static String name(double[] inner, double value) {
            int bin = 0;
            while (bin < inner.length && value >= inner[bin]) {
                bin++;
            }
            if (inner.length == 0) {
                return "all";
            }
            return bin == 0
                    ? "below " + plain(inner[0])
                    : bin == inner.length
                            ? "from " + plain(inner[bin - 1])
                            : plain(inner[bin - 1]) + " to " + plain(inner[bin]);
        }

        private static String plain(double value) {
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value)
                    : Double.toString(value);
        }

        private static double number(String text) {
            try {
                return text == null ? Double.NaN : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
    }

    /** @return what gates call it: {@code region}, or {@code region*age} for a cross */
    public String name() {
        return String.join("*", columns());
    }

    public List<String> columns() {
        return cuts.stream().map(Cut::column).toList();
    }

    /** @throws InputException when bins and edges are both given, or edges do not ascend */
    static List<SliceSpec> all(Project project) {
        List<SliceSpec> specs = new ArrayList<>();
        JsonNode nodes = project.section("evaluate").path("slices");
        for (int i = 0; i < nodes.size(); i++) {
            String place = project.place("/evaluate/slices/" + i);
            JsonNode cross = nodes.get(i).path("cross");
            List<Cut> cuts = new ArrayList<>();
            if (cross.isArray()) {
                cross.forEach(c -> cuts.add(cut(c, place)));
            } else {
                cuts.add(cut(nodes.get(i), place));
            }
            specs.add(new SliceSpec(cuts));
        }
        return specs;
    }

    private static Cut cut(JsonNode node, String place) {
        if (node.isTextual()) {
            return new Cut(node.asText(), 0, new double[0]);
        }
        double[] edges = new double[node.path("edges").size()];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = node.get("edges").get(i).asDouble();
            if (i > 0 && !(edges[i] > edges[i - 1])) {
                throw new InputException(place + ": the edges must ascend.");
            }
        }
        if (node.has("bins") && edges.length > 0) {
            throw new InputException(place + ": give bins or edges, not both.");
        }
        return new Cut(node.path("column").asText(), node.path("bins").asInt(0), edges);
    }
}
