package io.jenkins.plugins.cd4ml.engine.evaluate.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metrics;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.StoredColumns;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table with {@code item} and one column for each output (values) or label (0 or 1). Measures are those of scikit-learn: the
 * mean over the columns ({@code uniform_average}, {@code macro}), of all cells together ({@code micro}), or of each column.
 */
final class TableTruth implements AnswerTruth {
    private static final List<String> OF_VALUES = List.of("rmse", "mae", "r2");
    private static final List<String> OF_LABELS = List.of("f1", "auc", "pr_auc");

    private final List<String> columns;
    private final boolean labels;
    private final SortedMap<String, double[]> rows;

    private TableTruth(List<String> columns, boolean labels, SortedMap<String, double[]> rows) {
        this.columns = columns;
        this.labels = labels;
        this.rows = rows;
    }

    static TableTruth read(Path file, boolean labels) throws InterruptedException {
        StoredColumns table = StoredColumns.read(file);
        List<String> columns = new ArrayList<>(table.names());
        columns.remove("item");
        SortedMap<String, double[]> rows = rows(file, table, columns);
        if (columns.isEmpty() || rows.isEmpty()) {
            throw new InputException(
                    file + " must have rows of item and a column for each " + (labels ? "label." : "output."));
        }
        for (Map.Entry<String, double[]> row : rows.entrySet()) {
            for (double value : row.getValue()) {
                if (labels && value != 0 && value != 1 || !Double.isFinite(value)) {
                    throw new InputException(file + ", item '" + row.getKey() + "': " + value + " is no "
                            + (labels ? "label; 0 or 1 is wanted." : "value that can be true."));
                }
            }
        }
        return new TableTruth(columns, labels, rows);
    }

    private static SortedMap<String, double[]> rows(Path file, StoredColumns table, List<String> columns) {
        if (!table.has("item")) {
            throw new InputException(
                    file + " must have a column item; it has " + String.join(", ", table.names()) + ".");
        }
        SortedMap<String, double[]> rows = new TreeMap<>();
        String[] items = table.texts("item");
        for (int i = 0; i < items.length; i++) {
            double[] values = new double[columns.size()];
            for (int c = 0; c < values.length; c++) {
                String text = table.texts(columns.get(c))[i];
                try {
                    values[c] = text == null ? Double.NaN : Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw new InputException(
                            file + " row " + (i + 1) + ", " + columns.get(c) + ": '" + text + "' is no number.", e);
                }
            }
            if (items[i] == null || rows.put(items[i], values) != null) {
                throw new InputException(file + " row " + (i + 1) + ", item: "
                        + (items[i] == null ? "there is no value." : "'" + items[i] + "' is there twice."));
            }
        }
        return rows;
    }

    @Override
    public SortedMap<String, String> digests() {
        SortedMap<String, String> digests = new TreeMap<>();
        rows.forEach((item, values) -> digests.put(item, Digests.of(columns + Arrays.toString(values))));
        return digests;
    }

    @Override
    public SortedMap<String, JsonNode> answers(Path file) throws InterruptedException {
        StoredColumns table = StoredColumns.read(file);
        columns.stream().filter(c -> !table.has(c)).findFirst().ifPresent(c -> {
            throw new InputException(file + " has no column '" + c + "', which the truth has; it has "
                    + String.join(", ", table.names()) + ".");
        });
        SortedMap<String, double[]> said = rows(file, table, columns);
        SortedMap<String, JsonNode> answers = new TreeMap<>();
        for (Map.Entry<String, double[]> row : said.entrySet()) {
            if (!rows.containsKey(row.getKey())) {
                throw new InputException(file + " answers item '" + row.getKey() + "', which the truth does not have.");
            }
            ArrayNode values = Json.MAPPER.createArrayNode();
            for (double value : row.getValue()) {
                if (!Double.isFinite(value) || labels && (value < 0 || value > 1)) {
                    throw new InputException(file + ", item '" + row.getKey() + "': " + value + " is no answer; "
                            + (labels ? "a probability, or 0 and 1," : "a number") + " is wanted.");
                }
                values.add(value);
            }
            answers.put(row.getKey(), values);
        }
        rows.keySet().stream()
                .filter(item -> !said.containsKey(item))
                .findFirst()
                .ifPresent(item -> {
                    throw new InputException(file + " has no answer for item '" + item + "'; every item needs one.");
                });
        return answers;
    }

    @Override
    public List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<String> of = labels ? OF_LABELS : OF_VALUES;
        for (String name : of) {
            add(measures, labels ? name + "_macro" : name, Metrics.of(name));
        }
        if (labels) {
            add(measures, "f1_micro", Metrics.of("f1"));
            add(measures, "subset_accuracy", Metrics.of("accuracy"));
            measures.add(
                    new Measure("hamming_loss", false, Metrics.of("accuracy").range()));
        }
        for (String column : columns) {
            of.forEach(name -> add(measures, column + "." + name, Metrics.of(name)));
        }
        return measures;
    }

    private static void add(List<Measure> measures, String name, Metric like) {
        measures.add(new Measure(name, like.higherIsBetter(), like.range()));
    }

    @Override
    public PreparedMetric prepare(Measure measure, List<String> items, Map<String, JsonNode> answers) {
        String name = measure.name();
        switch (name) {
            case "subset_accuracy" -> {
                return shares(items, answers, true);
            }
            case "hamming_loss" -> {
                PreparedMetric right = shares(items, answers, false);
                return counts -> 1 - right.value(counts);
            }
            case "f1_micro" -> {
                return micro(items, answers);
            }
            default -> {
                int dot = name.lastIndexOf('.');
                List<PreparedMetric> each = new ArrayList<>();
                for (int c = 0; c < columns.size(); c++) {
                    if (dot < 0 || columns.get(c).equals(name.substring(0, dot))) {
                        Metric metric = Metrics.of(name.substring(dot + 1).replace("_macro", ""));
                        Sample sample = sample(items, answers, c);
                        each.add(metric.prepare().apply(sample));
                    }
                }
                return counts -> each.stream().mapToDouble(m -> m.value(counts)).sum() / each.size();
            }
        }
    }

    private Sample sample(List<String> items, Map<String, JsonNode> answers, int column) {
        double[] truth = items.stream().mapToDouble(i -> rows.get(i)[column]).toArray();
        double[] said = items.stream()
                .mapToDouble(i -> answers.get(i).path(column).asDouble())
                .toArray();
        return labels ? Sample.binary(truth, said) : Sample.regression(truth, said);
    }

    /** @param all whether an item counts where all its labels are right, else the share of these */
    private PreparedMetric shares(List<String> items, Map<String, JsonNode> answers, boolean all) {
        double[] right = new double[items.size()];
        for (int i = 0; i < right.length; i++) {
            double[] truth = rows.get(items.get(i));
            for (int c = 0; c < truth.length; c++) {
                right[i] += truth[c] == said(answers.get(items.get(i)), c) ? 1.0 / truth.length : 0;
            }
            right[i] = all ? (right[i] > 1 - 1e-9 ? 1 : 0) : right[i];
        }
        return counts -> {
            double sum = 0;
            double units = 0;
            for (int i = 0; i < right.length; i++) {
                sum += counts[i] * right[i];
                units += counts[i];
            }
            return sum / units;
        };
    }

    private static double said(JsonNode answer, int column) {
        return answer.path(column).asDouble() > 0.5 ? 1 : 0;
    }

    private PreparedMetric micro(List<String> items, Map<String, JsonNode> answers) {
        double[] both = new double[items.size()];
        double[] either = new double[both.length];
        for (int i = 0; i < both.length; i++) {
            double[] truth = rows.get(items.get(i));
            for (int c = 0; c < truth.length; c++) {
                double said = said(answers.get(items.get(i)), c);
                both[i] += truth[c] * said;
                either[i] += truth[c] + said;
            }
        }
        return counts -> {
            double hits = 0;
            double sum = 0;
            for (int i = 0; i < both.length; i++) {
                hits += counts[i] * both[i];
                sum += counts[i] * either[i];
            }
            return 2 * hits / sum;
        };
    }
}
