package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Fairness;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionTask;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.SliceSpec;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * How far apart the slices of one column are, as metrics of their own: {@code gap.<metric>.<column>} for every metric,
 * and for two classes {@code demographic_parity.<column>}, {@code equal_opportunity.<column>} and
 * {@code equalized_odds.<column>}. Slices of too few rows do not count.
 */
final class FairnessGaps {
    private final EvaluationSettings settings;
    private final Sample fresh;
    private final ChampionResult challenge;

    FairnessGaps(EvaluationSettings settings, Sample fresh, ChampionResult challenge) {
        this.settings = settings;
        this.fresh = fresh;
        this.challenge = challenge;
    }

    List<ObjectNode> of(PredictionTask task, List<Metric> metrics, List<Slice> slices) {
        List<ObjectNode> nodes = new ArrayList<>();
        for (SliceSpec spec : settings.slices()) {
            List<Slice> parts = slices.stream()
                    .filter(s -> spec.name().equals(s.by()) && fresh.support(s.rows()) >= settings.minSupport())
                    .toList();
            for (Metric metric : metrics) {
                nodes.add(node("gap." + metric.name() + "." + spec.name(), parts, g -> Fairness.gap(g, metric::value)));
            }
            if (task.kind().equals("binary")) {
                nodes.add(node("demographic_parity." + spec.name(), parts, Fairness::demographicParity));
                nodes.add(node("equal_opportunity." + spec.name(), parts, Fairness::equalOpportunity));
                nodes.add(node("equalized_odds." + spec.name(), parts, Fairness::equalizedOdds));
            }
        }
        return nodes;
    }

    private interface Gap {
        double of(List<Sample> groups);
    }

    private ObjectNode node(String name, List<Slice> parts, Gap gap) {
        ObjectNode node =
                Json.object().put("name", name).put("higherIsBetter", false).putNull("slice");
        node.put("rows", parts.stream().mapToInt(p -> p.rows().length).sum());
        node.put(
                "fewest",
                parts.stream().mapToInt(p -> fresh.support(p.rows())).min().orElse(0));
        double value = gap.of(parts.stream().map(p -> fresh.at(p.rows())).toList());
        Measurement.put(node, "value", value);
        if (!Double.isFinite(value)) {
            node.put("why", "fewer than two slices have enough rows, or one of them has no value");
        }
        if (challenge != null && challenge.comparable()) {
            champion(node, parts, gap);
        }
        return node;
    }

    private void champion(ObjectNode node, List<Slice> parts, Gap gap) {
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
