package io.jenkins.plugins.cd4ml.engine.train.djl;

/**
 * A {@link Perceptron} as an ONNX model (opset 17, IR version 8): input {@code features}, a float matrix of raw values,
 * rows × features; outputs {@code label}, the class of each row as int64, and {@code probabilities}, rows × classes.
 * Standardisation is part of the graph, so that serving takes what the data has. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
final class OnnxExport {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final Protobuf graph = new Protobuf();

    private OnnxExport() {}

    /** @return the model's bytes; the same perceptron gives the same bytes */
    static byte[] of(Perceptron perceptron, String name) {
        return new OnnxExport().model(perceptron, name);
    }

    private byte[] model(Perceptron p, String name) {
        int layers = p.weights().size();
        node("Sub", "centred", "features", "mean");
        node("Div", "standardised", "centred", "std");
        String last = "standardised";
        for (int i = 0; i < layers; i++) {
            boolean output = i == layers - 1;
            String sum = output ? "scores" : "sum" + i;
            gemm(sum, last, "weight" + i, "bias" + i);
            last = sum;
            if (!output) {
                node("Relu", "hidden" + i, sum);
                last = "hidden" + i;
            }
        }
        graph.message(1, operator("Softmax", "probabilities", "scores").message(5, attribute("axis", 1)));
        graph.message(
                1,
                operator("ArgMax", "index", "probabilities")
                        .message(5, attribute("axis", 1))
                        .message(5, attribute("keepdims", 0)));
        graph.message(1, operator("Gather", "label", "classes", "index").message(5, attribute("axis", 0)));
        graph.text(2, name);
        tensor("mean", p.mean(), p.mean().length);
        tensor("std", p.std(), p.std().length);
        for (int i = 0; i < layers; i++) {
            tensor("weight" + i, p.weights().get(i), p.sizes()[i + 1], p.sizes()[i]);
            tensor("bias" + i, p.biases().get(i), p.sizes()[i + 1]);
        }
        graph.message(
                5,
                new Protobuf()
                        .integer(1, p.classes().length)
                        .integer(2, INT64)
                        .text(8, "classes")
                        .longs(9, p.classes()));
        graph.message(11, value("features", FLOAT, p.mean().length));
        graph.message(12, value("label", INT64));
        graph.message(12, value("probabilities", FLOAT, p.classes().length));
        return new Protobuf()
                .integer(1, 8)
                .text(2, "cd4ml")
                .message(7, graph)
                .message(8, new Protobuf().text(1, "").integer(2, 17))
                .toByteArray();
    }

    private void node(String type, String output, String... inputs) {
        graph.message(1, operator(type, output, inputs));
    }

    /** y = x · wᵀ + b */
    private void gemm(String output, String x, String weight, String bias) {
        graph.message(1, operator("Gemm", output, x, weight, bias).message(5, attribute("transB", 1)));
    }

    private static Protobuf operator(String type, String output, String... inputs) {
        Protobuf node = new Protobuf();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, output).text(4, type);
    }

    private static Protobuf attribute(String name, long value) {
        return new Protobuf().text(1, name).integer(3, value).integer(20, 2);
    }

    private void tensor(String name, float[] values, int... shape) {
        Protobuf tensor = new Protobuf();
        for (int size : shape) {
            tensor.integer(1, size);
        }
        graph.message(5, tensor.integer(2, FLOAT).text(8, name).floats(9, values));
    }

    /** A value of {@code rows} rows, the number of which is open. */
    private static Protobuf value(String name, int type, int... columns) {
        Protobuf shape = new Protobuf().message(1, new Protobuf().text(2, "rows"));
        for (int size : columns) {
            shape.message(1, new Protobuf().integer(1, size));
        }
        Protobuf tensor = new Protobuf().integer(1, type).message(2, shape);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }
}
