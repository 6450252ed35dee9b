package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.PairedComparison;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.QuantileTable;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.ValueTest;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.HashMap;
import java.util.Map;

/** Turns scored rows into the metrics of {@code evaluation.json}. NaN and infinities are written as text. */
final class Measurement {
    /** Beyond this many rows × resamples fewer resamples are drawn. */
    private static final long MOST_DRAWS = 2_000_000_000L;

    private final EvaluationSettings settings;
    private final Sample fresh;
    private final ChampionResult challenge;
    private final Map<String, QuantileTable> quantiles = new HashMap<>();

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
        PairedComparison known = ValueTest.of(metric, sample, options);
        interval(node, known, options);
        if (slice.name() != null) {
            quantiles.put(key(metric, slice), QuantileTable.of(known));
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

    /** @return of a slice that was measured; null where it has no interval */
    QuantileTable quantiles(Metric metric, Slice slice) {
        return quantiles.get(key(metric, slice));
    }

    private static String key(Metric metric, Slice slice) {
        return metric.name() + "\n" + slice.name();
    }

    static void interval(ObjectNode node, PairedComparison known, ComparisonOptions options) {
        if (!known.defined()) {
            node.putNull("interval");
            return;
        }
        ObjectNode bounds = node.putObject("interval");
        put(bounds, "low", known.low());
        put(bounds, "high", known.high());
        bounds.put("confidence", known.confidence()).put("method", known.method());
        bounds.put("resamples", options.resamples()).put("approximation", known.approximation());
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
