package io.jenkins.plugins.cd4ml.engine.train.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.ObjDoubleConsumer;

/** What is learned: the shape of the network's output, its loss, and what is told of rows that are watched. */
interface LearningTask {
    /** @return outputs of the network */
    int outputs();

    /** @return what the loss takes beside the network's output: one or more arrays, a row each */
    NDList labels(NDManager manager, int[] rows);

    /** @return the mean loss as a scalar */
    NDArray loss(NDList labels, NDArray output);

    /**
     * Measures rows that were not learned from.
     *
     * @param output  the network's answer, rows × {@link #outputs()}
     * @param metrics receives names and values
     */
    void measure(int[] rows, float[] output, ObjDoubleConsumer<String> metrics);

    /** @return values as rows × columns */
    static NDArray matrix(NDManager manager, float[] values, int columns) {
        return manager.create(values, new Shape(values.length / columns, columns));
    }
}
