package io.jenkins.plugins.cd4ml.engine.train.djl;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Encoding;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Perceptron} as an ONNX model that takes raw values: standardisation and one-hot encoding are part of the
 * graph. Inputs: {@code features}, a float matrix of rows × features; or, where some are categories or it is asked for,
 * each feature by its own name, float or string, rows × 1. Outputs: {@code label}, the class of each row as int64 or
 * string, and {@code probabilities}, rows × classes; for regression {@code prediction}, rows × 1.
 */
final class OnnxExport {
    /** Stands before the names of inner values, so that no column's name is one of them. */
    private static final String INNER = "/";

    private final OnnxGraph graph = new OnnxGraph();
    private final Perceptron perceptron;

    private OnnxExport(Perceptron perceptron) {
        this.perceptron = perceptron;
    }

    /**
     * @param columns whether each feature is an input of its own, which categories make necessary
     * @return the model's bytes; the same perceptron gives the same bytes
     * @throws InputException when a column has the name of an output
     */
    static byte[] of(Perceptron perceptron, String name, boolean columns) {
        return new OnnxExport(perceptron).model(name, columns);
    }

    private byte[] model(String name, boolean columns) {
        String last = encoded(columns || !perceptron.encoding().categories().isEmpty());
        int layers = perceptron.weights().size();
        for (int i = 0; i < layers; i++) {
            int units = perceptron.biases().get(i).length;
            graph.floats(
                    INNER + "weight" + i,
                    perceptron.weights().get(i),
                    units,
                    perceptron.weights().get(i).length / units);
            graph.floats(INNER + "bias" + i, perceptron.biases().get(i), units);
            String sum = INNER + "sum" + i;
            graph.node("Gemm", sum, List.of(last, INNER + "weight" + i, INNER + "bias" + i), "transB", 1);
            last = sum;
            if (i < layers - 1) {
                last = INNER + "hidden" + i;
                graph.node(perceptron.activation().operator(), last, sum);
            }
        }
        if (perceptron.target().regression()) {
            prediction(last);
        } else {
            probabilities(last);
        }
        return graph.model(name);
    }

    /** @return the name of what the first layer takes */
    private String encoded(boolean columns) {
        Encoding encoding = perceptron.encoding();
        List<String> parts = new ArrayList<>();
        int numbers = encoding.mean().length;
        if (numbers > 0) {
            graph.floats(INNER + "mean", encoding.mean(), numbers);
            graph.floats(INNER + "std", encoding.std(), numbers);
            String raw = columns ? INNER + "numbers" : "features";
            if (columns) {
                encoding.numbers().forEach(n -> graph.input(free(n), OnnxGraph.FLOAT, 1));
                graph.node("Concat", raw, encoding.numbers(), "axis", 1);
            } else {
                graph.input(raw, OnnxGraph.FLOAT, numbers);
            }
            graph.node("Sub", INNER + "centred", raw, INNER + "mean");
            graph.node("Div", INNER + "standardised", INNER + "centred", INNER + "std");
            parts.add(INNER + "standardised");
        }
        if (!encoding.categories().isEmpty()) {
            graph.longs(INNER + "flat", 0, -1);
        }
        for (int i = 0; i < encoding.categories().size(); i++) {
            Encoding.Category category = encoding.categories().get(i);
            graph.input(free(category.name()), OnnxGraph.STRING, 1);
            graph.oneHot(INNER + "places" + i, category.name(), category.values());
            graph.node("Reshape", INNER + "category" + i, INNER + "places" + i, INNER + "flat");
            parts.add(INNER + "category" + i);
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        graph.node("Concat", INNER + "encoded", parts, "axis", 1);
        return INNER + "encoded";
    }

    private String free(String column) {
        boolean taken = perceptron.target().regression()
                ? column.equals("prediction")
                : column.equals("label") || column.equals("probabilities");
        if (taken || column.startsWith(INNER)) {
            throw new InputException("The column '" + column
                    + "' has a name that the exported model needs for itself; rename it, or list others in"
                    + " train.djl.features.");
        }
        return column;
    }

    private void probabilities(String scores) {
        Target target = perceptron.target();
        graph.node("Softmax", "probabilities", List.of(scores), "axis", 1);
        graph.node("ArgMax", INNER + "index", List.of("probabilities"), "axis", 1, "keepdims", 0);
        graph.node("Gather", "label", List.of(INNER + "classes", INNER + "index"), "axis", 0);
        long[] whole = target.wholeClasses();
        if (whole == null) {
            graph.texts(INNER + "classes", target.classes());
        } else {
            graph.longs(INNER + "classes", whole);
        }
        graph.output("label", whole == null ? OnnxGraph.STRING : OnnxGraph.INT64);
        graph.output("probabilities", OnnxGraph.FLOAT, target.classes().size());
    }

    private void prediction(String standardised) {
        graph.floats(INNER + "targetStd", new float[] {perceptron.std()}, 1);
        graph.floats(INNER + "targetMean", new float[] {perceptron.mean()}, 1);
        graph.node("Mul", INNER + "scaled", standardised, INNER + "targetStd");
        graph.node("Add", "prediction", INNER + "scaled", INNER + "targetMean");
        graph.output("prediction", OnnxGraph.FLOAT, 1);
    }
}
