package io.jenkins.plugins.cd4ml.engine.train.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** What MLflow allows in names and values, and how it writes them. */
final class NameRules {
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int LONGEST_KEY = 250;
    static final int LONGEST_PARAM = 6_000;
    static final int LONGEST_TAG = 8_000;

    private NameRules() {}

    /** @throws TrackingException when it has other characters, is too long, or is a path that leads elsewhere */
    static void key(String key, String where) {
        if (!KEY.matcher(key).matches()) {
            throw TrackingException.invalid("Invalid name '" + key + "' in '" + where + "': names may have letters, "
                    + "digits, underscores, dashes, periods, spaces, colons and slashes.");
        }
        if (key.length() > LONGEST_KEY) {
            throw TrackingException.invalid(
                    "The name '" + key.substring(0, LONGEST_KEY) + "…' is longer than " + LONGEST_KEY + " characters.");
        }
        boolean path = key.startsWith("/") || key.endsWith("/");
        for (String part : key.split("/", -1)) {
            path |= part.equals(".") || part.equals("..") || part.isEmpty();
        }
        if (path) {
            throw TrackingException.invalid("The name '" + key + "' is not unique as a path.");
        }
    }

    /** @return the value, cut where MLflow cuts it */
    static String value(String value, int longest) {
        return value.length() <= longest ? value : value.substring(0, longest);
    }

    static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** @return {@code [{"key": …, "value": …}, …]} */
    static ArrayNode pairs(Map<String, String> map) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        map.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
        return array;
    }
}
