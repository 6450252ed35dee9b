package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import java.util.List;

/**
 * Measures metrics of two tracks of pods until there is a verdict: the worst of all metrics, and as soon as one metric has
 * failed or is inconclusive. By one thread.
 */
public final class LiveAnalysis {
    /** @param verdict PASSED, FAILED or INCONCLUSIVE. @param reason without a full stop */
    public record Result(Verdict verdict, String reason) {}

    private final List<LiveMetric> metrics;
    private final int count;
    private final PrometheusClient prometheus;
    private final LiveMetric.Track canary;
    private final LiveMetric.Track stable;

    /** @param count of measurements of each metric */
    public LiveAnalysis(
            List<LiveMetric> metrics,
            int count,
            PrometheusClient prometheus,
            LiveMetric.Track canary,
            LiveMetric.Track stable) {
        this.metrics = metrics;
        this.count = count;
        this.prometheus = prometheus;
        this.canary = canary;
        this.stable = stable;
    }

    /** Measures each open metric once. @param kept the tallies by metric; is written to */
    public void measure(ObjectNode kept) throws InterruptedException {
        for (LiveMetric metric : metrics) {
            MetricTally tally = tally(metric, kept);
            if (tally.verdict() == null) {
                tally.add(metric.measure(prometheus, canary, stable));
            }
        }
    }

    /** @return null while it is open */
    public Result result(JsonNode kept) {
        Result result = new Result(Verdict.PASSED, "all " + metrics.size() + " metrics keep their limits");
        boolean open = false;
        for (LiveMetric metric : metrics) {
            MetricTally tally = tally(metric, (ObjectNode) kept);
            Verdict verdict = tally.verdict();
            open |= verdict == null;
            if (verdict != null && verdict.compareTo(result.verdict()) > 0) {
                result = new Result(verdict, tally.reason());
            }
        }
        return open && result.verdict() == Verdict.PASSED ? null : result;
    }

    /** @return the first that was not good at the last look, as a sentence; null where all were */
    public String trouble(JsonNode kept) {
        for (LiveMetric metric : metrics) {
            JsonNode looks = kept.path(metric.name()).path("measurements");
            JsonNode last = looks.path(looks.size() - 1);
            if (!last.path("verdict").asText(Verdict.PASSED.name()).equals(Verdict.PASSED.name())) {
                return last.path("reason").asText();
            }
        }
        return null;
    }

    /** @return why a query will never be answered, in a clause; null where all can be read, or nobody answers now */
    public String invalid() throws InterruptedException {
        for (LiveMetric metric : metrics) {
            PrometheusClient.Sample sample = prometheus.ask(metric.query(canary));
            if (sample.invalid()) {
                return "the metric '" + metric.name() + "': " + sample.trouble();
            }
        }
        return null;
    }

    private MetricTally tally(LiveMetric metric, ObjectNode kept) {
        ObjectNode json = kept.get(metric.name()) instanceof ObjectNode there ? there : kept.putObject(metric.name());
        return new MetricTally(json, metric.tolerance(), count);
    }
}
