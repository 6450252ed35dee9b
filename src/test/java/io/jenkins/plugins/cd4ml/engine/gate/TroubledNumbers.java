package io.jenkins.plugins.cd4ml.engine.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;

/** The numbers of a run as its documents hold them, with one thing wrong. */
final class TroubledNumbers {
    static final List<String> TROUBLES = List.of(
            "fine",
            // the value
            "missing",
            "NaN",
            "+inf",
            "-inf",
            "a word",
            "one class",
            // the rows
            "empty slice",
            "few rows",
            // the champion's value
            "zero baseline",
            "NaN baseline",
            "infinite baseline",
            // the champion
            "no champion",
            "champion not scored",
            "compared with nobody",
            "different rows",
            "no common rows",
            // the comparison
            "no interval",
            "interval of NaN",
            "p-value of NaN");

    private final String trouble;
    private final ObjectNode evaluation = Json.object().put("format", 1).put("minSupport", 1);
    private final ArrayNode metrics = evaluation.putArray("metrics");
    private final ArrayNode comparisons = evaluation.putArray("comparisons");

    private TroubledNumbers(String trouble) {
        this.trouble = trouble;
    }

    /** @return the numbers, of which only {@code steady} is always sound and {@code uneven} differs between slices */
    static MetricSource with(String trouble) {
        return new TroubledNumbers(trouble).measured();
    }

    private MetricSource measured() {
        metric("auc", null, 0.9, 0.89);
        metric("log_loss", null, 0.3, 0.31);
        if (!trouble.equals("empty slice")) {
            metric("auc", "region=north", 0.9, 0.89);
            metric("auc", "region=south", 0.9, 0.89);
        }
        metric("gap.auc.region", null, 0.05, 0.06);
        metrics.addObject().put("name", "steady").put("value", 1).put("rows", 100);
        metrics.addObject().put("name", "uneven").put("value", 0.9).put("slice", "region=north");
        metrics.addObject().put("name", "uneven").put("value", 0.5).put("slice", "region=south");
        champion();
        for (String slice : new String[] {null, "region=north", "region=south"}) {
            comparison("auc", slice, "value", 0.8, 0.85, 0.95);
            comparison("auc", slice, "value", 0.99, 0.85, 0.95);
            comparison("auc", slice, "relativeChange", 0.5, 0.001, 0.02);
            comparison("auc", slice, "change", -0.01, 0.001, 0.02);
            comparison("auc", slice, "change", 0, 0.001, 0.02);
            comparison("auc", slice, "relativeChange", -0.02, 0.001, 0.02);
        }
        comparison("log_loss", null, "change", 0.01, -0.02, -0.001);
        MetricSource measured = new MetricSource(evaluation);
        if (trouble.equals("missing")) {
            return measured;
        }
        measured.add("external", others("gx.share"), null);
        measured.add("numbers", others("load"), null);
        measured.add("train", others("auc"), null);
        measured.add("latency", others("p95"), null);
        measured.add("model", others("bytes"), false);
        measured.addDrift("sound", Json.object().put("psi.max", 0.1));
        measured.addDrift("holdout", others("psi.max"));
        return measured;
    }

    private void champion() {
        if (trouble.equals("compared with nobody")) {
            return;
        }
        ObjectNode champion = evaluation.putObject("champion").put("against", "live");
        champion.put("version", trouble.equals("no champion") ? 0 : 3).put("maxDiffering", 0.01);
        champion.put("rowsJoined", trouble.equals("no common rows") ? 0 : 98);
        champion.put("rowsDiffering", trouble.equals("different rows") ? 2 : 0);
        if (trouble.equals("champion not scored")) {
            champion.put("why", "its model is not kept.");
        }
    }

    private void metric(String name, String slice, double value, double champion) {
        if (trouble.equals("missing")) {
            return;
        }
        ObjectNode metric = metrics.addObject().put("name", name).put("slice", slice);
        metric.put("rows", trouble.equals("few rows") ? 5 : 100).put("higherIsBetter", name.equals("auc"));
        if (slice != null) {
            metric.put("by", slice.substring(0, slice.indexOf('=')));
        }
        put(metric, "value", value);
        if (trouble.equals("one class")) {
            metric.put("value", "NaN").put("why", "all rows are of class 1");
        }
        switch (trouble) {
            case "zero baseline" -> metric.put("champion", 0.0);
            case "NaN baseline" -> metric.put("champion", "NaN");
            case "infinite baseline" -> metric.put("champion", "Infinity");
            case "no champion", "champion not scored", "compared with nobody" -> metric.putNull("champion");
            default -> metric.put("champion", champion);
        }
    }

    private ObjectNode others(String name) {
        ObjectNode numbers = Json.object();
        put(numbers, name, 0.9);
        return numbers;
    }

    private void put(ObjectNode node, String key, double value) {
        switch (trouble) {
            case "NaN" -> node.put(key, "NaN");
            case "+inf" -> node.put(key, "Infinity");
            case "-inf" -> node.put(key, "-Infinity");
            case "a word" -> node.put(key, "good");
            default -> node.put(key, value);
        }
    }

    private void comparison(String metric, String slice, String of, double bound, double low, double high) {
        if (trouble.equals("no interval")) {
            return;
        }
        ObjectNode comparison = comparisons.addObject().put("metric", metric).put("slice", slice);
        comparison.put("of", of).put("confidence", 0.9).put("bound", bound).put("low", low);
        comparison.put("high", high).put("rows", 100).put("rowsToSettle", 0);
        comparison.put("pBelow", low > bound ? 0.0001 : 0.9999).put("pAbove", high < bound ? 0.0001 : 0.9999);
        if (trouble.equals("interval of NaN")) {
            comparison.put("low", "NaN").put("high", "NaN");
        } else if (trouble.equals("p-value of NaN")) {
            comparison.put("pBelow", "NaN").put("pAbove", "NaN");
        }
    }
}
