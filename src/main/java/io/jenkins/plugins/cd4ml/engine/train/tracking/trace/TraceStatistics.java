package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** How far two filters find the same traces: normalized pointwise mutual information (Bouma 2009). */
final class TraceStatistics {
    /** Jeffreys' prior, added to each cell for the smoothed value. */
    private static final double PRIOR = 0.5;

    private TraceStatistics() {}

    /** @param both traces that both filters find */
    static ObjectNode correlation(int all, int first, int second, int both) {
        boolean none = first == 0 || second == 0;
        ObjectNode answer = Json.object()
                .put("total_count", all)
                .put("filter1_count", first)
                .put("filter2_count", second)
                .put("joint_count", both);
        answer.put("npmi", none ? Double.NaN : both == 0 ? -1 : npmi(all, first, second, both, 0));
        return answer.put("npmi_smoothed", none ? Double.NaN : npmi(all, first, second, both, PRIOR));
    }

    private static double npmi(int all, int first, int second, int both, double prior) {
        if (first == all && second == all) {
            return 1;
        }
        double together = both + prior;
        double total = all + 4 * prior;
        double information = Math.log(together * total / (first + 2 * prior) / (second + 2 * prior));
        return Math.max(-1, Math.min(1, information / -Math.log(together / total)));
    }
}
