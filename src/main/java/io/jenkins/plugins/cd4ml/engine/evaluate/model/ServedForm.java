package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * How a server of the <a href="https://github.com/open-inference/open-inference-protocol">Open Inference Protocol v2</a> is
 * asked what a {@link Predictor} is asked, and what it has to answer. One thread at a time.
 */
public interface ServedForm {
    /** @return how many rows a request takes; 0 for any number */
    int fixed();

    /** @return the protocol's {@code inputs} for the batch's rows from {@code first} on; none of their values is missing */
    ArrayNode inputs(Batch batch, int first, int rows);

    /**
     * @param answers to exactly these rows
     * @return the protocol's {@code outputs}, with names and data only
     * @throws io.jenkins.plugins.cd4ml.engine.InputException when no server could answer so
     */
    ArrayNode outputs(Answers answers);
}
