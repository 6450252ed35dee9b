package io.jenkins.plugins.cd4ml.engine.serve;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** An ONNX model in ONNX Runtime, with one thread a request. Loaded once, then used by any number of threads. */
public final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** @throws InputException when the file is missing or ONNX Runtime cannot load it */
    public OnnxModel(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("The model " + file + " does not exist; train one first.");
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(file.toString(), options);
        } catch (OrtException e) {
            throw new InputException(file + " cannot be loaded as an ONNX model: " + e.getMessage() + ".", e);
        }
    }

    /** @return {@code inputs} and {@code outputs} with names, data types and shapes (-1: any) as the protocol has them */
    ObjectNode signature() {
        try {
            ObjectNode signature = Json.object();
            describe(session.getInputInfo().values(), signature.putArray("inputs"));
            describe(session.getOutputInfo().values(), signature.putArray("outputs"));
            return signature;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param inputs  the protocol's {@code inputs}
     * @param wanted  the protocol's {@code outputs}: which ones to answer; all when empty
     * @throws BadRequest when they do not fit the model
     */
    ArrayNode infer(JsonNode inputs, JsonNode wanted) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            Map<String, NodeInfo> known = session.getInputInfo();
            for (JsonNode input : inputs) {
                String name = input.path("name").asText();
                if (!known.containsKey(name) || !(known.get(name).getInfo() instanceof TensorInfo info)) {
                    throw new BadRequest(
                            400,
                            "The model has no input '" + name + "'; it has " + String.join(", ", known.keySet()) + ".");
                }
                OnnxTensor tensor = Tensors.read(environment, input, info);
                OnnxTensor twice = tensors.put(name, tensor);
                if (twice != null) {
                    twice.close();
                    throw new BadRequest(400, "The input '" + name + "' is given twice.");
                }
            }
            if (tensors.size() < known.size()) {
                Set<String> missing = new LinkedHashSet<>(known.keySet());
                missing.removeAll(tensors.keySet());
                throw new BadRequest(400, "The input " + String.join(", ", missing) + " is missing.");
            }
            return run(tensors, outputs(wanted));
        } catch (OrtException e) {
            throw new BadRequest(400, "The model cannot take this input: " + e.getMessage());
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private ArrayNode run(Map<String, OnnxTensor> inputs, Set<String> wanted) throws OrtException {
        ArrayNode outputs = Json.MAPPER.createArrayNode();
        try (OrtSession.Result result = session.run(inputs, wanted)) {
            for (Map.Entry<String, OnnxValue> output : result) {
                if (!(output.getValue() instanceof OnnxTensor tensor)) {
                    throw new BadRequest(
                            400,
                            "The output '" + output.getKey() + "' is not a tensor; export the model without ZipMap.");
                }
                outputs.add(Tensors.write(output.getKey(), tensor));
            }
        }
        return outputs;
    }

    private Set<String> outputs(JsonNode wanted) {
        if (wanted.isEmpty()) {
            return session.getOutputNames();
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode output : wanted) {
            String name = output.path("name").asText();
            if (!session.getOutputNames().contains(name)) {
                throw new BadRequest(
                        400,
                        "The model has no output '" + name + "'; it has " + String.join(", ", session.getOutputNames())
                                + ".");
            }
            names.add(name);
        }
        return names;
    }

    private static void describe(Collection<NodeInfo> nodes, ArrayNode into) {
        for (NodeInfo node : nodes) {
            if (node.getInfo() instanceof TensorInfo info) {
                ObjectNode description = into.addObject().put("name", node.getName());
                description.put("datatype", Tensors.datatype(info.type));
                ArrayNode shape = description.putArray("shape");
                for (long dimension : info.getShape()) {
                    shape.add(dimension);
                }
            }
        }
    }
}
