package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON and JSON lines as Python and JavaScript write them, and numbers from them. */
final class ItemFiles {
    /** NaN and Infinity may stand in what Python writes. */
    private static final ObjectReader READER = Json.MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

    private ItemFiles() {}

    static JsonNode json(Path file) {
        return parse(file, text(file));
    }

    /** @return the documents of a file with one a line */
    static List<JsonNode> lines(Path file) {
        List<JsonNode> lines = new ArrayList<>();
        text(file).lines().filter(line -> !line.isBlank()).forEach(line -> lines.add(parse(file, line)));
        return lines;
    }

    static JsonNode parse(Path file, String text) {
        try {
            return READER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file + " line " + e.getLocation().getLineNr() + " cannot be read as JSON: " + Json.reason(e) + ".",
                    e);
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > Json.MAX_BYTES) {
                throw new InputException(file + " has more than 64 MiB; have the tool write less beside the scores.");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return the digest of these parts of a document, whatever the order of their keys; absent parts count as null */
    static String digest(JsonNode... parts) {
        Object[] all = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            all[i] = parts[i].isMissingNode() ? null : Json.MAPPER.convertValue(parts[i], Object.class);
        }
        return Digests.of(Json.line(Json.MAPPER.valueToTree(all)));
    }

    /** @return a number, a boolean as 1 or 0, a number or boolean written as text; NaN for anything else */
    static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        String text = node.asText("").trim();
        if (node.isBoolean() || text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text) ? 1 : 0;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
