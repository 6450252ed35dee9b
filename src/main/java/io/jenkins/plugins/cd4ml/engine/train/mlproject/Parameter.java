package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A parameter of an entry point.
 *
 * @param type         {@code string}, {@code float}, {@code path} or {@code uri}; others are as {@code string}
 * @param defaultValue null for a parameter that must be given
 */
record Parameter(String name, String type, String defaultValue) {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    /** @param node {@code float}, or {@code {type: float, default: 0.5}} */
    static Parameter of(String name, JsonNode node) {
        if (node.isTextual()) {
            return new Parameter(name, node.asText(), null);
        }
        JsonNode value = node.path("default");
        return new Parameter(name, node.path("type").asText("string"), text(value));
    }

    /** @return as Python's {@code str} writes it; null for nothing */
    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return value.isBoolean() ? (value.asBoolean() ? "True" : "False") : value.asText();
    }

    /**
     * @param folder of the MLproject file, which paths are relative to
     * @return the value to run with: a path is absolute
     * @throws InputException when the value is not of the type
     */
    String checked(String value, Path folder) {
        return switch (type) {
            case "float" -> number(value);
            case "path" -> path(value, folder);
            case "uri" -> {
                if (!SCHEME.matcher(value).matches()) {
                    throw wrong(value, "a URI such as s3://bucket/key");
                }
                yield value;
            }
            default -> value;
        };
    }

    private String number(String value) {
        try {
            Double.parseDouble(value.strip());
            return value;
        } catch (NumberFormatException e) {
            throw wrong(value, "a number");
        }
    }

    private String path(String value, Path folder) {
        String local = value.startsWith("file://") ? value.substring("file://".length()) : value;
        if (SCHEME.matcher(local).matches()) {
            throw wrong(value, "a local path, for nothing is downloaded here");
        }
        Path file = folder.resolve(local).normalize();
        if (!Files.exists(file)) {
            throw wrong(value, "a file or folder that exists");
        }
        return file.toString();
    }

    private InputException wrong(String value, String needed) {
        return new InputException("The parameter '" + name + "' of the MLproject's entry point is '" + value
                + "', but must be " + needed + ".");
    }
}
