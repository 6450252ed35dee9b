package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.report.ChartPoints;
import java.util.ArrayList;
import java.util.List;

/** A metric over the runs, with the champion's value, the gate's bound and the interval, for a chart. */
final class Trend {
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
        for (RunFacts run : ChartPoints.thinned(measured, r -> r.number("metrics." + metric))) {
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
}
