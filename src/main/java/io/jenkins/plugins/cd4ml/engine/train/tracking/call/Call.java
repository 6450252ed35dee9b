package io.jenkins.plugins.cd4ml.engine.train.tracking.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a call: its JSON body, or its query; and what its path holds.
 *
 * @param arguments members of the body; of a query all are texts, or lists of texts where a name is repeated
 * @param id        the part of the path that names a thing, else null
 */
public record Call(ObjectNode arguments, String id) {
    /** @throws TrackingException when it is not given or not a text */
    public String text(String name) {
        JsonNode value = arguments.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw missing(name);
        }
        String text = textual(name, value);
        if (text.isEmpty()) {
            throw missing(name);
        }
        return text;
    }

    /** @return as MLflow says it */
    public static TrackingException missing(String name) {
        return TrackingException.invalid("Missing value for required parameter '" + name
                + "'. See the API docs for more information about request parameters.");
    }

    /** @return as MLflow says it */
    public static TrackingException wrong(String name, JsonNode value) {
        return TrackingException.invalid("Invalid value " + value + " for parameter '" + name
                + "' supplied: it is of another type. See the API docs for more information about request parameters.");
    }

    private static String textual(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw wrong(name, value);
        }
        return value.asText();
    }

    /** @return the value, or {@code otherwise} */
    public String text(String name, String otherwise) {
        JsonNode value = arguments.path(name);
        return value.isMissingNode() || value.isNull() ? otherwise : textual(name, value);
    }

    /** @return whether it is given as true */
    public boolean flag(String name) {
        return arguments.path(name).asBoolean(false);
    }

    public boolean has(String name) {
        return arguments.hasNonNull(name);
    }

    public long number(String name, long otherwise) {
        JsonNode value = arguments.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        return whole(value, name);
    }

    public static long whole(JsonNode value, String name) {
        try {
            return value.isIntegralNumber() ? value.longValue() : Long.parseLong(value.asText());
        } catch (NumberFormatException e) {
            throw wrong(name, value);
        }
    }

    public List<String> texts(String name) {
        List<String> values = new ArrayList<>();
        JsonNode given = arguments.path(name);
        if (given.isArray()) {
            given.forEach(v -> values.add(v.asText()));
        } else if (given.isValueNode() && !given.isNull()) {
            values.add(given.asText());
        }
        return values;
    }

    public JsonNode list(String name) {
        JsonNode value = arguments.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isArray()) {
            throw wrong(name, value);
        }
        return value;
    }

    /** @return the members {@code key} and {@code value} of a list of tags or parameters, checked */
    public Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (JsonNode pair : list(name)) {
            NameRules.key(pair.path("key").asText(""), name);
            int longest = name.equals("params") ? NameRules.LONGEST_PARAM : NameRules.LONGEST_TAG;
            pairs.put(
                    pair.get("key").asText(), NameRules.value(pair.path("value").asText(""), longest));
        }
        return pairs;
    }
}
