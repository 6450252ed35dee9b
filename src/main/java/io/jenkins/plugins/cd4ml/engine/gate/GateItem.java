package io.jenkins.plugins.cd4ml.engine.gate;

/**
 * The verdict on one gate, or on one slice of it, with its numbers.
 *
 * @param observed the measured value; null where there is none
 * @param bound    what it was held against: of the value, or of the change where {@code baseline} is there
 * @param baseline the champion's value
 * @param low      of the change's interval; null without {@code confidence}
 * @param reason   one sentence with the numbers
 */
public record GateItem(
        String name,
        String metric,
        String slice,
        Verdict verdict,
        Double observed,
        Double bound,
        Double baseline,
        Double low,
        Double high,
        String reason,
        String onFailure,
        boolean informational) {}
