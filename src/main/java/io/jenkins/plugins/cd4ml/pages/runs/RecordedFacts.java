package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.Times;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What a run's record says of it in the index: metrics, parameters, gates' bounds, verdict and promotions. */
final class RecordedFacts {
    /** Metrics of the whole holdout come first; then slices, up to so many in all. */
    private static final int METRICS = 100;

    private static final int PARAMS = 50;
    private static final int TEXT = 200;

    private final SortedMap<String, Double> numbers = new TreeMap<>();
    private final SortedMap<String, String> texts = new TreeMap<>();
    private final PageDocuments documents;

    private RecordedFacts(RunFolder record) {
        this.documents = new PageDocuments(record);
    }

    /**
     * @param shared gives the same keys of another run where there are such
     * @return null where the folder holds no record, or one that cannot be read
     */
    static RunFacts of(int build, RunFolder record, UnaryOperator<RunFacts.Keys> shared) {
        if (!record.has(RunFolder.LINEAGE)) {
            return null;
        }
        try {
            return new RecordedFacts(record).read(build, shared);
        } catch (InputException e) {
            return null; // the build's own page says why
        }
    }

    private RunFacts read(int build, UnaryOperator<RunFacts.Keys> shared) {
        Lineage lineage = documents.lineage();
        text("model", lineage.model);
        text("digest", lineage.digest("model"));
        evaluation(documents.readOrEmpty(RunFolder.EVALUATION).path("metrics"));
        gates(documents.readOrEmpty(RunFolder.GATES));
        JsonNode training = documents.readOrEmpty(RunFolder.TRAINING);
        number("seconds", training.path("seconds"));
        int params = 0;
        for (Map.Entry<String, JsonNode> param : training.path("params").properties()) {
            if (param.getValue().isValueNode() && params++ < PARAMS) {
                number("params." + param.getKey(), param.getValue());
                if (!param.getValue().isNumber()) {
                    text("params." + param.getKey(), param.getValue().asText());
                }
            }
        }
        TreeSet<String> promoted = new TreeSet<>();
        long time = 0;
        for (Lineage.Activity activity : lineage.activities) {
            Instant ended = Times.instant(activity.ended());
            time = Math.max(time, ended == null ? 0 : ended.toEpochMilli());
            Object environment = activity.attributes().get("environment");
            if (activity.kind().equals("promote") && activity.outcome().equals("yes") && environment != null) {
                promoted.add(environment.toString());
            }
        }
        text("promoted", String.join(", ", promoted));
        return new RunFacts(
                build,
                time,
                shared.apply(new RunFacts.Keys(new ArrayList<>(numbers.keySet()), new ArrayList<>(texts.keySet()))),
                numbers.values().stream().mapToDouble(Double::doubleValue).toArray(),
                texts.values().toArray(String[]::new));
    }

    private void evaluation(JsonNode metrics) {
        List<JsonNode> ordered = new ArrayList<>();
        metrics.forEach(ordered::add);
        ordered.sort((a, b) -> Boolean.compare(a.hasNonNull("slice"), b.hasNonNull("slice")));
        ordered.stream().limit(METRICS).forEach(metric -> {
            String name = metric.path("name").asText();
            String slice =
                    metric.hasNonNull("slice") ? "[" + metric.get("slice").asText() + "]" : "";
            number("metrics." + name + slice, metric.path("value"));
            if (slice.isEmpty()) {
                number("champion." + name, metric.path("champion"));
                number("low." + name, metric.at("/interval/low"));
                number("high." + name, metric.at("/interval/high"));
            }
        });
    }

    private void gates(JsonNode gates) {
        text("verdict", gates.path("verdict").asText(""));
        for (JsonNode item : gates.path("items")) {
            boolean ofValue = item.hasNonNull("metric") && !item.hasNonNull("slice") && !item.hasNonNull("baseline");
            if (ofValue
                    && !numbers.containsKey(cut("bound." + item.get("metric").asText()))) { // the first one's
                number("bound." + item.get("metric").asText(), item.path("bound"));
            }
        }
    }

    private void number(String key, JsonNode value) {
        if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            numbers.put(cut(key), value.doubleValue());
        }
    }

    private void text(String key, String value) {
        if (value != null && !value.isEmpty()) {
            texts.put(cut(key), cut(value));
        }
    }

    private static String cut(String text) {
        return text.length() <= TEXT ? text : text.substring(0, TEXT) + "…";
    }
}
