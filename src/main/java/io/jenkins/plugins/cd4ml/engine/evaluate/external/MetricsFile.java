package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A JSON or YAML file of numbers, nested or flat: what DVC, dvclive and MLflow's evaluate write. */
final class MetricsFile {
    private static final long MOST_BYTES = 16L << 20;

    private MetricsFile() {}

    static Map<String, Double> read(Path file) {
        Map<String, Double> numbers = new TreeMap<>();
        flatten("", document(file), numbers);
        if (numbers.isEmpty()) {
            throw new InputException(file + " holds no numbers.");
        }
        return numbers;
    }

    /** @return the file's tree; YAML by its name, else JSON in which NaN and Infinity may stand, as Python writes them */
    static JsonNode document(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(file + " has more than " + MOST_BYTES + " bytes; that is no file of results.");
            }
            String text = Files.readString(file);
            return file.toString().matches(".*\\.ya?ml")
                    ? YamlDocument.parse(file.toString(), text).root()
                    : Json.MAPPER
                            .reader()
                            .with(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                            .readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new InputException(
                    file + " line " + e.getLocation().getLineNr() + " cannot be read as JSON: " + e.getOriginalMessage()
                            + ".",
                    e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Names are paths with dots; a boolean is 1 or 0; what is null or a word is no number. */
    static void flatten(String name, JsonNode node, Map<String, Double> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(p -> flatten(name.isEmpty() ? p.getKey() : name + "." + p.getKey(), p.getValue(), into));
        } else if (node.isNumber()) {
            into.put(name, node.doubleValue());
        } else if (node.isBoolean()) {
            into.put(name, node.booleanValue() ? 1.0 : 0.0);
        } else if (node.isNull() || node.isTextual() && node.asText().matches("-?(NaN|nan|Infinity|inf)")) {
            into.put(
                    name,
                    node.isNull()
                                    || node.asText()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .endsWith("nan")
                            ? Double.NaN
                            : node.asText().startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
    }
}
