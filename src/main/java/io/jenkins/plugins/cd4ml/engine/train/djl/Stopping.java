package io.jenkins.plugins.cd4ml.engine.train.djl;

import java.util.List;
import java.util.function.Supplier;

/** Ends a training that gets no better on rows it does not learn from, and keeps the best weights. */
final class Stopping {
    private final int patience;
    private final double minDelta;
    private double loss = Double.POSITIVE_INFINITY;
    private int epoch;
    private List<float[]> best;

    Stopping(int patience, double minDelta) {
        this.patience = patience;
        this.minDelta = minDelta;
    }

    /** @return whether this is the best epoch so far; then its weights are kept */
    boolean better(int now, double value, Supplier<List<float[]>> weights) {
        if (!(value < loss - minDelta)) {
            return false;
        }
        loss = value;
        epoch = now;
        best = weights.get();
        return true;
    }

    boolean over(int now) {
        return now - epoch >= patience;
    }

    /** @return the best epoch, from 1 */
    int epoch() {
        return epoch;
    }

    /** @return its weights, or null when none was judged */
    List<float[]> best() {
        return best;
    }
}
