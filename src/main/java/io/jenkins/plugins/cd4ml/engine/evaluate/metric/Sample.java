package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

/**
 * What a model said about some rows.
 *
 * @param labels        the truth: class index for classification, value for regression
 * @param scores        probability of the positive class (binary) or predicted value (regression); null for multiclass
 * @param probabilities rows × classes for classification, else null
 * @param predicted     predicted class index for classification, else null
 * @param weights       of each row, or null for one each
 */
public record Sample(double[] labels, double[] scores, double[][] probabilities, int[] predicted, double[] weights) {
    public int size() {
        return labels.length;
    }

    /** @return the weight of row {@code i} */
    double weight(int i) {
        return weights == null ? 1 : weights[i];
    }

    /** @return the rows at {@code rows}, in that order */
    public Sample at(int[] rows) {
        double[] l = new double[rows.length];
        double[] s = scores == null ? null : new double[rows.length];
        double[][] p = probabilities == null ? null : new double[rows.length][];
        int[] c = predicted == null ? null : new int[rows.length];
        double[] w = weights == null ? null : new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            l[i] = labels[rows[i]];
            if (s != null) {
                s[i] = scores[rows[i]];
            }
            if (p != null) {
                p[i] = probabilities[rows[i]];
            }
            if (c != null) {
                c[i] = predicted[rows[i]];
            }
            if (w != null) {
                w[i] = weights[rows[i]];
            }
        }
        return new Sample(l, s, p, c, w);
    }

    /** @return the number of classes that probabilities tell of, 2 for a binary score */
    int classes() {
        return probabilities == null ? 2 : probabilities[0].length;
    }
}
