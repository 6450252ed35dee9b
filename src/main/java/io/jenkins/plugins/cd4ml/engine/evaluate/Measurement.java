package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Bootstrap;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Interval;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/** Turns scored rows into the metrics of {@code evaluation.json}. NaN and infinities are written as text. */
final class Measurement {
    /** Beyond this many rows × resamples fewer resamples are drawn. */
    private static final long MOST_DRAWS = 2_000_000_000L;

    private final EvaluationSettings settings;
    private final Sample fresh;
    private final ChampionResult challenge;

    /** @param challenge null when the project compares with nothing */
    Measurement(EvaluationSettings settings, Sample fresh, ChampionResult challenge) {
        this.settings = settings;
        this.fresh = fresh;
        this.challenge = challenge;
    }

    ObjectNode metric(Metric metric, Slice slice) {
        ObjectNode node = Json.object().put("name", metric.name()).put("higherIsBetter", metric.higherIsBetter());
        node.put("slice", slice.name()).put("by", slice.by()).put("rows", slice.rows().length);
        int support = fresh.support(slice.rows());
        if (support < slice.rows().length) {
            node.put("fewest", support);
        }
        if (slice.name() != null && support < settings.minSupport()) {
            return node.put("value", "NaN").put("why", "fewer than " + settings.minSupport() + " rows");
        }
        Sample sample = slice.name() == null ? fresh : fresh.at(slice.rows());
        double value = metric.value(sample);
        put(node, "value", value);
        if (!Double.isFinite(value)) {
            node.put("why", metric.undefinedReason(sample));
        }
        ComparisonOptions options = options(settings, settings.confidence(), slice.rows().length);
        Interval interval = Bootstrap.interval(metric, sample, options);
        if (interval == null) {
            node.putNull("interval");
        } else {
            ObjectNode bounds = node.putObject("interval");
            put(bounds, "low", interval.low());
            put(bounds, "high", interval.high());
            bounds.put("confidence", interval.confidence()).put("method", interval.method());
            bounds.put("resamples", options.resamples()).put("approximation", interval.approximation());
        }
        if (challenge != null && challenge.comparable()) {
            int[] common = challenge.common(slice.rows());
            put(node, "champion", metric.value(challenge.scored().sample().at(common)));
            if (common.length < slice.rows().length) { // a change is that of the rows both answered
                put(node, "paired", metric.value(fresh.at(common)));
                node.put("pairedRows", common.length);
            }
        }
        return node;
    }

    static ComparisonOptions options(EvaluationSettings settings, double confidence, int rows) {
        int resamples = (int) Math.max(200, Math.min(settings.resamples(), MOST_DRAWS / Math.max(1, rows)));
        return ComparisonOptions.of(confidence, settings.seed())
                .resamples(resamples)
                .threads(settings.threads())
                .with(settings.method());
    }

    static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, Double.toString(value));
        }
    }
}
