package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX model in ONNX Runtime. A lone input takes the signature's features as columns of one matrix; several inputs
 * take the columns that the signature gives them, or the column of their own name.
 */
final class OnnxPredictor implements Predictor {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String where;
    private final List<OnnxInput> inputs = new ArrayList<>();
    private final OnnxOutputs outputs;

    /**
     * @param threads of one inference
     * @throws InputException when the file cannot be loaded, or an input cannot be filled, naming the input
     */
    OnnxPredictor(Path file, Signature signature, int threads) {
        where = file.toString();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(threads);
            // its threads would spin between batches, on the cores that read the next one
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            session = environment.createSession(where, options);
        } catch (OrtException e) {
            throw new InputException(where + " cannot be loaded by ONNX Runtime: " + reason(e) + ".", e);
        }
        try {
            Map<String, NodeInfo> all = session.getInputInfo();
            for (Map.Entry<String, NodeInfo> input : all.entrySet()) {
                if (!(input.getValue().getInfo() instanceof TensorInfo info)) {
                    throw new InputException(where + " input '" + input.getKey() + "' is not a tensor.");
                }
                List<String> columns = columns(signature, input.getKey(), all.size());
                inputs.add(new OnnxInput(where, input.getKey(), info, columns));
            }
            outputs = new OnnxOutputs(where, session.getOutputInfo());
        } catch (OrtException e) {
            close();
            throw new IllegalStateException(e);
        } catch (InputException e) {
            close();
            throw e;
        }
    }

    private static List<String> columns(Signature signature, String input, int inputs) {
        if (signature.inputs().containsKey(input)) {
            return signature.inputs().get(input);
        }
        return inputs == 1 ? signature.features() : List.of(input);
    }

    @Override
    public List<Column> columns() {
        Set<Column> columns = new LinkedHashSet<>();
        inputs.forEach(i -> columns.addAll(i.columns()));
        return List.copyOf(columns);
    }

    @Override
    public Answers predict(Batch batch) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (OnnxInput input : inputs) {
                tensors.put(input.name(), input.tensor(environment, batch));
            }
            try (OrtSession.Result result = session.run(tensors, outputs.names())) {
                return outputs.read(result, batch.rows());
            }
        } catch (OrtException e) {
            throw new InputException(
                    where + " cannot score rows " + batch.first() + " to " + (batch.first() + batch.rows() - 1) + ": "
                            + reason(e) + ".",
                    e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static String reason(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("\\.$", "");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
