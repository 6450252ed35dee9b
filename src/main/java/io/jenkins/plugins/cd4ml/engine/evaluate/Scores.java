package io.jenkins.plugins.cd4ml.engine.evaluate;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.Duck;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A dataset scored by a model, row by row.
 *
 * @param keys    what names each row
 * @param labels  the truth as class index, or as value for regression
 * @param answers probabilities of the classes, or the one predicted value
 * @param slices  the text of each slice column, by column
 */
record Scores(
        List<String> keys,
        double[] labels,
        double[][] answers,
        Map<String, List<String>> slices,
        String task,
        List<String> classes) {
    private static final int BATCH = 8192;

    /** @param key a column, or null: then the record's number names the row */
    record Request(Path data, Path modelFolder, String target, String key, List<String> slices) {}

    /** @throws InputException naming file and row when a value is missing or a label is unknown to the model */
    static Scores of(Duck duck, Request request) throws SQLException {
        Dataset dataset = Dataset.open(duck, request.data());
        Signature signature = Signature.of(request.modelFolder());
        List<String> features = new ArrayList<>(signature.features());
        if (features.isEmpty()) {
            features.addAll(dataset.columns());
            features.remove(request.target());
            features.remove(request.key());
        }
        require(dataset, request.target(), "target column");
        features.forEach(f -> require(dataset, f, "column"));
        request.slices().forEach(s -> require(dataset, s, "slice column"));
        if (request.key() != null) {
            require(dataset, request.key(), "key column");
        }
        try (OnnxScorer scorer = new OnnxScorer(request.modelFolder().resolve("model.onnx"), features)) {
            return new Reader(dataset, request, features, signature.classes(), scorer).read(duck);
        }
    }

    private static void require(Dataset dataset, String column, String what) {
        if (!dataset.columns().contains(column)) {
            throw new InputException(dataset.file() + " has no " + what + " '" + column + "'; it has "
                    + String.join(", ", dataset.columns()) + ".");
        }
    }

    /** @return the rows as metrics take them */
    Sample sample() {
        if ("regression".equals(task)) {
            double[] values = new double[answers.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = answers[i][0];
            }
            return new Sample(labels, values, null, null, null);
        }
        double[] positive = classes.size() == 2 ? new double[answers.length] : null;
        int[] predicted = new int[answers.length];
        for (int i = 0; i < answers.length; i++) {
            for (int c = 1; c < answers[i].length; c++) {
                predicted[i] = answers[i][c] > answers[i][predicted[i]] ? c : predicted[i];
            }
            if (positive != null) {
                positive[i] = answers[i][1];
            }
        }
        return new Sample(labels, positive, answers, predicted, null);
    }

    /** Reads and scores in batches, so that only labels and answers of the whole dataset are in memory. */
    private static final class Reader {
        private final Dataset dataset;
        private final Request request;
        private final List<String> features;
        private final List<String> classes;
        private final OnnxScorer scorer;
        private final List<String> keys = new ArrayList<>();
        private final List<String> labels = new ArrayList<>();
        private final List<double[]> answers = new ArrayList<>();
        private final Map<String, List<String>> slices = new TreeMap<>();
        private final List<double[]> batch = new ArrayList<>();

        Reader(Dataset dataset, Request request, List<String> features, List<String> classes, OnnxScorer scorer) {
            this.dataset = dataset;
            this.request = request;
            this.features = features;
            this.classes = classes;
            this.scorer = scorer;
            request.slices().forEach(s -> slices.put(s, new ArrayList<>()));
        }

        Scores read(Duck duck) throws SQLException {
            StringBuilder sql = new StringBuilder("SELECT ").append(Dataset.RECORD).append(", ")
                    .append(Duck.id(request.target()));
            features.forEach(f -> sql.append(", TRY_CAST(").append(Duck.id(f)).append(" AS DOUBLE)"));
            request.slices().forEach(s -> sql.append(", ").append(Duck.id(s)));
            if (request.key() != null) {
                sql.append(", ").append(Duck.id(request.key()));
            }
            try (Statement statement = duck.statement();
                    ResultSet row = statement.executeQuery(sql + " FROM " + dataset.view() + " ORDER BY 1")) {
                while (row.next()) {
                    add(row);
                }
            } catch (SQLException e) {
                throw dataset.explain(e);
            }
            flush();
            if (answers.isEmpty()) {
                throw new InputException(dataset.file() + " has no rows to measure on.");
            }
            return scores();
        }

        private void add(ResultSet row) throws SQLException {
            long record = row.getLong(1);
            String label = row.getString(2);
            if (label == null) {
                throw new InputException(
                        dataset.file() + " row " + record + ", " + request.target() + ": the target has no value.");
            }
            double[] values = new double[features.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.getDouble(i + 3);
                if (row.wasNull()) {
                    throw new InputException(dataset.file() + " row " + record + ", " + features.get(i)
                            + ": a model needs a number in every cell.");
                }
            }
            int at = 3 + features.size();
            for (String slice : request.slices()) {
                slices.get(slice).add(row.getString(at++));
            }
            keys.add(request.key() == null ? Long.toString(record) : row.getString(at));
            labels.add(label);
            batch.add(values);
            if (batch.size() == BATCH) {
                flush();
            }
        }

        private void flush() {
            if (!batch.isEmpty()) {
                answers.addAll(List.of(scorer.score(batch.toArray(new double[0][]))));
                batch.clear();
            }
        }

        private Scores scores() {
            int width = answers.get(0).length;
            boolean regression = width == 1 && classes.isEmpty();
            List<String> names = classes.isEmpty() ? new ArrayList<>() : classes;
            if (!regression) {
                for (int c = 0; names.size() < Math.max(2, width); c++) {
                    names.add(Integer.toString(c));
                }
            }
            double[] truth = new double[labels.size()];
            for (int i = 0; i < truth.length; i++) {
                truth[i] = regression ? number(labels.get(i), i) : index(labels.get(i), names, i);
            }
            double[][] all = answers.toArray(new double[0][]);
            if (!regression && width == 1) { // one probability: of the second class
                for (int i = 0; i < all.length; i++) {
                    all[i] = new double[] {1 - all[i][0], all[i][0]};
                }
            }
            String task = regression ? "regression" : names.size() == 2 ? "binary" : "multiclass";
            return new Scores(keys, truth, all, slices, task, names);
        }

        private double number(String label, int i) {
            try {
                return Double.parseDouble(label);
            } catch (NumberFormatException e) {
                throw new InputException(
                        dataset.file() + " row " + (i + 1) + ", " + request.target() + ": '" + label + "' is no number.", e);
            }
        }

        private int index(String label, List<String> names, int i) {
            int index = names.indexOf(label);
            if (index < 0) { // 1.0 and 1 are one class
                index = names.indexOf(label.replaceAll("\\.0+$", ""));
            }
            if (index < 0) {
                throw new InputException(dataset.file() + " row " + (i + 1) + ", " + request.target() + ": '" + label
                        + "' is none of the model's classes " + names + ".");
            }
            return index;
        }
    }
}
