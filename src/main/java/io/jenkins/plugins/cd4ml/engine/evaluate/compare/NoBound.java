package io.jenkins.plugins.cd4ml.engine.evaluate.compare;

/**
 * Rows from which no interval follows that could be trusted; a gate on them is inconclusive.
 *
 * @param why part of a sentence
 */
record NoBound(String why) implements Evidence {
    static final String METHOD = "none";

    @Override
    public double quantile(double probability) {
        return Double.NaN;
    }

    @Override
    public double atMost(double bound) {
        return Double.NaN;
    }

    @Override
    public double atLeast(double bound) {
        return Double.NaN;
    }

    @Override
    public double distance(double bound) {
        return Double.NaN;
    }
}
