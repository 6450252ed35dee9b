package io.jenkins.plugins.cd4ml.engine.gate;

/**
 * Refuses a change gate that bounds the harmless side: {@code log_loss} with {@code minChange} alone would let it rise
 * without limit, whichever sign was meant.
 */
final class Directions {
    private Directions() {}

    /** @return what is wrong with the gate, in a sentence without its full stop; null when nothing is */
    static String problem(GateSpec spec, Boolean direction) {
        if (direction == null) {
            return "whether a higher " + spec.metric() + " is better is not known; add higherIsBetter";
        }
        boolean bounds = spec.bounds().stream().anyMatch(b -> b.kind().relative());
        boolean guarded =
                spec.bounds().stream().anyMatch(b -> b.kind().relative() && direction.equals(b.kind().atLeast));
        return bounds && !guarded
                ? spec.metric() + " is better when " + better(direction) + ", so its change must be bounded by "
                        + (direction ? "minChange or minRelativeChange" : "maxChange or maxRelativeChange")
                : null;
    }

    /** @return that the gate says another direction than the metric is known to have; null where it does not */
    static String contradicts(GateSpec spec, Boolean known) {
        return known != null && spec.higherIsBetter() != null && !known.equals(spec.higherIsBetter())
                ? spec.metric() + " is better when " + better(known) + "; remove higherIsBetter"
                : null;
    }

    /** @return whether the gate bounds the value on its good side only, so that it holds no worse model back */
    static boolean lenient(GateSpec spec, Boolean higherIsBetter) {
        return higherIsBetter != null
                && spec.bounds().stream()
                        .noneMatch(b ->
                                b.kind().atLeast == null || b.kind().atLeast.equals(higherIsBetter));
    }

    private static String better(boolean higher) {
        return higher ? "higher" : "lower";
    }
}
