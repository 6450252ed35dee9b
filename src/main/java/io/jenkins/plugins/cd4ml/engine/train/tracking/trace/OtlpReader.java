package io.jenkins.plugins.cd4ml.engine.train.tracking.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Spans of an {@code ExportTraceServiceRequest} (OpenTelemetry protocol 1, opentelemetry-proto trace.proto), as Protobuf or
 * JSON, to the JSON that Protobuf writes of them: names with underscores, bytes in Base64.
 */
final class OtlpReader {
    private enum Kind {
        TEXT,
        BYTES,
        VARINT,
        BOOL,
        FIXED64,
        FIXED32,
        DOUBLE,
        MESSAGE
    }

    private record Field(String name, Kind kind, boolean repeated, String message) {}

    private static final int DEEPEST = 64;
    private static final int WIRE_BITS = 3;
    private static final Map<String, Map<Integer, Field>> MESSAGES = Map.of(
            "request", Map.of(1, many("resource_spans", "resource")),
            "resource", Map.of(2, many("scope_spans", "scope")),
            "scope", Map.of(2, many("spans", "span")),
            "span",
                    Map.ofEntries(
                            Map.entry(1, one("trace_id", Kind.BYTES)),
                            Map.entry(2, one("span_id", Kind.BYTES)),
                            Map.entry(3, one("trace_state", Kind.TEXT)),
                            Map.entry(4, one("parent_span_id", Kind.BYTES)),
                            Map.entry(5, one("name", Kind.TEXT)),
                            Map.entry(6, one("kind", Kind.VARINT)),
                            Map.entry(7, one("start_time_unix_nano", Kind.FIXED64)),
                            Map.entry(8, one("end_time_unix_nano", Kind.FIXED64)),
                            Map.entry(9, many("attributes", "pair")),
                            Map.entry(11, many("events", "event")),
                            Map.entry(13, many("links", "link")),
                            Map.entry(15, message("status", "status")),
                            Map.entry(16, one("flags", Kind.FIXED32))),
            "event",
                    Map.of(
                            1, one("time_unix_nano", Kind.FIXED64),
                            2, one("name", Kind.TEXT),
                            3, many("attributes", "pair")),
            "link",
                    Map.of(
                            1, one("trace_id", Kind.BYTES),
                            2, one("span_id", Kind.BYTES),
                            3, one("trace_state", Kind.TEXT),
                            4, many("attributes", "pair")),
            "status", Map.of(2, one("message", Kind.TEXT), 3, one("code", Kind.VARINT)),
            "pair", Map.of(1, one("key", Kind.TEXT), 2, message("value", "value")),
            "values", Map.of(1, many("values", "value")),
            "value",
                    Map.of(
                            1, one("string_value", Kind.TEXT),
                            2, one("bool_value", Kind.BOOL),
                            3, one("int_value", Kind.VARINT),
                            4, one("double_value", Kind.DOUBLE),
                            5, message("array_value", "values"),
                            6, message("kvlist_value", "pairs"),
                            7, one("bytes_value", Kind.BYTES)));
    private static final Map<Integer, Field> PAIRS = Map.of(1, many("values", "pair"));

    private OtlpReader() {}

    private static Field one(String name, Kind kind) {
        return new Field(name, kind, false, null);
    }

    private static Field message(String name, String message) {
        return new Field(name, Kind.MESSAGE, false, message);
    }

    private static Field many(String name, String message) {
        return new Field(name, Kind.MESSAGE, true, message);
    }

    /**
     * @param json whether the body is JSON, where ids are hexadecimal
     * @return the spans in their order
     * @throws TrackingException when it is no such request, or has no span
     */
    static List<ObjectNode> spans(byte[] body, boolean json) {
        JsonNode request;
        try {
            request = json
                    ? underscored(Json.MAPPER.readTree(body))
                    : read(ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN), "request", 0);
        } catch (IOException | BufferUnderflowException | IllegalArgumentException e) {
            throw TrackingException.invalid("Invalid OpenTelemetry format");
        }
        List<ObjectNode> spans = new ArrayList<>();
        for (JsonNode resource : request.path("resource_spans")) {
            for (JsonNode scope : resource.path("scope_spans")) {
                scope.path("spans").forEach(span -> spans.add((ObjectNode) span));
            }
        }
        if (spans.isEmpty()) {
            throw TrackingException.invalid("Invalid OpenTelemetry format - no spans found");
        }
        return spans;
    }

    private static ObjectNode read(ByteBuffer in, String message, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("nested too deep");
        }
        Map<Integer, Field> fields = message.equals("pairs") ? PAIRS : MESSAGES.get(message);
        ObjectNode object = Json.object();
        while (in.hasRemaining()) {
            long tag = varint(in);
            Field field = fields.get((int) (tag >>> WIRE_BITS));
            int wire = (int) (tag & 7);
            if (field == null) {
                skip(in, wire);
            } else {
                if (wire != wire(field.kind())) {
                    throw new IllegalArgumentException("another type than expected");
                }
                put(object, field, in, depth);
            }
        }
        return object;
    }

    private static void put(ObjectNode object, Field field, ByteBuffer in, int depth) {
        String name = field.name();
        switch (field.kind()) {
            case TEXT -> object.put(name, new String(bytes(in), StandardCharsets.UTF_8));
            case BYTES -> object.put(name, Base64.getEncoder().encodeToString(bytes(in)));
            case VARINT -> object.put(name, varint(in));
            case BOOL -> object.put(name, varint(in) != 0);
            case FIXED64 -> object.put(name, Long.toUnsignedString(in.getLong()));
            case FIXED32 -> object.put(name, Integer.toUnsignedLong(in.getInt()));
            case DOUBLE -> object.put(name, in.getDouble());
            default -> {
                ObjectNode value =
                        read(ByteBuffer.wrap(bytes(in)).order(ByteOrder.LITTLE_ENDIAN), field.message(), depth + 1);
                if (field.repeated()) {
                    object.withArray(name).add(value);
                } else {
                    object.set(name, value);
                }
            }
        }
    }

    private static int wire(Kind kind) {
        return switch (kind) {
            case VARINT, BOOL -> 0;
            case FIXED64, DOUBLE -> 1;
            case FIXED32 -> 5;
            default -> 2;
        };
    }

    private static void skip(ByteBuffer in, int wire) {
        switch (wire) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> bytes(in);
            case 5 -> in.getInt();
            default -> throw new IllegalArgumentException("unknown wire type");
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number that is too long");
    }

    /** JSON of the protocol has names like {@code startTimeUnixNano}, and ids as hexadecimal digits. */
    private static JsonNode underscored(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            node.forEach(item -> array.add(underscored(item)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = Json.object();
        node.properties().forEach(member -> {
            String name = member.getKey().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
            object.set(
                    name,
                    name.endsWith("trace_id") || name.endsWith("span_id")
                            ? Json.MAPPER
                                    .getNodeFactory()
                                    .textNode(Base64.getEncoder()
                                            .encodeToString(HexFormat.of()
                                                    .parseHex(member.getValue().asText())))
                            : underscored(member.getValue()));
        });
        return object;
    }
}
