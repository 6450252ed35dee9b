package io.jenkins.plugins.cd4ml.engine.gate.limit;

/**
 * What an interval of the evaluation must answer: on which side of {@code bound} the statistic lies.
 *
 * @param of    value, change or relativeChange: the {@code of} of the comparison in {@code evaluation.json}
 * @param bound in the metric's unit; for a relative change a share of the champion's absolute value
 */
public record IntervalQuestion(String of, double bound) {
    /** The metric of the new model. */
    public static final String VALUE = "value";
    /** New value minus champion's, on the same rows. */
    public static final String CHANGE = "change";
    /** The change divided by the champion's absolute value. */
    public static final String RELATIVE_CHANGE = "relativeChange";
}
