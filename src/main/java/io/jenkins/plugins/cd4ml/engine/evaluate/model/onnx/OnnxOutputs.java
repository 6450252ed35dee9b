package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;

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
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.WholeNumbers;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which outputs of an ONNX model are answers: a matrix or vector of numbers, a sequence of maps as scikit-learn's
 * converter writes probabilities by default (ZipMap), or one vector for each class (its zipmap='columns'); and beside
 * these the predicted class, when the model names one. What the signature says of the outputs goes before their names.
 */
final class OnnxOutputs {
    private static final String WAY =
            "; name them in signature.json: {\"outputs\": {\"label\": …, \"probabilities\": …}}.";

    private final String where;
    private final List<String> numbers;
    private final String labels;
    private final Answers.Kind kind;
    private volatile List<?> keys;

    /**
     * @param told names of outputs by what they hold, as {@link io.jenkins.plugins.cd4ml.engine.evaluate.model.Signature}
     *     has them
     * @throws InputException with the outputs when none, or more than one, can be the answer
     */
    OnnxOutputs(String where, Map<String, NodeInfo> outputs, Map<String, List<String>> told) {
        this.where = where;
        List<String> numeric = new ArrayList<>();
        List<String> named = new ArrayList<>();
        outputs.forEach((name, node) -> {
            if (number(node)) {
                numeric.add(name);
            } else if (label(node)) {
                named.add(name);
            }
        });
        told.forEach((what, names) -> names.forEach(name -> {
            if (!(what.equals("label") ? named : numeric).contains(name)) {
                throw new InputException(where + " has no output '" + name + "' that can hold " + what
                        + ", as signature.json says; it has " + String.join(", ", outputs.keySet()) + ".");
            }
        }));
        labels = told.containsKey("label")
                ? told.get("label").get(0)
                : named.size() == 1
                        ? named.get(0)
                        : List.of("label", "output_label").stream()
                                .filter(named::contains)
                                .findFirst()
                                .orElse(null);
        String what = told.keySet().stream()
                .filter(k -> !k.equals("label"))
                .findFirst()
                .orElse(null);
        numbers = what == null ? chosen(numeric, outputs) : told.get(what);
        if (numbers.isEmpty() && labels == null) {
            throw new InputException(where + " has the outputs " + String.join(", ", outputs.keySet())
                    + ", of which none alone is a" + " number or a class for each row" + WAY);
        }
        boolean logit = what == null
                && numbers.size() == 1
                && numbers.get(0).toLowerCase(Locale.ROOT).contains("logit");
        kind = logit || "logits".equals(what)
                ? Answers.Kind.LOGITS
                : "scores".equals(what) ? Answers.Kind.SCORES : Answers.Kind.PLAIN;
    }

    private static boolean number(NodeInfo node) {
        return node.getInfo() instanceof SequenceInfo s && s.sequenceOfMaps
                || node.getInfo() instanceof TensorInfo t
                        && t.getShape().length <= 2
                        && (t.type == OnnxJavaType.FLOAT || t.type == OnnxJavaType.DOUBLE);
    }

    private static boolean label(NodeInfo node) {
        return node.getInfo() instanceof TensorInfo t
                && t.getShape().length <= 2
                && (t.type == OnnxJavaType.INT64 || t.type == OnnxJavaType.INT32 || t.type == OnnxJavaType.STRING);
    }

    /** @return the output that holds all numbers, or one for each class in the model's order; none for labels only */
    private List<String> chosen(List<String> numeric, Map<String, NodeInfo> outputs) {
        List<String> probable = numeric.stream()
                .filter(n -> n.toLowerCase(Locale.ROOT).contains("prob"))
                .toList();
        List<String> chosen = probable.size() == 1 ? probable : numeric;
        boolean classes = labels != null && chosen.stream().allMatch(n -> single(outputs.get(n)));
        if (chosen.size() > 1 && !classes) {
            throw new InputException(where + " has the outputs " + String.join(", ", outputs.keySet())
                    + "; one must be named 'probabilities', or one alone must hold numbers" + WAY);
        }
        return chosen;
    }

    private static boolean single(NodeInfo node) {
        return node.getInfo() instanceof TensorInfo t && (t.getShape().length == 1 || t.getShape()[1] == 1);
    }

    /** @return the outputs to ask for; computing the others would cost */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(numbers);
        if (labels != null) {
            names.add(labels);
        }
        return names;
    }

    /** @return the output that holds all numbers, or one for each class; empty for labels only */
    List<String> numbers() {
        return List.copyOf(numbers);
    }

    /** @return the output that names the class; null for none */
    String labels() {
        return labels;
    }

    Answers read(OrtSession.Result result, int rows) throws OrtException {
        String[] texts =
                labels == null ? null : labels((OnnxTensor) result.get(labels).orElseThrow(), rows);
        String labeled = labels == null ? null : "output '" + labels + "'";
        if (numbers.isEmpty()) {
            return Answers.labels(texts, labeled);
        }
        if (numbers.size() > 1) {
            return new Answers(columns(result, rows), numbers.size(), texts, labeled, null, numbers, kind, false);
        }
        OnnxValue value = result.get(numbers.get(0)).orElseThrow();
        if (value instanceof OnnxSequence sequence) {
            return maps(sequence, texts, labeled, rows);
        }
        OnnxTensor tensor = (OnnxTensor) value;
        int width = width(tensor, numbers.get(0), rows);
        return new Answers(numbers(tensor, rows * width), width, texts, labeled, null, null, kind, false);
    }

    private int width(OnnxTensor tensor, String output, int rows) {
        long[] shape = tensor.getInfo().getShape();
        int width = shape.length == 2 ? (int) shape[1] : 1;
        if (shape.length == 0 || shape[0] != rows || width < 1) {
            throw new InputException(where + " output '" + output + "' has the shape " + Arrays.toString(shape)
                    + " for " + rows + " rows; one answer a row is needed.");
        }
        return width;
    }

    /** @return the outputs of the classes, row by row */
    private double[] columns(OrtSession.Result result, int rows) {
        int width = numbers.size();
        double[] values = new double[rows * width];
        for (int c = 0; c < width; c++) {
            OnnxTensor tensor = (OnnxTensor) result.get(numbers.get(c)).orElseThrow();
            if (width(tensor, numbers.get(c), rows) != 1) {
                throw new InputException(where + " output '" + numbers.get(c)
                        + "' has several numbers a row, but is named as that of one class.");
            }
            double[] column = numbers(tensor, rows);
            for (int i = 0; i < rows; i++) {
                values[i * width + c] = column[i];
            }
        }
        return values;
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
        if (width(tensor, labels, rows) != 1) {
            throw new InputException(where + " output '" + labels + "' names " + width(tensor, labels, rows)
                    + " classes for each row; one is needed.");
        }
        String[] texts = new String[rows];
        switch (tensor.getInfo().type) {
            case INT64 -> {
                LongBuffer values = tensor.getLongBuffer();
                for (int i = 0; i < rows; i++) {
                    texts[i] = WholeNumbers.text(values.get(i));
                }
            }
            case INT32 -> {
                IntBuffer values = tensor.getIntBuffer();
                for (int i = 0; i < rows; i++) {
                    texts[i] = WholeNumbers.text(values.get(i));
                }
            }
            default -> {
                Object value = tensor.getValue();
                for (int i = 0; i < rows; i++) {
                    texts[i] = value instanceof String[] flat ? flat[i] : ((String[][]) value)[i][0];
                }
            }
        }
        return texts;
    }

    private Answers maps(OnnxSequence sequence, String[] texts, String labeled, int rows) throws OrtException {
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
            throw new InputException(
                    where + " output '" + numbers.get(0) + "' answers " + row + " of " + rows + " rows.");
        }
        return new Answers(
                values,
                order.size(),
                texts,
                labeled,
                order.stream().map(Object::toString).toList(),
                null,
                kind,
                false);
    }

    private static int compare(Object a, Object b) {
        return a instanceof Long x && b instanceof Long y
                ? Long.compare(x, y)
                : a.toString().compareTo(b.toString());
    }
}
