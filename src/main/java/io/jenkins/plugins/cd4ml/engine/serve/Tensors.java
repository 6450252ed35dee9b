package io.jenkins.plugins.cd4ml.engine.serve;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The protocol's JSON tensors to and from ONNX Runtime's. Data may be flat or nested, row by row. */
final class Tensors {
    /** No JSON request of the size that is read could hold more. */
    private static final long MAX_VALUES = 1 << 24;

    private static final Map<OnnxJavaType, String> DATATYPES = Map.of(
            OnnxJavaType.FLOAT, "FP32",
            OnnxJavaType.DOUBLE, "FP64",
            OnnxJavaType.INT64, "INT64",
            OnnxJavaType.INT32, "INT32",
            OnnxJavaType.INT16, "INT16",
            OnnxJavaType.INT8, "INT8",
            OnnxJavaType.UINT8, "UINT8",
            OnnxJavaType.BOOL, "BOOL",
            OnnxJavaType.STRING, "BYTES");

    private Tensors() {}

    static String datatype(OnnxJavaType type) {
        return DATATYPES.getOrDefault(type, type.name());
    }

    /** @throws BadRequest when the tensor does not fit what the model wants */
    static OnnxTensor read(OrtEnvironment environment, JsonNode input, TensorInfo wanted) throws OrtException {
        String name = "The input '" + input.path("name").asText() + "' ";
        String datatype = datatype(wanted.type);
        if (!input.path("datatype").asText().equals(datatype)) {
            throw new BadRequest(
                    400,
                    name + "has the datatype '" + input.path("datatype").asText() + "'; the model wants " + datatype
                            + ".");
        }
        long[] shape = shape(name, input.path("shape"), wanted.getShape());
        List<JsonNode> data = new ArrayList<>();
        flatten(input.path("data"), data);
        long size = 1;
        for (long dimension : shape) {
            if (dimension > 0 && size > MAX_VALUES / dimension) {
                throw new BadRequest(400, name + "has the shape " + input.get("shape") + ", which is too large.");
            }
            size *= dimension;
        }
        if (data.size() != size) {
            throw new BadRequest(400, name + "has " + data.size() + " values, but its shape takes " + size + ".");
        }
        boolean text = wanted.type == OnnxJavaType.STRING;
        for (JsonNode value : data) {
            if (text ? !value.isTextual() : wanted.type == OnnxJavaType.BOOL ? !value.isBoolean() : !value.isNumber()) {
                throw new BadRequest(400, name + "has the value " + value + ", which is not " + datatype + ".");
            }
        }
        return switch (wanted.type) {
            case FLOAT -> {
                FloatBuffer buffer = FloatBuffer.allocate(data.size());
                data.forEach(v -> buffer.put(v.floatValue()));
                yield OnnxTensor.createTensor(environment, buffer.flip(), shape);
            }
            case DOUBLE -> {
                DoubleBuffer buffer = DoubleBuffer.allocate(data.size());
                data.forEach(v -> buffer.put(v.doubleValue()));
                yield OnnxTensor.createTensor(environment, buffer.flip(), shape);
            }
            case INT64 -> {
                LongBuffer buffer = LongBuffer.allocate(data.size());
                data.forEach(v -> buffer.put(v.longValue()));
                yield OnnxTensor.createTensor(environment, buffer.flip(), shape);
            }
            case INT32 -> {
                IntBuffer buffer = IntBuffer.allocate(data.size());
                data.forEach(v -> buffer.put(v.intValue()));
                yield OnnxTensor.createTensor(environment, buffer.flip(), shape);
            }
            case STRING ->
                OnnxTensor.createTensor(
                        environment, data.stream().map(JsonNode::asText).toArray(String[]::new), shape);
            default -> throw new BadRequest(400, name + "is of type " + datatype + ", which is not served here.");
        };
    }

    static ObjectNode write(String name, OnnxTensor tensor) throws OrtException {
        TensorInfo info = tensor.getInfo();
        ObjectNode output = Json.object().put("name", name).put("datatype", datatype(info.type));
        ArrayNode shape = output.putArray("shape");
        for (long dimension : info.getShape()) {
            shape.add(dimension);
        }
        List<JsonNode> values = new ArrayList<>();
        flatten(Json.MAPPER.valueToTree(tensor.getValue()), values);
        output.putArray("data").addAll(values);
        return output;
    }

    private static long[] shape(String name, JsonNode given, long[] wanted) {
        long[] shape = new long[given.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = given.get(i).asLong(-1);
            boolean fits = shape.length == wanted.length && (wanted[i] < 0 || wanted[i] == shape[i]);
            if (shape[i] < 0 || !fits) {
                throw new BadRequest(
                        400,
                        name + "has the shape " + given + "; the model wants " + java.util.Arrays.toString(wanted)
                                + " (-1: any).");
            }
        }
        if (shape.length != wanted.length) {
            throw new BadRequest(
                    400,
                    name + "has the shape " + given + "; the model wants " + java.util.Arrays.toString(wanted)
                            + " (-1: any).");
        }
        return shape;
    }

    private static void flatten(JsonNode data, List<JsonNode> into) {
        if (data.isArray()) {
            data.forEach(item -> flatten(item, into));
        } else if (!data.isMissingNode()) {
            into.add(data);
        }
    }
}
