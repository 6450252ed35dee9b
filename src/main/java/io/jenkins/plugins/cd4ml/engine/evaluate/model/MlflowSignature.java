package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The inputs of an MLflow model as its {@code signature.inputs} has them: named columns, or one matrix.
 *
 * @param inputs of named columns; empty where there are none
 * @param matrix numpy's type of the matrix; null where it takes none
 * @param width  columns of the matrix; 0 where that is open
 */
public record MlflowSignature(List<Input> inputs, String matrix, int width) {
    /**
     * One column.
     *
     * @param type     as MLflow names it: double, float, long, integer, boolean, string, datetime
     * @param optional whether data without it will do
     */
    public record Input(String name, String type, boolean optional) {
        /** @return how its values are read */
        public Column column() {
            return new Column(
                    name,
                    switch (type) {
                        case "double", "float" -> Column.Kind.NUMBER;
                        case "long", "integer" -> Column.Kind.INTEGER;
                        default -> Column.Kind.TEXT;
                    });
        }
    }

    private static final List<String> TYPES =
            List.of("double", "float", "long", "integer", "boolean", "string", "datetime");

    /**
     * @param file for messages
     * @param node {@code signature.inputs}, JSON as text; may be missing
     * @throws InputException when a table cannot fill it
     */
    static MlflowSignature of(Path file, JsonNode node) {
        if (!node.isTextual()) {
            return new MlflowSignature(List.of(), null, 0);
        }
        JsonNode all;
        try {
            all = Json.MAPPER.readTree(node.asText());
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": signature.inputs is not JSON.", e);
        }
        List<Input> inputs = new ArrayList<>();
        for (JsonNode one : all) {
            String type = one.path("type").asText();
            String name = one.path("name").asText();
            if (type.equals("tensor")) {
                if (all.size() > 1 || one.hasNonNull("name")) {
                    throw new InputException(
                            file + ": the signature has tensors with names; a table can fill one matrix,"
                                    + " so log the model with a signature of columns, or give evaluate.command.");
                }
                return matrix(file, one.path("tensor-spec"));
            }
            if (!TYPES.contains(type) || name.isEmpty()) {
                throw new InputException(file + ": the input " + (name.isEmpty() ? "without a name" : "'" + name + "'")
                        + " is of the type " + type + "; a table can fill named columns of " + String.join(", ", TYPES)
                        + ", for others give evaluate.command.");
            }
            boolean required =
                    one.path("required").asBoolean(!one.path("optional").asBoolean(false));
            inputs.add(new Input(name, type, !required));
        }
        return new MlflowSignature(inputs, null, 0);
    }

    private static MlflowSignature matrix(Path file, JsonNode spec) {
        JsonNode shape = spec.path("shape");
        String type = spec.path("dtype").asText().toLowerCase(Locale.ROOT);
        if (shape.size() != 2 || shape.get(0).asInt() > 0 || !type.matches("(float|u?int)[0-9]+|bool")) {
            throw new InputException(
                    file + ": the signature's input is a tensor of the shape " + Json.line(shape) + " and" + " type "
                            + type + "; a table can fill rows × columns of numbers, for others give evaluate.command.");
        }
        return new MlflowSignature(List.of(), type, Math.max(0, shape.get(1).asInt()));
    }
}
