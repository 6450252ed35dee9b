package io.jenkins.plugins.cd4ml.engine.evaluate;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores rows with an ONNX model: one matrix input of all features, or one input of a column each, found by name.
 * Takes the output {@code probabilities} (a matrix, or a sequence of maps as scikit-learn's converter makes by default),
 * else a lone number a row. Not thread-safe.
 */
final class OnnxScorer implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Path file;
    private final List<String> features;
    private final Map<String, TensorInfo> inputs = new HashMap<>();

    /** @throws InputException when the file is missing, is no ONNX model, or its inputs do not fit the features */
    OnnxScorer(Path file, List<String> features) {
        this.file = file;
        this.features = features;
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + " does not exist; train a model first.");
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(file.toString(), options);
            for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                if (!(input.getValue().getInfo() instanceof TensorInfo info)) {
                    throw new InputException(file + ": input '" + input.getKey() + "' is not a tensor.");
                }
                inputs.put(input.getKey(), info);
            }
        } catch (OrtException e) {
            throw new InputException(file + " cannot be loaded by ONNX Runtime: " + e.getMessage() + ".", e);
        }
        check();
    }

    private void check() {
        if (inputs.size() == 1) {
            Map.Entry<String, TensorInfo> only = inputs.entrySet().iterator().next();
            long[] shape = only.getValue().getShape();
            long width = shape.length == 2 ? shape[1] : 1;
            if (width != features.size() && width > 0 && !(features.size() == 1)) {
                throw new InputException(file + ": input '" + only.getKey() + "' takes " + width
                        + " features, the data has " + features.size() + ": " + String.join(", ", features) + ".");
            }
            return;
        }
        for (String name : inputs.keySet()) {
            if (!features.contains(name)) {
                throw new InputException(file + ": the data has no column for input '" + name + "'.");
            }
        }
    }

    /**
     * @param rows values by row and feature
     * @return by row: probabilities of the classes, or the one predicted value
     */
    double[][] score(double[][] rows) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            if (inputs.size() == 1) {
                String name = inputs.keySet().iterator().next();
                tensors.put(name, tensor(name, rows, 0, features.size()));
            } else {
                for (String name : inputs.keySet()) {
                    tensors.put(name, tensor(name, rows, features.indexOf(name), 1));
                }
            }
            try (OrtSession.Result result = session.run(tensors)) {
                return output(result, rows.length);
            }
        } catch (OrtException e) {
            throw new InputException(file + " cannot score the data: " + e.getMessage() + ".", e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(String name, double[][] rows, int from, int width) throws OrtException {
        OnnxJavaType type = inputs.get(name).type;
        long[] shape = inputs.get(name).getShape().length == 1
                ? new long[] {rows.length}
                : new long[] {rows.length, width};
        int size = rows.length * width;
        return switch (type) {
            case FLOAT -> {
                FloatBuffer buffer = FloatBuffer.allocate(size);
                each(rows, from, width, v -> buffer.put((float) v));
                yield OnnxTensor.createTensor(environment, buffer.flip(), shape);
            }
            case DOUBLE -> {
                DoubleBuffer buffer = DoubleBuffer.allocate(size);
                each(rows, from, width, buffer::put);
                yield OnnxTensor.createTensor(environment, buffer.flip(), shape);
            }
            case INT64 -> {
                LongBuffer buffer = LongBuffer.allocate(size);
                each(rows, from, width, v -> buffer.put((long) v));
                yield OnnxTensor.createTensor(environment, buffer.flip(), shape);
            }
            default -> throw new InputException(
                    file + ": input '" + name + "' is of type " + type + "; float, double and int64 are supported.");
        };
    }

    private static void each(double[][] rows, int from, int width, java.util.function.DoubleConsumer to) {
        for (double[] row : rows) {
            for (int i = from; i < from + width; i++) {
                to.accept(row[i]);
            }
        }
    }

    private double[][] output(OrtSession.Result result, int rows) throws OrtException {
        OnnxValue value = null;
        for (String name : List.of("probabilities", "output_probability", "probability")) {
            value = value == null ? result.get(name).orElse(null) : value;
        }
        if (value == null && result.size() == 1) {
            value = result.get(0);
        }
        if (value instanceof OnnxTensor tensor) {
            return matrix(tensor, rows);
        }
        if (value instanceof OnnxSequence sequence) {
            return maps(sequence, rows);
        }
        throw new InputException(file + " has the outputs " + String.join(", ", session.getOutputNames())
                + "; one must be named 'probabilities', or there must be one only.");
    }

    private double[][] matrix(OnnxTensor tensor, int rows) throws OrtException {
        long[] shape = tensor.getInfo().getShape();
        int width = shape.length == 2 ? (int) shape[1] : 1;
        if (shape.length == 0 || shape[0] != rows) {
            throw new InputException(file + " answers " + java.util.Arrays.toString(shape) + " for " + rows + " rows.");
        }
        double[][] values = new double[rows][width];
        FloatBuffer floats = tensor.getFloatBuffer();
        DoubleBuffer doubles = floats == null ? tensor.getDoubleBuffer() : null;
        if (floats == null && doubles == null) {
            throw new InputException(file + " answers neither float nor double numbers.");
        }
        for (double[] row : values) {
            for (int c = 0; c < width; c++) {
                row[c] = floats != null ? floats.get() : doubles.get();
            }
        }
        return values;
    }

    private double[][] maps(OnnxSequence sequence, int rows) throws OrtException {
        double[][] values = new double[rows][];
        int i = 0;
        for (OnnxValue element : sequence.getValue()) {
            Map<?, ?> map = ((OnnxMap) element).getValue();
            values[i++] = map.entrySet().stream()
                    .sorted((a, b) -> compare(a.getKey(), b.getKey()))
                    .mapToDouble(e -> ((Number) e.getValue()).doubleValue())
                    .toArray();
        }
        return values;
    }

    private static int compare(Object a, Object b) {
        return a instanceof Long x && b instanceof Long y ? Long.compare(x, y) : a.toString().compareTo(b.toString());
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
