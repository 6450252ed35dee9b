package io.jenkins.plugins.cd4ml.engine.gate.kind;

import io.jenkins.plugins.cd4ml.engine.gate.limit.Limit;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Side;

/**
 * Refuses a change gate that bounds the harmless side: {@code log_loss} with {@code minChange} alone would let it rise
 * without limit, whichever sign was meant.
 */
final class Directions {
    private Directions() {}

    /** @return what is wrong with the gate, in a sentence without its full stop; null when nothing is */
    static String problem(MetricGate gate, Boolean direction) {
        if (direction == null) {
            return "whether a higher " + gate.metric() + " is better is not known; add higherIsBetter";
        }
        boolean bounds = gate.limits().stream().anyMatch(Limit::comparative);
        boolean guarded =
                gate.limits().stream().anyMatch(limit -> limit.comparative() && limit.side() == Side.of(direction));
        return bounds && !guarded
                ? gate.metric() + " is better when " + better(direction) + ", so its change must be bounded by "
                        + (direction ? "minChange or minRelativeChange" : "maxChange or maxRelativeChange")
                : null;
    }

    /** @return that the gate says another direction than the metric is known to have; null where it does not */
    static String contradicts(MetricGate gate, Boolean known) {
        return known != null && gate.higherIsBetter() != null && !known.equals(gate.higherIsBetter())
                ? gate.metric() + " is better when " + better(known) + "; remove higherIsBetter"
                : null;
    }

    static String better(boolean higher) {
        return higher ? "higher" : "lower";
    }
}
