package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.PairedComparison;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.ValueTest;
import io.jenkins.plugins.cd4ml.engine.evaluate.compare.resample.ComparisonOptions;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.Slice;
import io.jenkins.plugins.cd4ml.engine.gate.kind.MetricGate;
import io.jenkins.plugins.cd4ml.engine.gate.limit.IntervalQuestion;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Limit;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Records for each gate with {@code confidence} what its verdict needs: interval and p-values against its very bound, of
 * the value, of the change, or of the change as a share of the champion's value.
 */
final class Comparisons {
    private static final Set<ComparisonOptions.Method> BOOTSTRAPS =
            Set.of(ComparisonOptions.Method.AUTO, ComparisonOptions.Method.PERCENTILE, ComparisonOptions.Method.BCA);

    private final EvaluationSettings settings;
    private final Sample fresh;
    private final ChampionResult challenge;
    private final boolean sameModel;
    private final List<String> classes;
    private final FairnessGaps gaps;
    private final Map<String, PairedComparison> made = new HashMap<>();
    private final Map<String, ObjectNode> recorded = new java.util.LinkedHashMap<>();

    /**
     * @param classes names of the classes
     * @param gaps    null where no gate is on a gap
     * @param model   digest of the new model, which may be the champion itself
     */
    Comparisons(
            EvaluationSettings settings,
            ScoredRows fresh,
            List<String> classes,
            ChampionResult challenge,
            FairnessGaps gaps,
            String model) {
        this.classes = classes;
        this.gaps = gaps;
        this.sameModel = challenge != null && model.equals(challenge.champion().digest());
        this.settings = settings;
        this.fresh = fresh.sample();
        this.challenge = challenge;
    }

    /**
     * Adds what one gate needs.
     *
     * @param place of the gate, for messages
     * @throws InputException when the gate names a method that does not suit it, or wants what cannot be had
     */
    void add(MetricGate gate, List<Slice> slices, String place) {
        if (gate.certainty().confidence() == null) {
            return;
        }
        if (!Metrics.known(gate.metric())) {
            gap(gate);
            return;
        }
        add(gate, Metrics.of(gate.metric()), slices, place);
    }

    /** As {@link #add(MetricGate, List, String)}, of a gate on that metric. */
    void add(MetricGate gate, Metric metric, List<Slice> slices, String place) {
        if (gate.certainty().confidence() == null) {
            return;
        }
        if (metric.has(Metric.Trait.BIASED)) {
            throw new InputException(
                    place + ": " + gate.metric() + " has no honest interval, for chance makes it larger and resampling"
                            + " makes it larger again; leave confidence out, or bound brier or"
                            + " log_loss.");
        }
        List<Limit> limits = new ArrayList<>(gate.limits(metric.higherIsBetter()));
        limits.sort(Comparator.comparing(Limit::key)); // the order of the record does not depend on that of the kinds
        for (Slice slice : slices) {
            boolean matches = gate.slice() == null
                    ? slice.name() == null
                    : gate.slice().equals(slice.by()) || gate.slice().equals(slice.name());
            boolean supported = slice.name() == null || fresh.support(slice.rows()) >= settings.minSupport();
            if (matches && supported) {
                try {
                    limits.stream()
                            .map(Limit::question)
                            .filter(Objects::nonNull)
                            .forEach(question -> add(gate, metric, slice, question));
                } catch (IllegalArgumentException e) {
                    String copies = settings.group() == null && fresh.groups() != null
                            ? "; the dataset's copies of rows are such groups"
                            : "";
                    throw new InputException(place + ": the method " + e.getMessage() + copies + ".", e);
                }
            }
        }
    }

    private void gap(MetricGate gate) {
        double confidence = gate.certainty().confidence();
        PairedComparison known = gaps.test(gate.metric(), confidence);
        if (known != null) {
            ComparisonOptions options = Measurement.options(settings, confidence, known.rows());
            gate.limits().stream()
                    .map(Limit::question)
                    .filter(question -> question != null && question.of().equals(IntervalQuestion.VALUE))
                    .forEach(question -> record(gate, null, question, known, options));
        }
    }

    private void record(
            MetricGate gate, String slice, IntervalQuestion question, PairedComparison c, ComparisonOptions options) {
        String asked = gate.certainty().method();
        recorded.putIfAbsent(
                gate.metric() + "\n" + slice + "\n" + c.confidence() + "\n" + question.of() + "\n" + question.bound()
                        + "\n" + asked,
                json(gate.metric(), slice, question.of(), question.bound(), c, options)
                        .put("asked", asked));
    }

    List<ObjectNode> all() {
        return new ArrayList<>(recorded.values());
    }

    private void add(MetricGate gate, Metric metric, Slice slice, IntervalQuestion question) {
        double confidence = gate.certainty().confidence();
        String asked = gate.certainty().method();
        String of = question.of();
        boolean value = of.equals(IntervalQuestion.VALUE);
        if (!value && (challenge == null || !challenge.comparable())) {
            return;
        }
        int[] rows = value ? slice.rows() : challenge.common(slice.rows());
        if (rows.length == 0) {
            return; // the gate finds no comparison and says so
        }
        ComparisonOptions usual = Measurement.options(settings, confidence, rows.length);
        ComparisonOptions options = asked == null ? usual : usual.with(ComparisonOptions.Method.named(asked));
        if (value && asked != null && !BOOTSTRAPS.contains(options.method())) {
            throw new IllegalArgumentException(asked + " compares two models; give min and max a gate of their own");
        }
        PairedComparison c = made.computeIfAbsent(
                metric.name() + "\n" + slice.name() + "\n" + confidence + "\n" + of + "\n" + asked,
                k -> make(metric, of, rows, options));
        record(gate, slice.name(), question, c, options);
    }

    private PairedComparison make(Metric metric, String of, int[] rows, ComparisonOptions options) {
        Sample now = fresh.at(rows);
        if (of.equals(IntervalQuestion.VALUE)) {
            return ValueTest.of(metric, now, options);
        }
        Sample old = challenge.scored().sample().at(rows);
        if (sameModel && PairedComparison.sameAnswers(now, old)) {
            return PairedComparison.identical(metric, now, old, options.confidence());
        }
        return of.equals(IntervalQuestion.CHANGE)
                ? PairedComparison.compare(metric, now, old, options)
                : PairedComparison.relative(metric, now, old, options);
    }

    private ObjectNode json(
            String metric, String slice, String of, double bound, PairedComparison c, ComparisonOptions options) {
        ObjectNode node =
                Json.object().put("metric", metric).put("slice", slice).put("of", of);
        node.put("confidence", c.confidence()).put("bound", bound);
        Measurement.put(node, of.equals(IntervalQuestion.VALUE) ? "value" : "difference", c.difference());
        Measurement.put(node, "low", c.low());
        Measurement.put(node, "high", c.high());
        Measurement.put(node, "pBelow", c.pBelow(bound));
        Measurement.put(node, "pAbove", c.pAbove(bound));
        Measurement.put(node, "pValue", c.pValue(bound));
        node.put("method", c.method()).put("approximation", c.approximation()).put("resamples", options.resamples());
        Measurement.put(node, "distance", c.distance(bound));
        node.put("rows", c.rows()).put("rowsToSettle", c.rowsToSettle(bound));
        if (c.rare() != null && c.rare().label() < classes.size()) {
            node.putObject("rare")
                    .put("class", classes.get(c.rare().label()))
                    .put("rows", c.rare().rows());
        }
        return c.why() == null ? node : node.put("why", c.why());
    }
}
