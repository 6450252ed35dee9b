package io.jenkins.plugins.cd4ml.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Values that a Pipeline script gives, as JSON: maps, lists, strings, numbers and booleans only. Nothing else is asked
 * anything, for it could be an object of the script, whose getters would run on the controller.
 */
final class PlainValues {
    private static final int DEEPEST = 50;

    private PlainValues() {}

    /**
     * @param path what messages call the value, such as {@code params}
     * @throws AbortException with the path of the first value that is of another kind
     */
    static JsonNode json(String path, Object value) throws AbortException {
        return json(path, value, 0);
    }

    private static JsonNode json(String path, Object value, int depth) throws AbortException {
        if (depth > DEEPEST) {
            throw new AbortException(path + " is more than " + DEEPEST + " levels deep.");
        }
        if (value == null) {
            return Json.MAPPER.nullNode();
        }
        if (value instanceof CharSequence text) { // Groovy's GString is one
            return Json.MAPPER.getNodeFactory().textNode(text.toString());
        }
        if (value instanceof Boolean || number(value)) {
            return Json.MAPPER.valueToTree(value);
        }
        if (value instanceof Map<?, ?> map) {
            return object(path, map, depth);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            for (int i = 0; i < list.size(); i++) {
                array.add(json(path + "[" + i + "]", list.get(i), depth + 1));
            }
            return array;
        }
        throw new AbortException(path + " is of the type " + value.getClass().getName()
                + "; give maps, lists, strings, numbers and booleans only.");
    }

    private static ObjectNode object(String path, Map<?, ?> map, int depth) throws AbortException {
        ObjectNode object = Json.object();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof CharSequence key)) {
                throw new AbortException(path + " has the key "
                        + (entry.getKey() == null
                                ? "null"
                                : "of the type " + entry.getKey().getClass().getName()) + "; give strings as keys.");
            }
            object.set(key.toString(), json(path + "." + key, entry.getValue(), depth + 1));
        }
        return object;
    }

    /** Not any Number: a script may have one of its own. */
    private static boolean number(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte
                || value.getClass() == BigDecimal.class
                || value.getClass() == BigInteger.class;
    }
}
