package io.jenkins.plugins.cd4ml.engine.gate.limit;

/** What a gate came to, from best to worst. Only {@code PASSED} says that the model satisfies it. */
public enum Verdict {
    PASSED,
    /** It failed, but the gate says {@code onFailure: unstable}. */
    WARNING,
    /** The numbers neither satisfy it nor break it with the confidence it asks for. */
    INCONCLUSIVE,
    FAILED,
    /** It could not be checked: a number is missing, not a number, or undefined. */
    ERROR;

    /** @return whether a waiver would change it */
    public boolean needsWaiver() {
        return compareTo(WARNING) > 0;
    }

    public Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
