package io.jenkins.plugins.cd4ml.engine.evaluate.detail;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.util.Arrays;
import java.util.List;

/** Counts of numbers in bins of equal width: what scores the rows of each class got, and how residuals spread. */
final class ScoreHistogram {
    private static final int BINS = 20;

    private ScoreHistogram() {}

    /** @param probable the scores are probabilities, so that the bins reach from 0 to 1 */
    static void scores(ObjectNode node, Sample sample, List<String> classes, boolean probable) {
        double[] values = sample.scores();
        double low = probable ? 0 : Arrays.stream(values).min().orElse(0);
        double high = probable ? 1 : Arrays.stream(values).max().orElse(1);
        double[][] counts = new double[classes.size()][BINS];
        for (int i = 0; i < sample.size(); i++) {
            double weight = sample.weights() == null ? 1 : sample.weights()[i];
            counts[(int) sample.labels()[i]][bin(values[i], low, high)] += weight;
        }
        node.put("low", low).put("high", high);
        ArrayNode each = node.putArray("classes");
        for (int c = 0; c < counts.length; c++) {
            Arrays.stream(counts[c])
                    .forEach(each.addObject().put("class", classes.get(c)).putArray("counts")::add);
        }
    }

    /** @param sorted ascending. The bins reach from the 1st to the 99th percentile; what is beyond is in the outer ones */
    static void residuals(ObjectNode node, double[] sorted) {
        if (sorted.length == 0) {
            return;
        }
        double low = sorted[(int) (0.01 * (sorted.length - 1))];
        double high = sorted[(int) Math.ceil(0.99 * (sorted.length - 1))];
        int[] counts = new int[BINS];
        for (double value : sorted) {
            counts[bin(value, low, high)]++;
        }
        ObjectNode histogram = node.putObject("histogram").put("low", low).put("high", high);
        Arrays.stream(counts).forEach(histogram.putArray("counts")::add);
    }

    private static int bin(double value, double low, double high) {
        double width = high - low;
        int bin = width > 0 && Double.isFinite(width) ? (int) Math.floor((value - low) / width * BINS) : 0;
        return Math.max(0, Math.min(BINS - 1, bin));
    }
}
