package io.jenkins.plugins.cd4ml.engine.gate.limit;

/** On which side of its bound a number must lie. */
public enum Side {
    AT_LEAST,
    AT_MOST,
    EXACTLY;

    /** @return whether the number keeps the bound; NaN never does */
    boolean holds(double number, double bound) {
        return switch (this) {
            case AT_LEAST -> number >= bound;
            case AT_MOST -> number <= bound;
            case EXACTLY -> number == bound;
        };
    }

    /** @return whether the bound holds worse numbers back, for a metric of that direction */
    public boolean guards(boolean higherIsBetter) {
        return this == EXACTLY || this == of(higherIsBetter);
    }

    /** @return the side that guards a metric of that direction */
    public static Side of(boolean higherIsBetter) {
        return higherIsBetter ? AT_LEAST : AT_MOST;
    }
}
