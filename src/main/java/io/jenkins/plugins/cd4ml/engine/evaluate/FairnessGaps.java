package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Fairness;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * How far apart the slices of one column are, as metrics of their own: {@code gap.<metric>.<column>} for every metric,
 * and for two classes {@code demographic_parity.<column>}, {@code equal_opportunity.<column>} and
 * {@code equalized_odds.<column>}. Slices of too few rows do not count.
 */
final class FairnessGaps {
    private final Settings settings;
    private final Sample fresh;
    private final Challenge challenge;

    FairnessGaps(Settings settings, Sample fresh, Challenge challenge) {
        this.settings = settings;
        this.fresh = fresh;
        this.challenge = challenge;
    }

    List<ObjectNode> of(Task task, List<Metric> metrics, List<Slice> slices) {
        List<ObjectNode> nodes = new ArrayList<>();
        for (SliceSpec spec : settings.slices()) {
            List<int[]> parts = slices.stream()
                    .filter(s -> spec.name().equals(s.by()) && s.rows().length >= settings.minSupport())
                    .map(Slice::rows)
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

    private ObjectNode node(String name, List<int[]> parts, Gap gap) {
        ObjectNode node =
                Json.object().put("name", name).put("higherIsBetter", false).putNull("slice");
        node.put("rows", parts.stream().mapToInt(p -> p.length).sum());
        double value = gap.of(parts.stream().map(fresh::at).toList());
        Measuring.put(node, "value", value);
        if (!Double.isFinite(value)) {
            node.put("why", "fewer than two slices have enough rows, or one of them has no value");
        }
        if (challenge != null && challenge.comparable()) {
            List<int[]> common = parts.stream().map(challenge::common).toList();
            Sample old = challenge.scored().sample();
            Measuring.put(node, "champion", gap.of(common.stream().map(old::at).toList()));
            int paired = common.stream().mapToInt(p -> p.length).sum();
            if (paired < node.get("rows").asInt()) {
                Measuring.put(
                        node, "paired", gap.of(common.stream().map(fresh::at).toList()));
                node.put("pairedRows", paired);
            }
        }
        return node;
    }
}
