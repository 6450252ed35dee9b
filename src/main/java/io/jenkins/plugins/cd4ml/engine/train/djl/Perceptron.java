package io.jenkins.plugins.cd4ml.engine.train.djl;

import io.jenkins.plugins.cd4ml.engine.train.tabular.Encoding;
import io.jenkins.plugins.cd4ml.engine.train.tabular.Target;
import java.util.List;

/**
 * A trained multilayer perceptron with what belongs before and behind it.
 *
 * @param weights by layer: outputs × inputs, row by row
 * @param biases  by layer
 * @param mean    for regression: of the target over the training rows, which the network's output is scaled by
 * @param std     for regression: of the target over the training rows
 */
record Perceptron(
        Encoding encoding,
        Target target,
        Activations activation,
        List<float[]> weights,
        List<float[]> biases,
        float mean,
        float std) {}
