package io.jenkins.plugins.cd4ml.engine.gate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.gate.limit.ChangeLimits;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Holm;
import io.jenkins.plugins.cd4ml.engine.gate.limit.IntervalQuestion;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Limit;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Side;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A gate on one metric.
 *
 * @param slice          {@code column} for each of its values, {@code column=value}, or null for all rows
 * @param limits         what must hold, all of it; empty only where {@code against} alone means "not worse"
 * @param minSupport     rows below which nothing is judged; 0 where the gate does not say
 * @param higherIsBetter given by the entry for a metric whose direction is not known, else null
 */
public record MetricGate(
        GateHead head,
        String metric,
        String slice,
        List<Limit> limits,
        ComparisonTarget reference,
        Certainty certainty,
        int minSupport,
        Boolean higherIsBetter)
        implements Gate {
    @Override
    public List<MetricGate> metricGates() {
        return List.of(this);
    }

    /**
     * @param direction whether a higher value of the metric is better
     * @return the limits, and where {@code against} stands without one of the change, that it is not worse
     */
    public List<Limit> limits(boolean direction) {
        List<Limit> all = new ArrayList<>(limits);
        if (reference.against() != null && limits.stream().noneMatch(Limit::comparative)) {
            all.add(ChangeLimits.notWorse(direction));
        }
        return all;
    }

    /** @return whether it bounds the value on the metric's good side only, so that it holds no worse model back */
    public boolean lenient(boolean direction) {
        return reference.against() == null
                && limits.stream().noneMatch(limit -> limit.side().guards(direction));
    }

    @Override
    public void addTests(MetricSource source, Holm holm) {
        if (certainty.confidence() == null) {
            return;
        }
        for (String at : slices(source)) {
            MetricSource.Value value = source.value(metric, at);
            Boolean known = value == null ? null : value.higherIsBetter();
            for (Limit limit : limits(Boolean.TRUE.equals(known == null ? higherIsBetter : known))) {
                JsonNode comparison = limit.question() == null ? null : comparison(source, at, limit.question());
                if (comparison != null && !comparison.isMissingNode()) {
                    holm.add(comparison, certainty.confidence(), limit.side() == Side.AT_LEAST);
                }
            }
        }
    }

    JsonNode comparison(MetricSource source, String at, IntervalQuestion question) {
        return source.comparison(
                metric, at, question.of(), question.bound(), certainty.confidence(), certainty.method());
    }

    /** @return the slices that the gate speaks of; null in it stands for all rows */
    private List<String> slices(MetricSource source) {
        return slice == null ? Collections.singletonList(null) : source.slices(metric, slice);
    }

    @Override
    public List<GateResult> check(MetricSource source, Holm holm, List<Finding> members) {
        List<String> slices = slices(source);
        if (slices.isEmpty()) {
            slices = List.of(slice); // measured by nobody: the check says so
        }
        List<GateResult> results = new ArrayList<>();
        List<GateResult> small = new ArrayList<>();
        for (String at : slices) {
            boolean named = slices.size() > 1 || at != null && !at.equals(slice);
            GateResult result =
                    new MetricCheck(this, at, source, holm).run(named ? head.name() + ": " + at : head.name());
            boolean few = result.finding().verdict() == Verdict.INCONCLUSIVE && result.observed() == null;
            (slices.size() > 1 && few ? small : results).add(result);
        }
        // small values of a column are shown and not counted, unless no value is large enough
        boolean counted = results.isEmpty();
        small.forEach(result -> results.add(counted ? result : result.shown()));
        return results;
    }
}
