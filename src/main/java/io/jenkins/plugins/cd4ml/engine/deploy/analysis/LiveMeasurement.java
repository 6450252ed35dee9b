package io.jenkins.plugins.cd4ml.engine.deploy.analysis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.time.Instant;

/**
 * One look at a metric.
 *
 * @param canary  NaN where it was not measured
 * @param stable  NaN where it was not asked or not measured
 * @param verdict {@link Verdict#ERROR} where it was not measured
 * @param reason  one sentence
 * @param invalid whether it never will be
 */
record LiveMeasurement(double canary, double stable, Verdict verdict, String reason, boolean invalid) {
    static LiveMeasurement none(PrometheusClient.Sample sample, String clause) {
        return new LiveMeasurement(Double.NaN, Double.NaN, Verdict.ERROR, clause + ".", sample.invalid());
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("at", Instant.now().toString()).put("verdict", verdict.name());
        if (Double.isFinite(canary)) {
            json.put("canary", canary);
        }
        if (Double.isFinite(stable)) {
            json.put("stable", stable);
        }
        return json.put("reason", reason);
    }
}
