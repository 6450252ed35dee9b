package io.jenkins.plugins.cd4ml.engine.train.tracking.call;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** What MLflow allows in names and values, and how it writes them. */
public final class NameRules {
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern ALIAS = Pattern.compile("[\\w\\-]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int LONGEST_KEY = 250;
    private static final int SHOWN = 60;
    private static final int LONGEST_ALIAS = 255;
    private static final int LONGEST_EXPERIMENT = 500;
    public static final int LONGEST_PARAM = 6_000;
    public static final int LONGEST_TAG = 8_000;

    private NameRules() {}

    /** @throws TrackingException when it has other characters, is too long, or is a path that leads elsewhere */
    public static void key(String key, String where) {
        if (!KEY.matcher(key).matches()) {
            throw TrackingException.invalid("Invalid name '" + key + "' in '" + where + "': names may have letters, "
                    + "digits, underscores, dashes, periods, spaces, colons and slashes.");
        }
        if (key.length() > LONGEST_KEY) {
            String what =
                    where.startsWith("params") ? "Param key" : where.startsWith("metrics") ? "Metric name" : "key";
            throw TrackingException.invalid("'" + what + "' exceeds the maximum length of " + LONGEST_KEY
                    + " characters: '" + key.substring(0, SHOWN) + "…' has " + key.length() + ".");
        }
        boolean path = key.startsWith("/") || key.endsWith("/");
        for (String part : key.split("/", -1)) {
            path |= part.equals(".") || part.equals("..") || part.isEmpty();
        }
        if (path) {
            throw TrackingException.invalid("The name '" + key + "' is not unique as a path.");
        }
    }

    /** @throws TrackingException when no experiment can have that name */
    public static void experiment(String name) {
        if (name.length() > LONGEST_EXPERIMENT) {
            throw TrackingException.invalid(
                    "'name' exceeds the maximum length of " + LONGEST_EXPERIMENT + " characters");
        }
    }

    /** @return the name of a registered model */
    public static String model(String name) {
        if (name.isBlank()) {
            throw TrackingException.invalid("Missing value for required parameter 'name'.");
        }
        if (name.matches(".*[/:].*")) {
            throw TrackingException.invalid("Invalid model name '" + name + "'. Names cannot contain '/' or ':'.");
        }
        if (name.equals(".") || name.equals("..")) {
            throw TrackingException.invalid("The name '" + name + "' is not unique as a path.");
        }
        return name;
    }

    /** @return the name of a logged model */
    public static String loggedModel(String name) {
        if (name.isEmpty() || name.matches(".*[/:.%\"'].*")) {
            throw TrackingException.invalid(
                    "Invalid model name ('" + name + "') provided. Model name must be a non-empty"
                            + " string and cannot contain the following characters: ('/', ':', '.', '%', '\"', \"'\")");
        }
        return name;
    }

    /** @return an alias of a version */
    public static String alias(String alias) {
        if (!ALIAS.matcher(alias).matches()) {
            throw TrackingException.invalid("Invalid alias name: '" + alias
                    + "'. Alias names may have letters, digits, underscores and dashes.");
        }
        if (alias.length() > LONGEST_ALIAS) {
            throw TrackingException.invalid(
                    "'Registered model alias name' exceeds the maximum length of " + LONGEST_ALIAS + " characters");
        }
        if (alias.equalsIgnoreCase("latest")) {
            throw TrackingException.invalid("'latest' alias name (case insensitive) is reserved.");
        }
        if (alias.matches("[vV][0-9]+")) {
            throw TrackingException.invalid("Version alias name '" + alias + "' is reserved.");
        }
        return alias;
    }

    /** @return the value, cut where MLflow cuts it */
    public static String value(String value, int longest) {
        return value.length() <= longest ? value : value.substring(0, longest);
    }

    public static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** @return {@code [{"key": …, "value": …}, …]} */
    public static ArrayNode pairs(Map<String, String> map) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        map.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
        return array;
    }
}
