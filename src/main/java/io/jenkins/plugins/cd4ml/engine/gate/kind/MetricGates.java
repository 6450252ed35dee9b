package io.jenkins.plugins.cd4ml.engine.gate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Limit;
import io.jenkins.plugins.cd4ml.engine.gate.limit.LimitKind;
import io.jenkins.plugins.cd4ml.engine.gate.limit.LimitKinds;
import io.jenkins.plugins.cd4ml.engine.gate.limit.NumberFormat;
import io.jenkins.plugins.cd4ml.engine.gate.limit.SchemaPart;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Side;
import java.util.ArrayList;
import java.util.List;

/** {@code metric}: one metric against limits of its value, or of its change. Refuses what would bound nothing in silence. */
final class MetricGates implements GateKind {
    @Override
    public List<String> selectors() {
        return List.of("metric");
    }

    @Override
    public ObjectNode schema() {
        return SchemaPart.of(MetricGates.class).setAll(LimitKinds.schema());
    }

    @Override
    public Gate read(GateEntry entry) {
        if (!entry.node().path("metric").isTextual() || entry.text("metric") == null) {
            throw entry.refusal(null, " names no metric; write metric: auc.");
        }
        JsonNode node = entry.node();
        String metric = entry.text("metric");
        String slice = entry.text("slice");
        List<Limit> limits = limits(entry);
        Certainty certainty = new Certainty(
                node.path("confidence").isNumber() ? node.get("confidence").doubleValue() : null, entry.text("method"));
        ComparisonTarget reference =
                new ComparisonTarget(entry.text("against"), "pass".equals(entry.text("firstVersion")));
        refuse(entry, limits, reference, certainty);
        return new MetricGate(
                entry.head(name(metric, slice, limits, reference, certainty)),
                metric,
                slice,
                limits,
                reference,
                certainty,
                node.path("minSupport").asInt(0),
                node.hasNonNull("higherIsBetter") ? node.get("higherIsBetter").asBoolean() : null);
    }

    private static List<Limit> limits(GateEntry entry) {
        List<Limit> limits = new ArrayList<>();
        for (LimitKind kind : LimitKinds.ALL) {
            for (String key : kind.keys()) {
                if (entry.node().hasNonNull(key)) {
                    try {
                        limits.add(kind.read(key, entry.node().get(key)));
                    } catch (IllegalArgumentException e) {
                        throw entry.refusal(key, ": " + e.getMessage() + ".");
                    }
                }
            }
        }
        return List.copyOf(limits);
    }

    private static String name(
            String metric, String slice, List<Limit> limits, ComparisonTarget reference, Certainty certainty) {
        StringBuilder name = new StringBuilder(metric);
        name.append(slice == null ? "" : " of " + slice);
        limits.forEach(limit -> name.append(' ').append(limit.label()));
        name.append(reference.against() == null ? "" : " against " + reference.against());
        return name.append(certainty.confidence() == null ? "" : " at " + NumberFormat.plain(certainty.confidence()))
                .toString();
    }

    private static void refuse(GateEntry entry, List<Limit> limits, ComparisonTarget reference, Certainty certainty) {
        Double confidence = certainty.confidence();
        if (limits.isEmpty() && reference.against() == null) {
            throw entry.refusal(null, " bounds nothing; add min, max, equals, or against with minChange or maxChange.");
        }
        if (reference.against() == null && limits.stream().anyMatch(Limit::comparative)) {
            throw entry.refusal(null, " bounds a change but names nothing to compare with; add against: production.");
        }
        if (confidence != null && !(confidence > 0 && confidence < 1)) {
            throw entry.refusal(null, ": confidence must lie between 0 and 1, such as 0.95.");
        }
        if (certainty.method() != null && confidence == null) {
            throw entry.refusal(null, " names a method but no confidence; add confidence: 0.95.");
        }
        if (confidence != null && limits.stream().anyMatch(limit -> limit.side() == Side.EXACTLY)) {
            throw entry.refusal(
                    null, ": no interval shows that a number equals another; remove confidence, or take min and max.");
        }
        for (Limit low : limits) {
            for (Limit high : limits) {
                if (low.side() == Side.AT_LEAST && high.side() == Side.AT_MOST && excludes(low, high)) {
                    throw entry.refusal(
                            null, ": " + low.key() + " is above " + high.key() + ", so nothing could pass.");
                }
            }
        }
    }

    private static boolean excludes(Limit low, Limit high) {
        return low.question() != null
                && high.question() != null
                && low.question().of().equals(high.question().of())
                && low.question().bound() > high.question().bound();
    }
}
