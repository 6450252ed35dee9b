package io.jenkins.plugins.cd4ml.engine.evaluate.custom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.Frames;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.HoldoutRows;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.PredictionTask;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.ScoredRows;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a function is given of the rows that one model answered: {@code truth}, {@code prediction}, {@code p_<class>} or
 * {@code score}, {@code weight}, {@code key}, and columns of the data.
 */
final class GivenRows {
    private final Map<String, Object> columns = new LinkedHashMap<>();
    private final int rows;

    /** @param data columns of the dataset as text, by name */
    GivenRows(HoldoutRows holdout, PredictionTask task, ScoredRows scored, Map<String, String[]> data) {
        Sample sample = scored.sample();
        rows = sample.size();
        data.forEach((name, texts) -> columns.put(name, numbersOr(texts)));
        List<String> classes = task.classes();
        if (classes.isEmpty()) {
            columns.put("truth", sample.labels());
            columns.put("prediction", sample.scores());
        } else {
            columns.put("truth", texts(i -> classes.get((int) sample.labels()[i])));
            columns.put("prediction", texts(i -> classes.get(sample.predicted()[i])));
            if (scored.scores().probable()) {
                for (int c = 0; c < classes.size(); c++) {
                    double[] column = new double[rows];
                    for (int i = 0; i < rows; i++) {
                        column[i] = sample.probabilities()[i][c];
                    }
                    columns.put("p_" + classes.get(c), column);
                }
            } else if (sample.scores() != null) {
                columns.put("score", sample.scores());
            }
        }
        if (sample.weights() != null) {
            columns.put("weight", sample.weights());
        }
        if (holdout.keys() != null) {
            columns.put("key", holdout.keys());
        }
    }

    private String[] texts(java.util.function.IntFunction<String> of) {
        String[] texts = new String[rows];
        Arrays.setAll(texts, of);
        return texts;
    }

    /** @return numbers where all that is there is a number, NaN where nothing is */
    private static Object numbersOr(String[] texts) {
        double[] numbers = new double[texts.length];
        try {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = texts[i] == null ? Double.NaN : Double.parseDouble(texts[i]);
            }
            return numbers;
        } catch (NumberFormatException e) {
            return texts;
        }
    }

    void describe(ObjectNode request) {
        ArrayNode described = request.put("rows", rows).putArray("columns");
        columns.forEach((name, values) ->
                described.addObject().put("name", name).put("kind", values instanceof double[] ? "number" : "text"));
    }

    void write(DataOutputStream out) throws IOException {
        for (Object values : columns.values()) {
            if (values instanceof double[] numbers) {
                Frames.write(out, numbers, rows);
            } else {
                Frames.write(out, (String[]) values, rows);
            }
        }
    }

    int size() {
        return rows;
    }
}
