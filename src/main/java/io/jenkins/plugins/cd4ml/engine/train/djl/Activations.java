package io.jenkins.plugins.cd4ml.engine.train.djl;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import java.util.Locale;
import java.util.function.Supplier;

/** What follows a hidden layer: in DJL, and as an operator of ONNX whose defaults are made to agree. */
enum Activations {
    RELU("Relu", Activation::reluBlock),
    LEAKYRELU("LeakyRelu", () -> Activation.leakyReluBlock(Activations.LEAK)),
    ELU("Elu", () -> Activation.eluBlock(1)),
    SELU("Selu", Activation::seluBlock),
    TANH("Tanh", Activation::tanhBlock),
    SIGMOID("Sigmoid", Activation::sigmoidBlock),
    SOFTPLUS("Softplus", Activation::softPlusBlock);

    /** ONNX's own default, too. */
    private static final float LEAK = 0.01f;

    private final String operator;
    private final Supplier<Block> block;

    Activations(String operator, Supplier<Block> block) {
        this.operator = operator;
        this.block = block;
    }

    /** @param name as the schema lists them: {@code leakyRelu} */
    static Activations of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** @return the operator of ONNX; its attributes' defaults are what {@link #block()} computes */
    String operator() {
        return operator;
    }

    Block block() {
        return block.get();
    }
}
