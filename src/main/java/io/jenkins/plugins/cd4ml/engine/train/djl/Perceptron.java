package io.jenkins.plugins.cd4ml.engine.train.djl;

import java.util.List;

/**
 * A trained multilayer perceptron with the standardisation that belongs to it.
 *
 * @param mean    of each feature over the training rows
 * @param std     of each feature over the training rows, 1 where it is constant
 * @param weights by layer: outputs × inputs, row by row
 * @param biases  by layer
 * @param sizes   inputs, hidden units …, classes
 */
record Perceptron(
        List<String> features,
        long[] classes,
        float[] mean,
        float[] std,
        List<float[]> weights,
        List<float[]> biases,
        int[] sizes) {}
