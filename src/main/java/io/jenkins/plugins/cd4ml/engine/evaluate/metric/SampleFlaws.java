package io.jenkins.plugins.cd4ml.engine.evaluate.metric;

/** What makes a sample unfit for a metric, before any formula: no verdict may rest on such numbers. */
final class SampleFlaws {
    private SampleFlaws() {}

    /** @return the first flaw, or null; rows count from 1 */
    static String of(Metric metric, Sample s) {
        if (s.size() == 0) {
            return "there are no rows";
        }
        String flaw = notFinite("label", s.labels());
        if (flaw == null && s.weights() != null) {
            flaw = weights(s.weights());
        }
        if (flaw == null && s.scores() != null) {
            flaw = notFinite("score", s.scores());
        }
        if (flaw == null && s.probabilities() != null) {
            flaw = probabilities(s.probabilities());
        }
        if (flaw == null && "ranking".equals(metric.task())) {
            flaw = negative(s.labels());
        }
        if (flaw == null && metric.has(Metric.Trait.PROBABILITIES)) {
            flaw = outside(s);
        }
        return flaw;
    }

    private static String notFinite(String what, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return "the " + what + " of row " + (i + 1) + " is " + values[i];
            }
        }
        return null;
    }

    private static String negative(double[] relevances) {
        for (int i = 0; i < relevances.length; i++) {
            if (relevances[i] < 0) {
                return "the relevance of row " + (i + 1) + " is " + relevances[i] + ", below 0";
            }
        }
        return null;
    }

    private static String weights(double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                return "the weight of row " + (i + 1) + " is " + weights[i];
            }
            sum += weights[i];
        }
        return sum == 0 ? "all weights are zero" : null;
    }

    private static String probabilities(double[][] probabilities) {
        for (int i = 0; i < probabilities.length; i++) {
            for (double p : probabilities[i]) {
                if (!Double.isFinite(p)) {
                    return "a probability of row " + (i + 1) + " is " + p;
                }
            }
        }
        return null;
    }

    private static String outside(Sample s) {
        for (int i = 0; i < s.size(); i++) {
            for (int c = 0; c < s.classes(); c++) {
                double p = s.probability(i, c);
                if (p < 0 || p > 1) {
                    return "the probability " + p + " of row " + (i + 1) + " is outside 0…1";
                }
            }
        }
        return null;
    }
}
