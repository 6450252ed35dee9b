package io.jenkins.plugins.cd4ml.engine.data.stats;

/** Neumaier's sum: the error of each addition is kept and added at the end, so that a billion terms lose nothing. */
final class CompensatedSum {
    private double sum;
    private double lost;

    void add(double value) {
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    double value() {
        return Double.isFinite(sum) ? sum + lost : sum;
    }
}
