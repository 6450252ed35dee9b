package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Reads <a href="https://ubjson.org/type-reference/">Universal Binary JSON</a> without the values of some keys, which are
 * passed over where they stand: a model's trees may be thousands of times larger than what describes them. One use.
 */
final class UbjsonReader {
    /** Deeper than any model; hostile files must not exhaust the stack. */
    private static final int DEEPEST = 64;

    private final ByteBuffer bytes;
    private final Set<String> without;

    /** @param without keys whose values are left out */
    UbjsonReader(ByteBuffer bytes, Set<String> without) {
        this.bytes = bytes;
        this.without = without;
    }

    /** @throws IOException when the bytes are no UBJSON, or end too early */
    JsonNode read() throws IOException {
        try {
            return value(marker(), true, 0);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("it ends too early", e);
        }
    }

    /**
     * Writes everything as JSON, passing over what {@code cut} leaves out.
     *
     * @throws IOException when the bytes are no UBJSON, or end too early
     */
    void copy(JsonGenerator out, XgboostCut cut) throws IOException {
        try {
            copy(marker(), out, "", cut, 0);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("it ends too early", e);
        }
    }

    private void copy(byte type, JsonGenerator out, String key, XgboostCut cut, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("it is nested too deeply");
        }
        switch (type) {
            case '{' -> {
                byte each = typed();
                long count = counted();
                out.writeStartObject();
                for (long i = 0; count < 0 ? !ends((byte) '}') : i < count; i++) {
                    String name = text(true).asText();
                    out.writeFieldName(name);
                    copy(each == 0 ? marker() : each, out, name, cut, depth + 1);
                }
                out.writeEndObject();
            }
            case '[' -> {
                byte each = typed();
                long count = counted();
                int most = cut.most(key);
                out.writeStartArray();
                for (long i = 0; count < 0 ? !ends((byte) ']') : i < count; i++) {
                    byte element = each == 0 ? marker() : each;
                    if (i < most) {
                        copy(element, out, "", cut, depth + 1);
                    } else {
                        value(element, false, depth + 1);
                    }
                }
                out.writeEndArray();
            }
            case 'S' -> out.writeString(cut.text(key, text(true).asText()));
            case 'd' -> number(out, Float.toString(bytes.getFloat()));
            case 'D' -> number(out, Double.toString(bytes.getDouble()));
            default -> out.writeTree(value(type, true, depth));
        }
    }

    /** As text: a float written as a double would be another number; XGBoost reads NaN and Infinity without quotes. */
    private static void number(JsonGenerator out, String text) throws IOException {
        out.writeRawValue(text);
    }

    private byte marker() {
        byte marker = bytes.get();
        while (marker == 'N') { // no-op
            marker = bytes.get();
        }
        return marker;
    }

    /** @param wanted whether it is kept; else it is only passed over */
    private JsonNode value(byte type, boolean wanted, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("it is nested too deeply");
        }
        switch (type) {
            case 'Z':
                return NullNode.instance;
            case 'T', 'F':
                return JsonNodeFactory.instance.booleanNode(type == 'T');
            case 'i', 'U', 'I', 'l', 'L':
                return LongNode.valueOf(whole(type));
            case 'd':
                return DoubleNode.valueOf(bytes.getFloat());
            case 'D':
                return DoubleNode.valueOf(bytes.getDouble());
            case 'C':
                return TextNode.valueOf(String.valueOf((char) bytes.get()));
            case 'S', 'H':
                return text(wanted);
            case '[':
                return array(wanted, depth);
            case '{':
                return object(wanted, depth);
            default:
                throw new IOException("it has a value of the unknown type " + type);
        }
    }

    private long whole(byte type) throws IOException {
        return switch (type) {
            case 'i' -> bytes.get();
            case 'U' -> bytes.get() & 0xff;
            case 'I' -> bytes.getShort();
            case 'l' -> bytes.getInt();
            case 'L' -> bytes.getLong();
            default -> throw new IOException("it has a length of the unknown type " + type);
        };
    }

    private int length() throws IOException {
        long length = whole(marker());
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) length;
    }

    private JsonNode text(boolean wanted) throws IOException {
        int length = length();
        if (!wanted) {
            bytes.position(bytes.position() + length);
            return MissingNode.getInstance();
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return TextNode.valueOf(new String(text, StandardCharsets.UTF_8));
    }

    /** @return bytes of one value of a type that always has as many; 0 for others */
    private static int size(byte type) {
        return switch (type) {
            case 'i', 'U', 'C' -> 1;
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> 0;
        };
    }

    private JsonNode array(boolean wanted, int depth) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        byte type = typed();
        long count = counted();
        int size = type == 0 ? 0 : size(type);
        if (count >= 0 && size > 0 && !wanted) {
            bytes.position(Math.toIntExact(bytes.position() + count * size));
            return array;
        }
        for (long i = 0; count < 0 ? !ends((byte) ']') : i < count; i++) {
            JsonNode value = value(type == 0 ? marker() : type, wanted, depth + 1);
            if (wanted) {
                array.add(value);
            }
        }
        return array;
    }

    private JsonNode object(boolean wanted, int depth) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        byte type = typed();
        long count = counted();
        for (long i = 0; count < 0 ? !ends((byte) '}') : i < count; i++) {
            String key = text(true).asText();
            boolean kept = wanted && !without.contains(key);
            JsonNode value = value(type == 0 ? marker() : type, kept, depth + 1);
            if (kept) {
                object.set(key, value);
            }
        }
        return object;
    }

    private byte typed() {
        if (bytes.get(bytes.position()) != '$') {
            return 0;
        }
        bytes.get();
        return bytes.get();
    }

    private long counted() throws IOException {
        if (bytes.get(bytes.position()) != '#') {
            return -1;
        }
        bytes.get();
        long count = whole(marker());
        if (count < 0 || count > bytes.remaining() * 2L) { // each value has a byte, at least in a file of ours
            throw new BufferUnderflowException();
        }
        return count;
    }

    private boolean ends(byte end) {
        byte marker = marker();
        if (marker == end) {
            return true;
        }
        bytes.position(bytes.position() - 1);
        return false;
    }
}
