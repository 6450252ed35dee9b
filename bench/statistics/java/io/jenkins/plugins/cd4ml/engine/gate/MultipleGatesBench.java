package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What the correction for several gates is for: how often a set of five gates lets a model through that it should not
 * (nominally at most 2.5 %), and one that it should, with gates that must all pass and with an {@code any} group, under each
 * {@code evaluate.multipleTests}. Each gate's statistic is its truth plus a normal deviate, independent of the others.
 */
final class MultipleGatesBench {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final int GATES = 5;
    private static final String ENTRY = "{metric: m%d, against: production, minChange: 0, confidence: 0.95}";

    private MultipleGatesBench() {}

    /** @param args how many models a line, 2,000 if none */
    public static void main(String[] args) {
        int times = args.length == 0 ? 2_000 : Integer.parseInt(args[0]);
        for (String correction : new String[] {"alternatives", "all-gates", "none"}) {
            line(times, correction, false, "one of five at its limit, the others far above", 0, 9, 9, 9, 9);
            line(times, correction, false, "all of five at their limits", 0, 0, 0, 0, 0);
            line(times, correction, false, "all of five 3.5 errors above: right to pass", 3.5, 3.5, 3.5, 3.5, 3.5);
            line(times, correction, true, "all of five at their limits", 0, 0, 0, 0, 0);
            line(times, correction, true, "one of five 3.5 errors above: right to pass", 3.5, 0, 0, 0, 0);
        }
    }

    private static void line(int times, String correction, boolean any, String what, double... truths) {
        StringBuilder entries = new StringBuilder();
        for (int k = 0; k < GATES; k++) {
            entries.append(k == 0 ? "" : ", ").append(ENTRY.formatted(k));
        }
        String gates = any ? "[{name: g, any: [" + entries + "]}]" : "[" + entries + "]";
        int passed = 0;
        for (int i = 0; i < times; i++) {
            SplittableRandom random = new SplittableRandom(i * 7919L).split();
            ObjectNode evaluation = Json.object().put("format", 1).put("multipleTests", correction);
            evaluation
                    .putObject("champion")
                    .put("against", "production")
                    .put("version", 1)
                    .put("maxDiffering", 0.01)
                    .put("rowsJoined", 100)
                    .put("rowsDiffering", 0);
            for (int k = 0; k < GATES; k++) {
                add(evaluation, "m" + k, truths[k] + random.nextGaussian());
            }
            Verdict verdict = Gates.check(
                            YamlDocument.parse("gates", gates).root(),
                            new MetricSource(evaluation),
                            List.of(),
                            Instant.EPOCH)
                    .verdict();
            passed += verdict == Verdict.PASSED ? 1 : 0;
        }
        System.out.printf(
                "9 %-12s %-13s %-50s passed %6.2f%n",
                any ? "any of five" : "five gates", correction, what, 100.0 * passed / times);
    }

    private static void add(ObjectNode evaluation, String name, double z) {
        ArrayNode metrics = evaluation.withArray("metrics");
        metrics.addObject()
                .put("name", name)
                .put("higherIsBetter", true)
                .put("value", z)
                .put("champion", 0)
                .put("rows", 100);
        evaluation
                .withArray("comparisons")
                .addObject()
                .put("metric", name)
                .put("of", "change")
                .put("confidence", 0.95)
                .put("bound", 0)
                .put("low", z - 1.959964)
                .put("high", z + 1.959964)
                .put("pBelow", NORMAL.survivalProbability(z))
                .put("pAbove", NORMAL.cumulativeProbability(z))
                .put("distance", z)
                .put("rows", 100);
    }
}
