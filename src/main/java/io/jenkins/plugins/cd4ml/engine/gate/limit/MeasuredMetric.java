package io.jenkins.plugins.cd4ml.engine.gate.limit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * What limits are held against: one metric on all rows or one slice.
 *
 * @param what        how sentences call it: {@code auc}, {@code auc of region=north}
 * @param observed    the new model's value, finite
 * @param paired      its value on the rows that the champion answered too
 * @param baseline    the champion's value on these rows; NaN without a champion
 * @param confidence  that the gate asks for, between 0 and 1; null where the point decides
 * @param comparisons the comparison that the evaluation recorded for a question, or a missing node
 * @param holm        the correction over the tests of its family
 */
public record MeasuredMetric(
        String what,
        double observed,
        double paired,
        double baseline,
        Double confidence,
        Function<IntervalQuestion, JsonNode> comparisons,
        Holm holm) {
    /** @return new value minus champion's */
    double difference() {
        return paired - baseline;
    }

    /** @return the rounding error of that difference, in the metric's unit: 0.87 − 0.88 is not quite −0.01 to a computer */
    double rounding() {
        return 4 * Math.ulp(Math.max(Math.abs(paired), Math.abs(baseline)));
    }
}
