package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.Gap;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.PairedComparison;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.QuantileTable;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.ValueTest;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Fairness;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionTask;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.SliceSpec;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far apart the slices of one column are, as metrics of their own: {@code gap.<metric>.<column>} for every metric,
 * and for two classes {@code demographic_parity.<column>}, {@code equal_opportunity.<column>} and
 * {@code equalized_odds.<column>}, and of the first and last the {@code …_ratio.<column>}, smallest to largest, to which
 * the four-fifths rule applies. Slices of too few rows do not count.
 */
final class FairnessGaps {
    /** Of rows that are all of class 1: the share predicted so. */
    private static final Metric SHARE = Metrics.of("accuracy");

    private final EvaluationSettings settings;
    private final Sample fresh;
    private final ChampionResult challenge;
    private final Measurement measured;
    private final Map<String, Known> known = new HashMap<>();

    private record Known(Gap gap, int rows) {}

    /** @param measured that has measured all slices */
    FairnessGaps(EvaluationSettings settings, Sample fresh, ChampionResult challenge, Measurement measured) {
        this.settings = settings;
        this.fresh = fresh;
        this.challenge = challenge;
        this.measured = measured;
    }

    /** @return how sure a gap of that name is; null where it has no interval, or there is none */
    PairedComparison test(String name, double confidence) {
        Known gap = known.get(name);
        return gap == null ? null : gap.gap().test(gap.rows(), confidence);
    }

    List<ObjectNode> of(PredictionTask task, List<Metric> metrics, List<Slice> slices) {
        List<ObjectNode> nodes = new ArrayList<>();
        for (SliceSpec spec : settings.slices()) {
            List<Slice> parts = slices.stream()
                    .filter(s -> spec.name().equals(s.by()) && fresh.support(s.rows()) >= settings.minSupport())
                    .toList();
            for (Metric metric : metrics) {
                List<QuantileTable> values =
                        parts.stream().map(p -> measured.quantiles(metric, p)).collect(Collectors.toList());
                nodes.add(node(
                        "gap." + metric.name() + "." + spec.name(),
                        parts,
                        g -> Fairness.gap(g, metric::value),
                        List.of(values),
                        false));
            }
            if (task.kind().equals("binary")) {
                rates(nodes, spec.name(), parts);
            }
        }
        return nodes;
    }

    private void rates(List<ObjectNode> nodes, String by, List<Slice> parts) {
        List<List<QuantileTable>> all = List.of(shares(parts, -1));
        List<QuantileTable> right = shares(parts, 1);
        List<List<QuantileTable>> odds = List.of(right, shares(parts, 0));
        nodes.add(node("demographic_parity." + by, parts, Fairness::demographicParity, all, false));
        nodes.add(node("demographic_parity_ratio." + by, parts, Fairness::demographicParityRatio, all, true));
        nodes.add(node("equal_opportunity." + by, parts, Fairness::equalOpportunity, List.of(right), false));
        nodes.add(node("equalized_odds." + by, parts, Fairness::equalizedOdds, odds, false));
        nodes.add(node("equalized_odds_ratio." + by, parts, Fairness::equalizedOddsRatio, odds, true));
    }

    /** @return of each slice what is known of its share predicted positive, of rows of a label or of all for −1 */
    private List<QuantileTable> shares(List<Slice> parts, int label) {
        List<QuantileTable> shares = new ArrayList<>();
        for (Slice part : parts) {
            Sample rows = Fairness.predictedPositive(fresh.at(part.rows()), label);
            shares.add(rows == null ? null : QuantileTable.of(ValueTest.of(SHARE, rows, options(rows.size()))));
        }
        return shares;
    }

    private ComparisonOptions options(int rows) {
        return Measurement.options(settings, settings.confidence(), rows);
    }

    /** Whether no group has rows in two slices. */
    private boolean independent(List<Slice> parts) {
        Map<Integer, Slice> of = new HashMap<>();
        return fresh.groups() == null
                || parts.stream()
                        .allMatch(part -> Arrays.stream(part.rows())
                                .map(i -> fresh.groups()[i])
                                .allMatch(group -> of.putIfAbsent(group, part) == null || of.get(group) == part));
    }

    private interface Measured {
        double of(List<Sample> groups);
    }

    private ObjectNode node(
            String name, List<Slice> parts, Measured gap, List<List<QuantileTable>> families, boolean ratio) {
        ObjectNode node =
                Json.object().put("name", name).put("higherIsBetter", ratio).putNull("slice");
        node.put("rows", parts.stream().mapToInt(p -> p.rows().length).sum());
        node.put(
                "fewest",
                parts.stream().mapToInt(p -> fresh.support(p.rows())).min().orElse(0));
        double value = gap.of(parts.stream().map(p -> fresh.at(p.rows())).toList());
        Measurement.put(node, "value", value);
        if (!Double.isFinite(value)) {
            node.put("why", "fewer than two slices have enough rows, or one of them has no value");
        }
        interval(node, Gap.of(families, ratio, independent(parts)));
        if (challenge != null && challenge.comparable()) {
            champion(node, parts, gap);
        }
        return node;
    }

    private void interval(ObjectNode node, Gap gap) {
        if (gap == null || !node.get("value").isNumber()) {
            node.putNull("interval");
            return;
        }
        int rows = node.get("rows").asInt();
        known.put(node.get("name").asText(), new Known(gap, rows));
        Measurement.interval(node, gap.test(rows, settings.confidence()), options(rows));
        Measurement.put(node, "corrected", gap.corrected());
    }

    private void champion(ObjectNode node, List<Slice> parts, Measured gap) {
        List<int[]> common = parts.stream().map(p -> challenge.common(p.rows())).toList();
        Sample old = challenge.scored().sample();
        int paired = common.stream().mapToInt(p -> p.length).sum();
        Slice lost = lost(parts, common);
        if (lost != null) { // few of all rows may be most of a slice, on which the gap rests as on any other
            Measurement.put(node, "champion", Double.NaN);
            node.put("why", "too few rows of " + lost.name() + " are the champion's rows");
        } else {
            Measurement.put(
                    node, "champion", gap.of(common.stream().map(old::at).toList()));
        }
        if (paired < node.get("rows").asInt()) {
            Measurement.put(
                    node, "paired", gap.of(common.stream().map(fresh::at).toList()));
            node.put("pairedRows", paired);
        }
    }

    /** @return a slice of which too many rows are not the champion's; null without one */
    private Slice lost(List<Slice> parts, List<int[]> common) {
        for (int i = 0; i < common.size(); i++) {
            int rows = parts.get(i).rows().length;
            if (rows - common.get(i).length > settings.maxDiffering() * rows) {
                return parts.get(i);
            }
        }
        return null;
    }
}
