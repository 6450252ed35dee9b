package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.ServedForm;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.List;

/** What a model server asks an ONNX model: inputs and outputs go by their names in the file. */
record OnnxForm(String where, List<OnnxInput> form, OnnxOutputs answered) implements ServedForm {
    @Override
    public int fixed() {
        return form.stream().mapToInt(OnnxInput::fixed).max().orElse(0);
    }

    @Override
    public ArrayNode inputs(Batch batch, int first, int rows) {
        ArrayNode inputs = Json.MAPPER.createArrayNode();
        form.forEach(input -> inputs.add(input.json(batch, first, rows)));
        return inputs;
    }

    @Override
    public ArrayNode outputs(Answers answers) {
        if (answers.classes() != null) {
            throw new InputException(
                    where + " output '" + answered.numbers().get(0) + "' is a sequence of maps, which"
                            + " model servers do not answer; export the model without ZipMap, or leave promote.servingSkew out.");
        }
        ArrayNode outputs = Json.MAPPER.createArrayNode();
        int parts = answered.numbers().size();
        for (int part = 0; part < parts; part++) {
            ArrayNode data = outputs.addObject()
                    .put("name", answered.numbers().get(part))
                    .putArray("data");
            for (int i = part; i < answers.numbers().length; i += parts) {
                data.add(answers.numbers()[i]);
            }
        }
        if (answers.labels() != null) {
            ArrayNode data = outputs.addObject().put("name", answered.labels()).putArray("data");
            for (String label : answers.labels()) {
                data.add(label);
            }
        }
        return outputs;
    }
}
