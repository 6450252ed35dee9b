package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;

/** A metric over the runs, with the champion's value, the gate's bound and the interval, for a chart. */
final class Trend {
    /** A chart has no room for more. */
    static final int POINTS = 320;

    private Trend() {}

    /** @param runs newest first. @return points oldest first, each build, time, value, champion, bound, low, high, promoted */
    static ObjectNode of(List<RunFacts> runs, String metric) {
        List<RunFacts> measured = new ArrayList<>();
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (!Double.isNaN(runs.get(i).number("metrics." + metric))) {
                measured.add(runs.get(i));
            }
        }
        ObjectNode trend = Json.object().put("metric", metric).put("runs", measured.size());
        ArrayNode points = trend.putArray("points");
        for (RunFacts run : thinned(measured, "metrics." + metric)) {
            ArrayNode point = points.addArray().add(run.build()).add(run.time());
            for (String kind : List.of("metrics.", "champion.", "bound.", "low.", "high.")) {
                double number = run.number(kind + metric);
                if (Double.isNaN(number)) {
                    point.addNull();
                } else {
                    point.add(number);
                }
            }
            point.add(run.text("promoted") == null ? "" : run.text("promoted"));
        }
        return trend;
    }

    /** Of each stretch the lowest and the highest run, so that an outlier is never lost; and the last one. */
    private static List<RunFacts> thinned(List<RunFacts> runs, String key) {
        if (runs.size() <= POINTS) {
            return runs;
        }
        List<RunFacts> kept = new ArrayList<>();
        int stretches = (POINTS - 1) / 2;
        for (int s = 0; s < stretches; s++) {
            int from = (int) ((long) runs.size() * s / stretches);
            int to = (int) ((long) runs.size() * (s + 1) / stretches);
            int low = from;
            int high = from;
            for (int i = from; i < to; i++) {
                low = runs.get(i).number(key) < runs.get(low).number(key) ? i : low;
                high = runs.get(i).number(key) > runs.get(high).number(key) ? i : high;
            }
            kept.add(runs.get(Math.min(low, high)));
            if (low != high) {
                kept.add(runs.get(Math.max(low, high)));
            }
        }
        RunFacts last = runs.get(runs.size() - 1);
        if (kept.get(kept.size() - 1) != last) {
            kept.add(last);
        }
        return kept;
    }
}
