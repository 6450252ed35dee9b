package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which outputs of an ONNX model are answers: a matrix or vector of numbers, or a sequence of maps as scikit-learn's
 * converter writes probabilities by default (ZipMap); and beside it the predicted class, when the model names one.
 */
final class OnnxOutputs {
    private final String where;
    private final String numbers;
    private final String labels;
    private volatile List<?> keys;

    /** @throws InputException with the outputs when none, or more than one, can be the answer */
    OnnxOutputs(String where, Map<String, NodeInfo> outputs) {
        this.where = where;
        List<String> numeric = new ArrayList<>();
        List<String> named = new ArrayList<>();
        outputs.forEach((name, node) -> {
            if (node.getInfo() instanceof SequenceInfo s && s.sequenceOfMaps) {
                numeric.add(name);
            } else if (node.getInfo() instanceof TensorInfo t && t.getShape().length <= 2) {
                boolean real = t.type == OnnxJavaType.FLOAT || t.type == OnnxJavaType.DOUBLE;
                boolean label = t.type == OnnxJavaType.INT64 || t.type == OnnxJavaType.STRING;
                if (real) {
                    numeric.add(name);
                } else if (label) {
                    named.add(name);
                }
            }
        });
        List<String> probable = numeric.stream()
                .filter(n -> n.toLowerCase(Locale.ROOT).contains("prob"))
                .toList();
        List<String> chosen = probable.size() == 1 ? probable : numeric;
        if (chosen.size() != 1) {
            throw new InputException(where + " has the outputs " + String.join(", ", outputs.keySet())
                    + "; one must be named 'probabilities', or one alone must hold numbers.");
        }
        numbers = chosen.get(0);
        labels = named.size() == 1 ? named.get(0) : named.contains("label") ? "label" : null;
    }

    /** @return the outputs to ask for; computing the others would cost */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of(numbers));
        if (labels != null) {
            names.add(labels);
        }
        return names;
    }

    Answers read(OrtSession.Result result, int rows) throws OrtException {
        String[] texts =
                labels == null ? null : labels((OnnxTensor) result.get(labels).orElseThrow(), rows);
        OnnxValue value = result.get(numbers).orElseThrow();
        boolean logits = numbers.toLowerCase(Locale.ROOT).contains("logit");
        if (value instanceof OnnxSequence sequence) {
            return maps(sequence, texts, rows);
        }
        OnnxTensor tensor = (OnnxTensor) value;
        long[] shape = tensor.getInfo().getShape();
        int width = shape.length == 2 ? (int) shape[1] : 1;
        if (shape.length == 0 || shape[0] != rows || width < 1) {
            throw new InputException(where + " output '" + numbers + "' has the shape "
                    + java.util.Arrays.toString(shape) + " for " + rows + " rows; one answer a row is needed.");
        }
        return new Answers(numbers(tensor, rows * width), width, texts, null, logits);
    }

    private static double[] numbers(OnnxTensor tensor, int size) {
        double[] values = new double[size];
        if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
            DoubleBuffer buffer = tensor.getDoubleBuffer();
            buffer.get(values);
        } else {
            float[] floats = new float[size]; // in one go: a buffer's single values cost more
            tensor.getFloatBuffer().get(floats);
            for (int i = 0; i < size; i++) {
                values[i] = floats[i];
            }
        }
        return values;
    }

    private String[] labels(OnnxTensor tensor, int rows) throws OrtException {
        String[] texts = new String[rows];
        if (tensor.getInfo().type == OnnxJavaType.INT64) {
            LongBuffer values = tensor.getLongBuffer();
            for (int i = 0; i < rows; i++) {
                texts[i] = WholeNumbers.text(values.get(i));
            }
            return texts;
        }
        Object value = tensor.getValue();
        for (int i = 0; i < rows; i++) {
            texts[i] = value instanceof String[] flat ? flat[i] : ((String[][]) value)[i][0];
        }
        return texts;
    }

    private Answers maps(OnnxSequence sequence, String[] texts, int rows) throws OrtException {
        double[] values = null;
        List<?> order = keys;
        int row = 0;
        for (OnnxValue element : sequence.getValue()) {
            Map<?, ?> map = ((OnnxMap) element).getValue();
            if (order == null) {
                order = map.keySet().stream().sorted(OnnxOutputs::compare).toList();
                keys = order;
            }
            values = values == null ? new double[rows * order.size()] : values;
            for (int c = 0; c < order.size(); c++) {
                values[row * order.size() + c] = ((Number) map.get(order.get(c))).doubleValue();
            }
            row++;
        }
        if (values == null || row != rows) {
            throw new InputException(where + " output '" + numbers + "' answers " + row + " of " + rows + " rows.");
        }
        return new Answers(
                values,
                order.size(),
                texts,
                order.stream().map(Object::toString).toList(),
                false);
    }

    private static int compare(Object a, Object b) {
        return a instanceof Long x && b instanceof Long y
                ? Long.compare(x, y)
                : a.toString().compareTo(b.toString());
    }
}
