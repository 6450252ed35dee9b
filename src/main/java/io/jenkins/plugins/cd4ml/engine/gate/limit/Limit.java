package io.jenkins.plugins.cd4ml.engine.gate.limit;

/** One limit that a gate sets to its metric. Immutable; one class a kind of limit, see {@link LimitKind}. */
public interface Limit {
    /** @return the gate's key in {@code cd4ml.yaml}, such as {@code minChange} */
    String key();

    /** @return the limit as the gate's name says it, such as {@code min 0.85} */
    String label();

    /** @return the side on which what is limited must lie */
    Side side();

    /** @return whether it limits a change, so that a champion must have been measured on the same rows */
    boolean comparative();

    /** @return what an interval must show where the gate asks for confidence; null where no interval can show it */
    IntervalQuestion question();

    /**
     * Holds the numbers against the limit. The pure part of a gate: the same numbers give the same finding.
     *
     * @param measured finite numbers; with a baseline for a {@link #comparative()} limit
     */
    Finding check(MeasuredMetric measured);
}
