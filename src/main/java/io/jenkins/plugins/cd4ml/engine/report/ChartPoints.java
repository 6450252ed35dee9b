package io.jenkins.plugins.cd4ml.engine.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** As many points as a chart has room for. */
public final class ChartPoints {
    /** Points of a series; as many as MLflow's pages ask for. */
    public static final int MOST = 320;

    private ChartPoints() {}

    /**
     * @param points in the order of the horizontal axis
     * @return at most {@value #MOST}: of each stretch the lowest and the highest, so that an outlier is never lost, and the
     *     last one
     */
    public static <T> List<T> thinned(List<T> points, ToDoubleFunction<T> value) {
        if (points.size() <= MOST) {
            return points;
        }
        List<T> kept = new ArrayList<>(MOST);
        int stretches = (MOST - 1) / 2;
        for (int s = 0; s < stretches; s++) {
            int from = (int) ((long) points.size() * s / stretches);
            int to = (int) ((long) points.size() * (s + 1) / stretches);
            int low = from;
            int high = from;
            for (int i = from; i < to; i++) {
                double at = value.applyAsDouble(points.get(i));
                low = at < value.applyAsDouble(points.get(low)) ? i : low;
                high = at > value.applyAsDouble(points.get(high)) ? i : high;
            }
            kept.add(points.get(Math.min(low, high)));
            if (low != high) {
                kept.add(points.get(Math.max(low, high)));
            }
        }
        T last = points.get(points.size() - 1);
        if (kept.get(kept.size() - 1) != last) {
            kept.add(last);
        }
        return kept;
    }
}
