package io.jenkins.plugins.cd4ml.engine.train.djl;

import java.util.List;

/**
 * Writes an ONNX graph (opset 17, ai.onnx.ml 3, IR version 8) of values with an open number of rows. Field numbers are
 * those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. A node is named after its output.
 */
final class OnnxGraph {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int STRING = 8;

    private static final String ML = "ai.onnx.ml";

    private final Protobuf graph = new Protobuf();

    void node(String type, String output, String... inputs) {
        graph.message(1, operator(type, output, inputs));
    }

    /** @param attributes names and values in turn */
    void node(String type, String output, List<String> inputs, Object... attributes) {
        Protobuf node = operator(type, output, inputs.toArray(String[]::new));
        for (int i = 0; i < attributes.length; i += 2) {
            node.message(
                    5,
                    new Protobuf()
                            .text(1, (String) attributes[i])
                            .integer(3, ((Number) attributes[i + 1]).longValue())
                            .integer(20, 2));
        }
        graph.message(1, node);
    }

    /** A place for each of these texts, all zeros for another: rows × 1 becomes rows × 1 × texts. */
    void oneHot(String output, String input, List<String> texts) {
        Protobuf categories = new Protobuf().text(1, "cats_strings");
        texts.forEach(text -> categories.text(9, text));
        categories.integer(20, 8);
        Protobuf zeros = new Protobuf().text(1, "zeros").integer(3, 1).integer(20, 2);
        graph.message(
                1,
                operator("OneHotEncoder", output, input)
                        .text(7, ML)
                        .message(5, categories)
                        .message(5, zeros));
    }

    private static Protobuf operator(String type, String output, String... inputs) {
        Protobuf node = new Protobuf();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, output).text(4, type);
    }

    void floats(String name, float[] values, int... shape) {
        Protobuf tensor = new Protobuf();
        for (int size : shape) {
            tensor.integer(1, size);
        }
        graph.message(5, tensor.integer(2, FLOAT).text(8, name).floats(9, values));
    }

    void longs(String name, long... values) {
        graph.message(
                5,
                new Protobuf()
                        .integer(1, values.length)
                        .integer(2, INT64)
                        .text(8, name)
                        .longs(9, values));
    }

    void texts(String name, List<String> values) {
        Protobuf tensor = new Protobuf().integer(1, values.size()).integer(2, STRING);
        values.forEach(value -> tensor.text(6, value));
        graph.message(5, tensor.text(8, name));
    }

    void input(String name, int type, int... columns) {
        graph.message(11, value(name, type, columns));
    }

    void output(String name, int type, int... columns) {
        graph.message(12, value(name, type, columns));
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

    /** @return the model's bytes; the same calls give the same bytes */
    byte[] model(String name) {
        graph.text(2, name);
        return new Protobuf()
                .integer(1, 8)
                .text(2, "cd4ml")
                .message(7, graph)
                .message(8, new Protobuf().text(1, "").integer(2, 17))
                .message(8, new Protobuf().text(1, ML).integer(2, 3))
                .toByteArray();
    }
}
