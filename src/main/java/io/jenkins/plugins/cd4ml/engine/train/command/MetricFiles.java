package io.jenkins.plugins.cd4ml.engine.train.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Numbers and parameters that a training left in files: JSON, JSON lines, YAML, TOML and tables, as DVC and dvclive
 * write them or by hand (docs/training.md). Nested names are joined by dots.
 */
public final class MetricFiles {
    /** Receives a point. */
    public interface Points {
        void add(String metric, long step, double value);
    }

    private static final long MOST_BYTES = 1L << 30;
    private static final TomlMapper TOML = new TomlMapper();
    private static final ObjectReader PYTHON = Json.MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

    private MetricFiles() {}

    /** @throws InputException with file and line when it is not what its name says */
    public static void metrics(Path file, Points points) {
        String name = file.getFileName().toString();
        if (name.endsWith(".jsonl")) {
            lines(file, points);
        } else if (name.matches(".*\\.[tc]sv")) {
            table(file, points);
        } else {
            JsonNode tree = tree(file);
            long step = tree.path("step").isIntegralNumber() ? tree.get("step").longValue() : 0; // dvclive's summary
            flatten("", tree, (metric, value) -> {
                Double number = number(value);
                if (number != null && !metric.equals("step")) {
                    points.add(metric, step, number);
                }
            });
        }
    }

    /** Reads parameters, as texts. */
    static void params(Path file, BiConsumer<String, String> params) {
        flatten(
                "",
                tree(file),
                (name, value) -> params.accept(name, value.isValueNode() ? value.asText() : Json.line(value)));
    }

    private static JsonNode tree(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".json")) {
            return json(file);
        }
        if (!name.endsWith(".toml")) {
            return YamlDocument.read(file).root();
        }
        try {
            return TOML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file + " line " + e.getLocation().getLineNr() + " is not TOML; correct what writes it.", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** As Python writes it, with {@code NaN} and {@code Infinity}: a finished training is not lost for how it wrote a number. */
    private static JsonNode json(Path file) {
        try {
            if (Files.size(file) > Json.MAX_BYTES) {
                throw new InputException(
                        file + " has more than " + Json.MAX_BYTES + " bytes; metrics of that size are not" + " read.");
            }
            return PYTHON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file + " line " + e.getLocation().getLineNr() + " is not JSON; correct what writes it.", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Lines such as {@code {"step": 3, "loss": 0.2, "val": {"auc": 0.9}}}; without a step or epoch they are counted. */
    static final class LineReader {
        private final Path file;
        private final Points points;
        private final Map<String, Long> counted = new HashMap<>();
        private long number;

        LineReader(Path file, Points points) {
            this.file = file;
            this.points = points;
        }

        void line(String line) throws JsonProcessingException {
            number++;
            if (line.isBlank()) {
                return;
            }
            JsonNode tree = PYTHON.readTree(line);
            JsonNode step = tree.has("step") ? tree.get("step") : tree.path("epoch");
            flatten("", tree, (metric, value) -> {
                Double each = number(value);
                if (each != null && !metric.equals("step") && !metric.equals("epoch")) {
                    points.add(metric, step.isNumber() ? step.longValue() : counted.merge(metric, 1L, Long::sum), each);
                }
            });
        }

        InputException broken(JsonProcessingException e) {
            return new InputException(file + " line " + number + " is not JSON; correct what writes it.", e);
        }
    }

    private static void lines(Path file, Points points) {
        LineReader reader = new LineReader(file, points);
        try (BufferedReader in = open(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                reader.line(line);
            }
        } catch (JsonProcessingException e) {
            throw reader.broken(e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** dvclive's {@code plots/metrics/NAME.tsv}: a column {@code step} and one a metric. */
    private static void table(Path file, Points points) {
        String separator = file.toString().endsWith(".tsv") ? "\t" : ",";
        try (BufferedReader in = open(file)) {
            String header = in.readLine();
            String[] names = header == null ? new String[0] : header.split(separator, -1);
            int step = Arrays.asList(names).indexOf("step");
            long number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                String[] cells = line.split(separator, -1);
                if (cells.length != names.length) {
                    throw new InputException(file + " line " + (number + 1) + " has " + cells.length
                            + " values where the header has " + names.length + ".");
                }
                for (int i = 0; i < names.length; i++) {
                    Double value = i == step || names[i].equals("timestamp") ? null : number(cells[i]);
                    Double at = step < 0 ? null : number(cells[step]);
                    if (value != null) {
                        points.add(names[i], at == null ? number : at.longValue(), value);
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new InputException(file + " has more than 1 GiB; metrics of that size are not read.");
        }
        return Files.newBufferedReader(file);
    }

    static InputException unreadable(Path file, IOException e) {
        return new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
    }

    private static void flatten(String prefix, JsonNode node, BiConsumer<String, JsonNode> leaves) {
        node.properties().forEach(entry -> {
            String name = prefix + entry.getKey();
            if (entry.getValue().isObject()) {
                flatten(name + ".", entry.getValue(), leaves);
            } else {
                leaves.accept(name, entry.getValue());
            }
        });
    }

    /** @return the number, also when it is a word such as NaN; null for anything else */
    private static Double number(JsonNode value) {
        if (value.isTextual() && value.asText().matches("(?i)nan|[-+]?inf(inity)?")) {
            return number(value.asText());
        }
        return value.isNumber() ? (Double) value.doubleValue() : null;
    }

    private static Double number(String text) {
        String word = text.strip()
                .replaceFirst("(?i)^([-+]?)inf(inity)?$", "$1Infinity")
                .replaceFirst("(?i)^nan$", "NaN");
        try {
            return word.isEmpty() ? null : Double.valueOf(word);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
