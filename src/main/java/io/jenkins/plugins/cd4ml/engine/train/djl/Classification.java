package io.jenkins.plugins.cd4ml.engine.train.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Target;
import java.util.Arrays;
import java.util.function.ObjDoubleConsumer;

/**
 * The softmax cross-entropy over classes, each row weighted by its class: Σ w(y)·−log p(y) / Σ w(y), as PyTorch's
 * CrossEntropyLoss with weights.
 */
final class Classification implements LearningTask {
    private final Target target;
    private final float[] weights;

    /** @throws InputException when a weight is given for something that is no class */
    Classification(Target target, DjlSettings settings, int[] train) {
        this.target = target;
        weights = new float[target.classes().size()];
        Arrays.fill(weights, 1);
        settings.classWeights().forEach((name, weight) -> {
            int at = target.classes().indexOf(name);
            if (at < 0) {
                throw new InputException("train.djl.classWeights names the class '" + name
                        + "', but the training rows have " + String.join(", ", target.classes()) + ".");
            }
            weights[at] = weight.floatValue();
        });
        if (settings.balanced()) {
            balance(train);
        }
    }

    /** n / (k · n_class), as scikit-learn's class_weight="balanced". */
    private void balance(int[] train) {
        long[] counts = new long[weights.length];
        for (int row : train) {
            counts[target.codes()[row]]++;
        }
        for (int c = 0; c < weights.length; c++) {
            weights[c] = counts[c] == 0 ? 0 : (float) (train.length / (double) (weights.length * counts[c]));
        }
    }

    @Override
    public int outputs() {
        return weights.length;
    }

    /** One-hot rows times their weights. */
    @Override
    public NDList labels(NDManager manager, int[] rows) {
        float[] values = new float[rows.length * weights.length];
        for (int i = 0; i < rows.length; i++) {
            int label = target.codes()[rows[i]];
            values[i * weights.length + label] = weights[label];
        }
        return new NDList(LearningTask.matrix(manager, values, weights.length));
    }

    @Override
    public NDArray loss(NDList labels, NDArray output) {
        NDArray weighted = labels.singletonOrThrow();
        return output.logSoftmax(1).mul(weighted).sum().neg().div(weighted.sum());
    }

    @Override
    public void measure(int[] rows, float[] output, ObjDoubleConsumer<String> metrics) {
        int right = 0;
        for (int i = 0; i < rows.length; i++) {
            int best = 0;
            for (int c = 1; c < weights.length; c++) {
                if (output[i * weights.length + c] > output[i * weights.length + best]) {
                    best = c;
                }
            }
            right += best == target.codes()[rows[i]] ? 1 : 0;
        }
        metrics.accept("validation_accuracy", right / (double) rows.length);
    }
}
