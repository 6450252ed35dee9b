package io.jenkins.plugins.cd4ml.engine.evaluate.detail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ScoreOrder;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Arrays;
import java.util.List;

/** The section {@code details} of {@code evaluation.json}. */
public final class EvaluationDetails {
    /** With more classes a matrix is no longer looked at. */
    static final int MOST_CLASSES = 50;
    /** Points of a curve, its ends included. */
    static final int POINTS = 101;

    private static final int BINS = 10;
    private static final double[] QUANTILES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

    private EvaluationDetails() {}

    /**
     * @param classes  in the order of the sample's indices; empty for regression and ranking
     * @param scores   whether the sample's scores rank rows, not only name classes
     * @param probable whether they are probabilities
     * @param wanted   {@code evaluate.thresholds}; may be missing
     * @return of a sample that is finite; empty otherwise
     */
    public static ObjectNode of(
            Sample sample, List<String> classes, boolean scores, boolean probable, JsonNode wanted) {
        ObjectNode details = Json.object();
        double[] values = sample.scores();
        if (values != null && Arrays.stream(values).anyMatch(v -> !Double.isFinite(v))) {
            return details;
        }
        if (classes.isEmpty()) {
            residuals(details.putObject("residuals"), sample);
        } else if (classes.size() <= MOST_CLASSES) {
            confusion(details, sample, classes);
        }
        if (classes.size() == 2 && scores && values != null) {
            curves(details, sample, wanted);
            ScoreHistogram.scores(details.putObject("scores"), sample, classes, probable);
            if (probable) {
                calibration(details.putArray("calibration"), sample);
            }
        }
        return details;
    }

    private static double weight(Sample sample, int row) {
        return sample.weights() == null ? 1 : sample.weights()[row];
    }

    private static void confusion(ObjectNode details, Sample sample, List<String> classes) {
        int n = classes.size();
        double[][] cells = new double[n][n];
        for (int i = 0; i < sample.size(); i++) {
            cells[(int) sample.labels()[i]][sample.predicted()[i]] += weight(sample, i);
        }
        ObjectNode matrix = details.putObject("confusion");
        classes.forEach(matrix.putArray("classes")::add);
        ArrayNode rows = matrix.putArray("truthByPrediction");
        ArrayNode each = details.putArray("classes");
        for (int c = 0; c < n; c++) {
            ArrayNode row = rows.addArray();
            Arrays.stream(cells[c]).forEach(row::add);
            int of = c;
            double truth = Arrays.stream(cells[c]).sum();
            double said = Arrays.stream(cells).mapToDouble(r -> r[of]).sum();
            ObjectNode one = each.addObject().put("class", classes.get(c)).put("rows", truth);
            share(one, "precision", cells[c][c], said);
            share(one, "recall", cells[c][c], truth);
        }
    }

    private static void share(ObjectNode node, String name, double part, double whole) {
        if (whole > 0) {
            node.put(name, part / whole);
        } else {
            node.putNull(name);
        }
    }

    /** One point at most for each hundredth of the rows, by falling score. */
    private static void curves(ObjectNode details, Sample sample, JsonNode wanted) {
        ScoreOrder order = ScoreOrder.of(sample.scores());
        double[] all = new double[2];
        for (int i = 0; i < sample.size(); i++) {
            all[(int) sample.labels()[i]] += weight(sample, i);
        }
        if (all[0] == 0 || all[1] == 0) {
            return;
        }
        Thresholds.add(details.putArray("thresholds"), sample, all, wanted);
        ArrayNode points = details.putArray("curve"); // ROC and precision-recall share their points
        points.addObject()
                .putNull("threshold")
                .put("truePositiveRate", 0)
                .put("falsePositiveRate", 0)
                .putNull("precision");
        double[] above = new double[2];
        int taken = 0;
        int next = 1;
        for (int level = order.levels() - 1; level >= 0; level--) {
            for (int k = order.start()[level]; k < order.start()[level + 1]; k++) {
                int row = order.rows()[k];
                above[(int) sample.labels()[row]] += weight(sample, row);
                taken++;
            }
            if ((long) taken * (POINTS - 1) >= (long) next * sample.size() || level == 0) {
                next = (int) ((long) taken * (POINTS - 1) / sample.size()) + 1;
                ObjectNode point = points.addObject()
                        .put("threshold", sample.scores()[order.rows()[order.start()[level]]])
                        .put("truePositiveRate", above[1] / all[1])
                        .put("falsePositiveRate", above[0] / all[0]);
                share(point, "precision", above[1], above[0] + above[1]);
            }
        }
    }

    /** Bins of equal width of the probability of the positive class; empty ones are left out. */
    private static void calibration(ArrayNode bins, Sample sample) {
        double[][] sums = new double[BINS][3];
        for (int i = 0; i < sample.size(); i++) {
            double p = sample.probabilities() == null ? sample.scores()[i] : sample.probabilities()[i][1];
            double[] bin = sums[Math.min(BINS - 1, (int) (p * BINS))];
            bin[0] += weight(sample, i);
            bin[1] += weight(sample, i) * p;
            bin[2] += weight(sample, i) * sample.labels()[i];
        }
        for (double[] bin : sums) {
            if (bin[0] > 0) {
                bins.addObject()
                        .put("rows", bin[0])
                        .put("predicted", bin[1] / bin[0])
                        .put("observed", bin[2] / bin[0]);
            }
        }
    }

    /** Quantiles of prediction minus truth, each row counting once; the smallest value that so many rows do not exceed. */
    private static void residuals(ObjectNode node, Sample sample) {
        double[] sorted = new double[sample.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = sample.scores()[i] - sample.labels()[i];
        }
        Arrays.sort(sorted);
        ArrayNode quantiles = node.putArray("quantiles");
        for (double q : QUANTILES) {
            int at = Math.max(0, (int) Math.ceil(q * sorted.length) - 1);
            quantiles.addObject().put("share", q).put("residual", sorted[at]);
        }
        ScoreHistogram.residuals(node, sorted);
    }
}
