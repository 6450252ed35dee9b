package io.jenkins.plugins.cd4ml.engine.gate.kind;

import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;

/**
 * What one gate came to, on all rows or on one slice, before {@code onFailure} and waivers.
 *
 * @param name     of the item in the report
 * @param metric   null where the gate is on none
 * @param slice    null for all rows
 * @param observed the measured value; null where there is none that could be judged
 * @param baseline the champion's value; null where it was not reached
 * @param counted  whether it is part of the verdict; small values of a column are only shown
 */
public record GateResult(
        String name, String metric, String slice, Double observed, Double baseline, Finding finding, boolean counted) {
    /** Of a gate that is on no metric. */
    public GateResult(String name, Finding finding) {
        this(name, null, null, null, null, finding, true);
    }

    GateResult shown() {
        return new GateResult(name, metric, slice, observed, baseline, finding, false);
    }
}
