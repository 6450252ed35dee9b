package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.custom.CustomMetrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.EvaluationSettings;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.SliceSpec;
import io.jenkins.plugins.cd4ml.engine.gate.kind.GateKinds;
import io.jenkins.plugins.cd4ml.engine.gate.kind.MetricGate;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the gates of {@code cd4ml.yaml} ask of the evaluation: the metrics to measure, and which ask for what cannot be. */
final class GateRequirements {
    private static final String GAP = "gap.";
    private static final List<String> BETWEEN_SLICES = List.of(
            "demographic_parity.",
            "demographic_parity_ratio.",
            "equal_opportunity.",
            "equalized_odds.",
            "equalized_odds_ratio.");
    /** Numbers that others measure. */
    private static final List<String> OTHERS =
            List.of("items.", "predictions.", "drift.", "train.", "latency.", "leakage.", "repeats.", "numbers.");

    private final Project project;
    private final EvaluationSettings settings;
    private final List<MetricGate> gates;

    /** @throws InputException when a gate asks for nothing, or for two things at once */
    GateRequirements(Project project, EvaluationSettings settings) {
        this.project = project;
        this.settings = settings;
        JsonNode section = project.root().path("gates");
        this.gates = section.isEmpty()
                ? List.of()
                : GateKinds.read(section, "", pointer -> project.place("/gates" + pointer)).stream()
                        .flatMap(gate -> gate.metricGates().stream())
                        .toList();
    }

    /** @return the gates on metrics, those in groups too, in the file's order */
    List<MetricGate> gates() {
        return gates;
    }

    /** @return the names of metrics that gates bound, or bound the gaps of */
    Set<String> metrics() {
        Set<String> names = new LinkedHashSet<>();
        gates.forEach(gate -> {
            String name = gate.metric();
            String of = name.startsWith(GAP) ? gapOf(name) : name;
            if (of != null && Metrics.known(of)) {
                names.add(of);
            }
        });
        return names;
    }

    /** @throws InputException when a gate names what no evaluation of this file measures, which is a slip of the pen */
    void check() {
        gates.forEach(gate -> {
            String wrong = wrong(gate);
            if (wrong != null) {
                throw new InputException(place(gate) + ": " + wrong);
            }
        });
    }

    /** @return a word on each gate that passes however bad the model is, where no other bounds its metric */
    List<String> lenient() {
        Set<String> bounded = new HashSet<>();
        Map<String, String> words = new LinkedHashMap<>();
        gates.stream().filter(gate -> Metrics.known(gate.metric())).forEach(gate -> {
            String name = gate.metric();
            boolean higher = Metrics.of(name).higherIsBetter();
            if (!gate.lenient(higher)) {
                bounded.add(name);
            } else {
                words.putIfAbsent(
                        name,
                        place(gate) + " holds no worse model back, for " + name + " is better when "
                                + (higher ? "higher" : "lower") + "; did you mean " + (higher ? "min" : "max") + "?");
            }
        });
        words.keySet().removeAll(bounded);
        return List.copyOf(words.values());
    }

    private String place(MetricGate gate) {
        return project.place("/gates" + gate.head().pointer());
    }

    private String wrong(MetricGate gate) {
        String name = gate.metric();
        String slice = gate.slice();
        if (name.startsWith("custom.")) {
            return CustomMetrics.named(project, name)
                    ? unlisted(slice)
                    : "evaluate.custom has no '" + name.substring("custom.".length()) + "', so there is no " + name
                            + ".";
        }
        if (!Metrics.known(name)) {
            if (gate.certainty().confidence() != null && between(name)) {
                if (gate.reference().against() != null) {
                    return "a change of " + name + " has no interval, only " + name + " itself; remove confidence, or"
                            + " bound it by " + (name.contains("_ratio.") ? "min" : "max") + " in a gate of its own.";
                }
                if (gate.certainty().method() != null) {
                    return name + " has one interval, made of those of its slices; remove method.";
                }
            }
            return slice == null ? other(name) : name + " is not measured by slice; remove slice.";
        }
        Metric metric;
        try {
            metric = Metrics.of(name);
        } catch (InputException e) {
            return e.getMessage();
        }
        if (gate.higherIsBetter() != null && gate.higherIsBetter() != metric.higherIsBetter()) {
            return name + " is better when " + (metric.higherIsBetter() ? "higher" : "lower")
                    + "; remove higherIsBetter.";
        }
        return unlisted(slice);
    }

    private String unlisted(String slice) {
        boolean known = slice == null
                || settings.slices().stream()
                        .anyMatch(s -> s.name().equals(slice)
                                || slice.startsWith(s.columns().get(0) + "="));
        return known ? null : "evaluate.slices does not list '" + slice.replaceAll("=.*", "") + "'" + listed();
    }

    private static boolean between(String name) {
        return name.startsWith(GAP) || BETWEEN_SLICES.stream().anyMatch(name::startsWith);
    }

    private String other(String name) {
        if (name.equals("model.bytes") || OTHERS.stream().anyMatch(name::startsWith)) {
            return null;
        }
        if (name.startsWith("external.")) {
            String source = name.substring("external.".length()).replaceAll("\\..*", "");
            return project.section("evaluate").path("external").has(source)
                    ? null
                    : "evaluate.external has no '" + source + "', so there is no " + name + ".";
        }
        boolean gap = name.startsWith(GAP);
        if (gap ? gapOf(name) != null : BETWEEN_SLICES.stream().anyMatch(p -> sliced(name, p))) {
            return gap && !Metrics.known(gapOf(name)) ? "There is no metric '" + gapOf(name) + "'." : null;
        }
        if (gap || BETWEEN_SLICES.stream().anyMatch(name::startsWith)) {
            return "evaluate.slices does not list the slices of " + name + listed();
        }
        try {
            Metrics.of(name);
            return null;
        } catch (InputException e) {
            return e.getMessage()
                    + " Numbers of others begin with drift., train., latency., leakage., repeats., model., external. or"
                    + " numbers.";
        }
    }

    private String listed() {
        List<String> names = settings.slices().stream().map(SliceSpec::name).toList();
        return names.isEmpty() ? "; it lists none." : "; it lists " + String.join(", ", names) + ".";
    }

    private boolean sliced(String name, String prefix) {
        return settings.slices().stream().anyMatch(s -> name.equals(prefix + s.name()));
    }

    /** @return the metric of {@code gap.<metric>.<slices>}; null where no slices are called so */
    private String gapOf(String name) {
        return settings.slices().stream()
                .map(s -> "." + s.name())
                .filter(end -> name.endsWith(end) && name.length() > GAP.length() + end.length())
                .map(end -> name.substring(GAP.length(), name.length() - end.length()))
                .findFirst()
                .orElse(null);
    }
}
