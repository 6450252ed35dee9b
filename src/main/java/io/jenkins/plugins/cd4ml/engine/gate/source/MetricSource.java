package io.jenkins.plugins.cd4ml.engine.gate.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.cd4ml.engine.lineage.DocumentDigests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The numbers that gates are held against: the evaluation's metrics by name and slice, and without slices {@code drift.*}
 * of the data, {@code train.*} of the training, {@code latency.*}, {@code external.*} that other tools wrote and {@code
 * numbers.*} that were given to the check.
 * Immutable once a check began.
 */
public final class MetricSource {
    /** Where the worker puts numbers that others produced. */
    public static final String EXTERNAL = "evaluate/external.json";
    /** Where the worker puts times: they differ from run to run, so they are not in {@code evaluation.json}. */
    public static final String LATENCY = "evaluate/latency.json";

    private static final String EVALUATES = "evaluate-model";

    /**
     * One number.
     *
     * @param higherIsBetter null where the direction is unknown
     * @param champion       the champion's value on the same rows; NaN without
     * @param paired         the value on the rows that the champion answered too; NaN when these are all
     * @param rows           it rests on, -1 when unknown
     * @param fewest         rows of the smallest slice, where it is a gap between slices; else {@code rows}
     * @param pairedRows     rows that the champion answered too, -1 when these are all
     * @param why            why it has no value, or null
     */
    public record Value(
            double value,
            Boolean higherIsBetter,
            double champion,
            double paired,
            int rows,
            int fewest,
            int pairedRows,
            String why) {
        /** A number of other tools. */
        Value(double value, Boolean higherIsBetter) {
            this(value, higherIsBetter, Double.NaN, Double.NaN, -1, -1, -1, null);
        }

        /** @return what a change is measured from */
        public double comparable() {
            return Double.isNaN(paired) ? value : paired;
        }
    }

    private final JsonNode evaluation;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final DriftGaps driftGaps = new DriftGaps();
    /** Why numbers of a prefix are missing, as clauses. */
    private final Map<String, String> unread = new LinkedHashMap<>();

    /** @param evaluation {@code evaluation.json} */
    public MetricSource(JsonNode evaluation) {
        this.evaluation = evaluation;
        for (JsonNode metric : evaluation.path("metrics")) {
            values.put(
                    key(metric.path("name").asText(), text(metric, "slice")),
                    new Value(
                            number(metric.path("value")),
                            metric.hasNonNull("higherIsBetter")
                                    ? metric.get("higherIsBetter").asBoolean()
                                    : null,
                            number(metric.path("champion")),
                            number(metric.path("paired")),
                            metric.path("rows").asInt(-1),
                            metric.path("fewest").asInt(metric.path("rows").asInt(-1)),
                            metric.path("pairedRows").asInt(-1),
                            text(metric, "why")));
        }
    }

    /**
     * @return everything that a run's folder has
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when a document is not the one that its verb wrote
     */
    public static MetricSource of(RunFolder run) {
        Lineage lineage = run.lineage();
        DocumentDigests.check(run, lineage, RunFolder.EVALUATION, EVALUATES);
        MetricSource measured = new MetricSource(run.read(RunFolder.EVALUATION));
        JsonNode bytes = measured.evaluation.at("/model/bytes");
        if (bytes.isNumber()) {
            measured.add("model", Json.object().set("bytes", bytes), false);
        }
        measured.add("leakage", measured.evaluation.at("/leakage/metrics"), false);
        measured.add("repeats", measured.evaluation.at("/repeats/metrics"), false);
        measured.unread.put("leakage", text(measured.evaluation.path("leakage"), "why"));
        if (measured.readable(run, lineage, RunFolder.TRAINING, "train", "train-model")) {
            measured.add("train", run.read(RunFolder.TRAINING).path("metrics"), null);
        }
        if (measured.readable(run, lineage, LATENCY, "latency", EVALUATES)) {
            measured.add("latency", run.read(LATENCY).path("metrics"), null);
        }
        // an earlier evaluation's numbers of others may still lie there; this one did not collect any
        if (measured.evaluation.at("/external/digest").isTextual()
                && measured.readable(run, lineage, EXTERNAL, "external", EVALUATES)) {
            measured.add("external", run.read(EXTERNAL).path("metrics"), null);
        }
        if (run.has(PipelineMetrics.FILE)) {
            measured.add("numbers", run.read(PipelineMetrics.FILE).path("metrics"), null);
        }
        for (String dataset : folders(run.file("data"))) {
            String drift = "data/" + dataset + "/drift.json";
            if (measured.readable(run, lineage, drift, "drift." + dataset, "validate-data")) {
                JsonNode document = run.read(drift);
                measured.addDrift(dataset, document.path("metrics"));
                measured.driftGaps.add(dataset, document, lineage.digest("dataset:" + dataset));
            } else if (run.has(drift)) {
                measured.driftGaps.unreadable(dataset, measured.unread.get("drift." + dataset));
            }
        }
        return measured;
    }

    /** @return whether the document is there and is what its verb wrote; one that no lineage knows gives no numbers */
    private boolean readable(RunFolder run, Lineage lineage, String document, String prefix, String verb) {
        if (!run.has(document)) {
            return false;
        }
        if (DocumentDigests.recorded(lineage, document) == null) {
            unread.put(prefix, document + " stands in no lineage; run " + verb + " again");
            return false;
        }
        DocumentDigests.check(run, lineage, document, verb);
        return true;
    }

    /** @return why there is no number of that name, as a clause; null where nothing is known but that it is missing */
    public String unread(String metric) {
        return unread.entrySet().stream()
                .filter(e -> metric.startsWith(e.getKey() + "."))
                .map(Map.Entry::getValue)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Adds numbers as {@code prefix.name}. @param higherIsBetter their direction, or null when unknown */
    public void add(String prefix, JsonNode metrics, Boolean higherIsBetter) {
        metrics.properties()
                .forEach(m -> values.put(prefix + "." + m.getKey(), new Value(number(m.getValue()), higherIsBetter)));
    }

    /** Adds {@code drift.dataset.name} and, as the worst of all datasets, {@code drift.name}; what is not finite is worst. */
    public void addDrift(String dataset, JsonNode metrics) {
        metrics.properties().forEach(m -> {
            Value value = new Value(number(m.getValue()), false);
            values.put("drift." + dataset + "." + m.getKey(), value);
            values.merge("drift." + m.getKey(), value, MetricSource::worst);
        });
    }

    private static Value worst(Value a, Value b) {
        return !Double.isFinite(a.value()) || Double.isFinite(b.value()) && a.value() >= b.value() ? a : b;
    }

    /** @return the number, or null when it was not measured */
    public Value value(String metric, String slice) {
        String why = driftGaps.unmeasured(metric);
        return why == null
                ? values.get(key(metric, slice))
                : new Value(Double.NaN, false, Double.NaN, Double.NaN, -1, -1, -1, why);
    }

    /** @return why a metric of drift could not be measured for the first version; null where that is not why */
    public String noModelYet(String metric) {
        return driftGaps.noModelYet(metric);
    }

    /** @return why the metric cannot be compared with the champion's, as the end of a sentence; null where it can */
    public String incomparable(String metric, String slice) {
        for (JsonNode measured : evaluation.path("metrics")) {
            if (measured.hasNonNull("incomparable")
                    && measured.path("name").asText().equals(metric)
                    && Objects.equals(text(measured, "slice"), slice)) {
                return measured.get("incomparable").asText();
            }
        }
        return null;
    }

    /** @return that the model was trained on rows that it was measured on, as a clause; null where that is not known */
    public String trainedOn() {
        JsonNode leakage = evaluation.path("leakage");
        // records of earlier versions only have the dataset's
        if (!leakage.path("trainedOn").asBoolean()
                && !evaluation.at("/dataset/trainedOn").asBoolean()) {
            return null;
        }
        String reason = text(leakage, "reason");
        return "the model was measured on rows that it was trained on" + (reason == null ? "" : ": " + reason);
    }

    /** @return that rows repeat each other more than chance makes, as a clause; null where not, or the project allows it */
    public String repeatedRows() {
        JsonNode repeats = evaluation.path("repeats");
        return "independent".equals(text(repeats, "counted")) ? null : text(repeats, "finding");
    }

    /** @return whether rows repeat each other so that no interval is right, and not only wider */
    public boolean repeatsUncounted() {
        return "never".equals(evaluation.at("/repeats/counted").asText());
    }

    /** @return the slices {@code column=value} of that column, or the one slice of that name, that have this metric */
    public List<String> slices(String metric, String slice) {
        List<String> found = new ArrayList<>();
        for (JsonNode measured : evaluation.path("metrics")) {
            String name = text(measured, "slice");
            String by = text(measured, "by"); // not in records of earlier versions
            if (name != null
                    && measured.path("name").asText().equals(metric)
                    && (name.equals(slice) || (by == null ? name.startsWith(slice + "=") : slice.equals(by)))) {
                found.add(name);
            }
        }
        return found;
    }

    /** @return rows below which the evaluation measures no slice */
    public int minSupport() {
        return evaluation.path("minSupport").asInt(1);
    }

    /** @return which tests are corrected for each other: alternatives (any groups, slices of a gate), all-gates or none */
    public String multipleTests() {
        return evaluation.path("multipleTests").asText("alternatives");
    }

    public JsonNode champion() {
        return evaluation.path("champion");
    }

    /**
     * @param of    value, change or relativeChange
     * @param asked the method that the gate names; null for the evaluation's choice
     * @return the comparison that answers this bound, or a missing node
     */
    public JsonNode comparison(String metric, String slice, String of, double bound, double confidence, String asked) {
        for (JsonNode comparison : evaluation.path("comparisons")) {
            if (comparison.path("metric").asText().equals(metric)
                    && Objects.equals(text(comparison, "slice"), slice)
                    && comparison.path("of").asText("change").equals(of)
                    && comparison.path("confidence").asDouble() == confidence
                    && Objects.equals(text(comparison, "asked"), asked)
                    && comparison.path("bound").asDouble(Double.NaN) == bound) {
                return comparison;
            }
        }
        return MissingNode.getInstance();
    }

    /** @return a number, also an infinity written as text; NaN for anything else */
    public static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return switch (node.asText("")) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    private static String key(String metric, String slice) {
        return slice == null ? metric : metric + "\n" + slice;
    }

    private static String text(JsonNode node, String key) {
        return node.hasNonNull(key) ? node.get(key).asText() : null;
    }

    private static Iterable<String> folders(Path folder) {
        Map<String, Boolean> names = new TreeMap<>();
        java.io.File[] all = folder.toFile().listFiles(f -> Files.isDirectory(f.toPath()));
        for (java.io.File file : all == null ? new java.io.File[0] : all) {
            names.put(file.getName(), true);
        }
        return names.keySet();
    }
}
