package io.jenkins.plugins.cd4ml.engine.train.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Target;
import java.util.function.ObjDoubleConsumer;

/** The mean squared error of the target, standardised by the rows that are learned from. */
final class Regression implements LearningTask {
    private final Target target;
    private final float mean;
    private final float std;

    Regression(Target target, int[] train) {
        this.target = target;
        double sum = 0;
        for (int row : train) {
            sum += target.numbers()[row];
        }
        double m = sum / train.length;
        double squares = 0;
        for (int row : train) {
            squares += (target.numbers()[row] - m) * (target.numbers()[row] - m);
        }
        double s = Math.sqrt(squares / train.length);
        mean = (float) m;
        std = s > 0 ? (float) s : 1;
    }

    float mean() {
        return mean;
    }

    float std() {
        return std;
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public NDList labels(NDManager manager, int[] rows) {
        float[] values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = (float) ((target.numbers()[rows[i]] - mean) / std);
        }
        return new NDList(LearningTask.matrix(manager, values, 1));
    }

    @Override
    public NDArray loss(NDList labels, NDArray output) {
        return output.sub(labels.singletonOrThrow()).square().mean();
    }

    /** In the target's own unit. */
    @Override
    public void measure(int[] rows, float[] output, ObjDoubleConsumer<String> metrics) {
        double squares = 0;
        double absolute = 0;
        for (int i = 0; i < rows.length; i++) {
            double error = output[i] * std + mean - target.numbers()[rows[i]];
            squares += error * error;
            absolute += Math.abs(error);
        }
        metrics.accept("validation_rmse", Math.sqrt(squares / rows.length));
        metrics.accept("validation_mae", absolute / rows.length);
    }
}
