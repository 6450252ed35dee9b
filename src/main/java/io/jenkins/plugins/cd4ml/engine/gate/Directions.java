package io.jenkins.plugins.cd4ml.engine.gate;

/**
 * Refuses a change gate that bounds the harmless side: {@code log_loss} with {@code minChange} alone would let it rise
 * without limit, whichever sign was meant.
 */
final class Directions {
    private Directions() {}

    /** @return what is wrong with the gate, in a sentence without its full stop; null when nothing is */
    static String problem(GateSpec spec, Boolean known, Boolean direction) {
        if (direction == null) {
            return "whether a higher " + spec.metric() + " is better is not known; add higherIsBetter";
        }
        if (known != null && spec.higherIsBetter() != null && !known.equals(spec.higherIsBetter())) {
            return spec.metric() + " is better when " + better(known) + "; remove higherIsBetter";
        }
        boolean bounds = spec.bounds().stream().anyMatch(b -> b.kind().relative());
        boolean guarded =
                spec.bounds().stream().anyMatch(b -> b.kind().relative() && direction.equals(b.kind().atLeast));
        return bounds && !guarded
                ? spec.metric() + " is better when " + better(direction) + ", so its change must be bounded by "
                        + (direction ? "minChange or minRelativeChange" : "maxChange or maxRelativeChange")
                : null;
    }

    private static String better(boolean higher) {
        return higher ? "higher" : "lower";
    }
}
