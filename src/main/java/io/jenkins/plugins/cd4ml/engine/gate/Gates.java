package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code check-gates}: turns a run's numbers into verdicts. Needs no data, no model and no executor. */
public final class Gates {
    private Gates() {}

    /**
     * Checks the run's gates, writes {@code gates.json} and the lineage.
     *
     * @throws InputException when nothing was evaluated yet, or there are no gates
     */
    public static Outcome run(RunFolder run, JsonNode specs) {
        if (!run.has(RunFolder.EVALUATION)) {
            throw new InputException("Nothing was evaluated in this run yet; run evaluate-model before check-gates.");
        }
        if (!specs.isArray() || specs.isEmpty()) {
            throw new InputException("cd4ml.yaml has no gates; add a section 'gates', see docs/gates.md.");
        }
        Instant started = Instant.now();
        JsonNode evaluation = run.read(RunFolder.EVALUATION);
        JsonNode training = run.has(RunFolder.TRAINING) ? run.read(RunFolder.TRAINING) : Json.object();
        Map<String, JsonNode> drifts = drifts(run);
        String evaluated = Digests.of(run.file(RunFolder.EVALUATION));
        GateReport report = check(specs, new Measured(evaluation, training, drifts),
                evaluation.at("/model/digest").asText(null), evaluated);
        run.write(RunFolder.GATES, report);
        Lineage lineage = run.lineage();
        lineage.put(new Lineage.Entity("gates", "report", "gates", Digests.of(run.file(RunFolder.GATES)),
                Map.of("verdict", report.verdict().name())));
        RunFolder.record(lineage, "gate", started, report.passable(), report.sentence(),
                List.of("evaluation"), List.of("gates"), Map.of());
        run.write(lineage);
        return new Outcome(report.passable(), report.sentence(), Json.tree(report));
    }

    /** @return the report; the same numbers always give the same verdicts */
    public static GateReport check(JsonNode specs, Measured measured, String modelDigest, String evaluationDigest) {
        List<GateSpec> gates = new ArrayList<>();
        specs.forEach(s -> gates.add(GateSpec.of(s)));
        Map<JsonNode, double[]> adjusted = holm(gates, measured);
        List<GateItem> items = new ArrayList<>();
        for (GateSpec gate : gates) {
            if (gate.slice() == null) {
                items.add(new GateCheck(gate, null, measured, adjusted).run());
                continue;
            }
            List<String> slices = measured.slices(gate.metric(), gate.slice());
            if (slices.isEmpty()) { // an empty slice is measured by nobody
                slices = List.of(gate.slice());
            }
            slices.forEach(slice -> items.add(new GateCheck(gate, slice, measured, adjusted).run()));
        }
        Verdict worst = items.stream()
                .filter(i -> !i.informational())
                .map(GateItem::verdict)
                .reduce(Verdict::worse)
                .orElse(Verdict.ERROR);
        return new GateReport(1, worst, modelDigest, evaluationDigest, items);
    }

    /**
     * Holm's step-down correction (Scandinavian Journal of Statistics 6 (1979) 65–70) over the comparisons of gates that
     * share a confidence, for "above its bound" and for "below its bound" each.
     */
    private static Map<JsonNode, double[]> holm(List<GateSpec> gates, Measured measured) {
        Map<Double, List<JsonNode>> families = new TreeMap<>();
        for (GateSpec gate : gates) {
            if (gate.confidence() == null || gate.against() == null) {
                continue;
            }
            List<String> slices = new ArrayList<>();
            if (gate.slice() == null) {
                slices.add(null);
            } else {
                slices.addAll(measured.slices(gate.metric(), gate.slice()));
            }
            for (String slice : slices) {
                for (Double bound : bounds(gate)) {
                    JsonNode comparison = measured.comparison(gate.metric(), slice, gate.confidence(), bound);
                    List<JsonNode> family = families.computeIfAbsent(gate.confidence(), k -> new ArrayList<>());
                    if (!comparison.isMissingNode() && family.stream().noneMatch(c -> c == comparison)) {
                        family.add(comparison);
                    }
                }
            }
        }
        Map<JsonNode, double[]> adjusted = new IdentityHashMap<>();
        for (List<JsonNode> family : families.values()) {
            double[] below = adjust(family.stream().mapToDouble(c -> Measured.number(c.path("pBelow"))).toArray());
            double[] above = adjust(family.stream().mapToDouble(c -> Measured.number(c.path("pAbove"))).toArray());
            for (int i = 0; i < family.size(); i++) {
                adjusted.put(family.get(i), new double[] {below[i], above[i]});
            }
        }
        return adjusted;
    }

    private static List<Double> bounds(GateSpec gate) {
        List<Double> bounds = new ArrayList<>();
        if (gate.minChange() != null) {
            bounds.add(gate.minChange());
        }
        if (gate.maxChange() != null) {
            bounds.add(gate.maxChange());
        }
        return bounds.isEmpty() ? List.of(0.0) : bounds;
    }

    /** @return p-values adjusted by Holm's method, in the given order; NaN stays NaN and counts */
    static double[] adjust(double[] p) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> p[i]));
        double[] adjusted = new double[p.length];
        double highest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            int i = order.get(rank);
            highest = Double.isNaN(p[i]) ? Double.NaN : Math.max(highest, Math.min(1, (p.length - rank) * p[i]));
            adjusted[i] = highest;
        }
        return adjusted;
    }

    private static Map<String, JsonNode> drifts(RunFolder run) {
        Map<String, JsonNode> drifts = new TreeMap<>();
        Path data = run.file("data");
        if (Files.isDirectory(data)) {
            try (Stream<Path> datasets = Files.list(data)) {
                datasets.map(d -> d.resolve("drift.json"))
                        .filter(Files::isRegularFile)
                        .forEach(f -> drifts.put(f.getParent().getFileName().toString(), Json.read(f)));
            } catch (IOException e) {
                throw new InputException(data + " cannot be read: " + e.getMessage() + ".", e);
            }
        }
        return drifts;
    }
}
