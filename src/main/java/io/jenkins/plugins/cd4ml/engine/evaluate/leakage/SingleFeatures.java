package io.jenkins.plugins.cd4ml.engine.evaluate.leakage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.ScoreOrder;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How well each feature alone tells the classes apart, on a sample of the rows: what tells all is the target itself. */
public final class SingleFeatures {
    /** An AUC above this is worth a word. */
    static final double TELLS = 0.99;
    /** A class of fewer rows says nothing. */
    private static final int FEWEST = 10;
    /** More different texts than this are names, not categories. */
    private static final int CATEGORIES = 50;

    private SingleFeatures() {}

    /**
     * Adds {@code target.auc} and the columns above {@value #TELLS} to the section {@code leakage}.
     *
     * @param labels  class of each row of the sample
     * @param classes number of classes
     */
    public static void add(ObjectNode leakage, Batch sample, List<Column> features, int[] labels, int classes) {
        double most = Double.NaN;
        ArrayNode columns = leakage.putArray("columns");
        for (Column feature : features) {
            double best = Double.NaN;
            for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
                best = larger(best, auc(sample, feature, labels, c));
            }
            most = larger(most, best);
            if (best > TELLS && columns.size() < 50) {
                columns.addObject().put("column", feature.name()).put("auc", best);
                ((ArrayNode) leakage.get("findings"))
                        .add("the feature " + feature.name() + " alone tells the target (AUC "
                                + String.format(java.util.Locale.ROOT, "%.4f", best) + ")");
            }
        }
        if (!Double.isNaN(most)) {
            ((ObjectNode) leakage.get("metrics")).put("target.auc", most);
        }
    }

    private static double larger(double a, double b) {
        return Double.isNaN(a) || b > a ? b : a;
    }

    private static double auc(Batch sample, Column feature, int[] labels, int positive) {
        double[] values =
                switch (feature.kind()) {
                    case NUMBER -> sample.numbers(feature);
                    case INTEGER -> numbers(sample.integers(feature), labels.length);
                    case TEXT -> rates(sample.texts(feature), labels, positive);
                    case ROW, CONTENT -> null;
                };
        return values == null ? Double.NaN : auc(values, labels, positive);
    }

    private static double[] numbers(long[] whole, int rows) {
        double[] numbers = new double[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = whole[i];
        }
        return numbers;
    }

    /** @return for each row the rate of the class among rows of the same text in the other half; null for names */
    private static double[] rates(String[] texts, int[] labels, int positive) {
        Set<String> different = new HashSet<>();
        for (int i = 0; i < labels.length; i++) {
            different.add(String.valueOf(texts[i]));
            if (different.size() > CATEGORIES) {
                return null;
            }
        }
        double[] rates = new double[labels.length];
        for (int half = 0; half < 2; half++) {
            Map<String, double[]> sums = new HashMap<>();
            for (int i = 1 - half; i < labels.length; i += 2) {
                double[] sum = sums.computeIfAbsent(String.valueOf(texts[i]), t -> new double[2]);
                sum[0] += labels[i] == positive ? 1 : 0;
                sum[1]++;
            }
            for (int i = half; i < labels.length; i += 2) {
                double[] sum = sums.get(String.valueOf(texts[i]));
                rates[i] = sum == null ? 0.5 : sum[0] / sum[1];
            }
        }
        return rates;
    }

    /** @return the larger of the AUC of the values and of their negatives; a missing one is lower than all */
    private static double auc(double[] values, int[] labels, int positive) {
        double[] scores = new double[labels.length];
        long in = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Double.isNaN(values[i]) ? Double.NEGATIVE_INFINITY : values[i];
            in += labels[i] == positive ? 1 : 0;
        }
        long out = scores.length - in;
        if (in < FEWEST || out < FEWEST) {
            return Double.NaN;
        }
        double[] ranks = ScoreOrder.of(scores).midranks();
        double sum = 0;
        for (int i = 0; i < ranks.length; i++) {
            sum += labels[i] == positive ? ranks[i] : 0;
        }
        double auc = (sum - in * (in + 1) / 2.0) / ((double) in * out);
        return Math.max(auc, 1 - auc);
    }
}
