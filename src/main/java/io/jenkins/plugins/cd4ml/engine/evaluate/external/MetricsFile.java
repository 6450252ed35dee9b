package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.FlatNumbers;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A JSON, YAML or TOML file of numbers, nested or flat: what DVC, dvclive and MLflow's evaluate write. */
final class MetricsFile {
    private static final long MOST_BYTES = 16L << 20;
    private static final TomlMapper TOML = new TomlMapper();

    private MetricsFile() {}

    static Map<String, Double> read(Path file) {
        Map<String, Double> numbers = FlatNumbers.of(document(file));
        if (numbers.isEmpty()) {
            throw new InputException(file + " holds no numbers.");
        }
        return numbers;
    }

    /** @return the file's tree; YAML and TOML by its name, else JSON in which NaN and Infinity may stand, as Python writes them */
    static JsonNode document(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(file + " has more than " + MOST_BYTES + " bytes; that is no file of results.");
            }
            String text = Files.readString(file);
            if (file.toString().endsWith(".toml")) {
                return TOML.readTree(text);
            }
            return file.toString().matches(".*\\.ya?ml")
                    ? YamlDocument.parse(file.toString(), text).root()
                    : Json.MAPPER
                            .reader()
                            .with(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                            .readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new InputException(
                    file + " line " + e.getLocation().getLineNr() + " cannot be read as "
                            + (file.toString().endsWith(".toml") ? "TOML" : "JSON") + ": " + Json.reason(e)
                            + ".",
                    e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
