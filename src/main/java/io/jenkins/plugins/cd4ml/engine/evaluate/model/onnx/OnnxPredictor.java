package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.ServedForm;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Signature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX model in ONNX Runtime. A lone input takes the signature's features as columns of one matrix; several inputs
 * take the columns that the signature gives them, or the column of their own name.
 *
 * <p>A batch is cut into parts of a fixed size, and each thread asks about whole parts: threads that share one inference
 * would wait for each other at every node of the graph, and what a row is answered would depend on how many there are.
 */
public final class OnnxPredictor implements Predictor {
    /** Rows of one inference: its input stays in the processor's cache. */
    static final int PART = 1024;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final String where;
    private final int threads;
    private final Lanes<OnnxLane> lanes;
    private final List<Column> columns;
    private final OnnxForm served;
    private OrtSession session;

    /**
     * @param threads that score a batch
     * @throws InputException when the file cannot be loaded, or an input cannot be filled, naming the input
     */
    public OnnxPredictor(Path file, Signature signature, int threads) {
        where = file.toString();
        this.threads = threads;
        session = open(1);
        try {
            OnnxOutputs outputs = new OnnxOutputs(where, session.getOutputInfo(), signature.outputs());
            List<OnnxLane> all = new ArrayList<>();
            Set<Column> read = new LinkedHashSet<>();
            for (int i = 0; i < threads; i++) {
                List<OnnxInput> inputs = inputs(signature);
                inputs.forEach(input -> read.addAll(input.columns()));
                all.add(new OnnxLane(where, inputs, outputs));
            }
            columns = List.copyOf(read);
            served = new OnnxForm(where, inputs(signature), outputs);
            lanes = new Lanes<>("cd4ml-onnx", all);
        } catch (OrtException e) {
            shut();
            throw new IllegalStateException(e);
        } catch (InputException e) {
            shut();
            throw e;
        }
    }

    private OrtSession open(int threadsOfOne) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(threadsOfOne);
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            return environment.createSession(where, options);
        } catch (OrtException e) {
            throw new InputException(where + " cannot be loaded by ONNX Runtime: " + reason(e) + ".", e);
        }
    }

    private List<OnnxInput> inputs(Signature signature) throws OrtException {
        List<OnnxInput> inputs = new ArrayList<>();
        Map<String, NodeInfo> all = session.getInputInfo();
        for (Map.Entry<String, NodeInfo> input : all.entrySet()) {
            if (!(input.getValue().getInfo() instanceof TensorInfo info)) {
                throw new InputException(where + " input '" + input.getKey() + "' is not a tensor.");
            }
            inputs.add(new OnnxInput(where, input.getKey(), info, names(signature, input.getKey(), all.size())));
        }
        return inputs;
    }

    private static List<String> names(Signature signature, String input, int inputs) {
        if (signature.inputs().containsKey(input)) {
            return signature.inputs().get(input);
        }
        return inputs == 1 ? signature.features() : List.of(input);
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public Answers predict(Batch batch) {
        int parts = Math.max(1, (batch.rows() + PART - 1) / PART);
        return Answers.joined(lanes.each(parts, (lane, part) -> {
            int first = part * PART;
            return lane.predict(environment, session, batch, first, Math.min(PART, batch.rows() - first));
        }));
    }

    @Override
    public Optional<ServedForm> served() {
        return Optional.of(served);
    }

    @Override
    public void serve() {
        if (threads > 1) {
            shut(); // two of a large model might not fit
            session = open(threads);
        }
    }

    static String reason(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("\\.$", "");
    }

    @Override
    public void close() {
        lanes.close();
        shut();
    }

    private void shut() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
