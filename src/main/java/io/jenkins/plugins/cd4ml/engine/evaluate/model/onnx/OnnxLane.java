package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one thread needs to ask a session that it shares with others. */
final class OnnxLane {
    private final String where;
    private final List<OnnxInput> inputs;
    private final OnnxOutputs outputs;

    OnnxLane(String where, List<OnnxInput> inputs, OnnxOutputs outputs) {
        this.where = where;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** @return the answers about the batch's rows from {@code first} on */
    Answers predict(OrtEnvironment environment, OrtSession session, Batch batch, int first, int rows) {
        int fixed = inputs.stream().mapToInt(OnnxInput::fixed).max().orElse(0);
        if (fixed == 0 || fixed == rows) {
            return ask(environment, session, batch, first, rows);
        }
        List<Answers> blocks = new ArrayList<>();
        for (int from = first; from < first + rows; from += fixed) {
            int some = Math.min(fixed, first + rows - from);
            blocks.add(
                    some == fixed
                            ? ask(environment, session, batch, from, fixed)
                            : ask(environment, session, filledUp(batch, from, some, fixed), 0, fixed)
                                    .first(some));
        }
        return Answers.joined(blocks);
    }

    /** @return the rows and, for a model that takes so many at a time, the last one again and again */
    private static Batch filledUp(Batch batch, int from, int some, int fixed) {
        Batch block = new Batch(batch.columns(), fixed, batch.first() + from);
        for (int i = 0; i < fixed; i++) {
            block.copy(batch, from + Math.min(i, some - 1), i);
        }
        return block;
    }

    private Answers ask(OrtEnvironment environment, OrtSession session, Batch batch, int first, int rows) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (OnnxInput input : inputs) {
                tensors.put(input.name(), input.tensor(environment, batch, first, rows));
            }
            try (OrtSession.Result result = session.run(tensors, outputs.names())) {
                return outputs.read(result, rows);
            }
        } catch (OrtException e) {
            long number = batch.first() + first;
            throw new InputException(
                    where + " cannot score rows " + number + " to " + (number + rows - 1) + ": "
                            + OnnxPredictor.reason(e) + ".",
                    e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }
}
