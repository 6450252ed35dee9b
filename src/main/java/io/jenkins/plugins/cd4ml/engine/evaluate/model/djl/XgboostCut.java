package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Writes a model's first rounds of boosting as a model of its own, as XGBoost's slicing does: the Java library has no way
 * to ask a model for some of its rounds that its current versions still honour. A model whose objective only names the
 * class is written as one that gives the classes' probabilities, from the same trees.
 *
 * @param rounds that are kept; 0 for all
 * @param trees  of these rounds
 */
record XgboostCut(int rounds, int trees) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Streams, whatever the size: trees are written while they are read. */
    Path write(Path file, Path folder) throws IOException {
        Path copy = folder.resolve("first-rounds.json");
        try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW));
                JsonGenerator out = MAPPER.getFactory().createGenerator(bytes);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            if (XgboostDescription.text(in)) {
                try (JsonParser parser = MAPPER.getFactory().createParser(file.toFile())) {
                    parser.nextToken();
                    copy(parser, out, "");
                }
            } else {
                new UbjsonReader(in, Set.of()).copy(out, this);
            }
        }
        return copy;
    }

    private void copy(JsonParser parser, JsonGenerator out, String key) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            out.writeStartObject();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                out.writeFieldName(name);
                parser.nextToken();
                copy(parser, out, name);
            }
            out.writeEndObject();
        } else if (token == JsonToken.START_ARRAY) {
            out.writeStartArray();
            int most = most(key);
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                if (i < most) {
                    copy(parser, out, "");
                } else {
                    parser.skipChildren();
                }
            }
            out.writeEndArray();
        } else if (token == JsonToken.VALUE_STRING) {
            out.writeString(text(key, parser.getText()));
        } else {
            out.writeRawValue(parser.getText()); // numbers in the file's own digits
        }
    }

    /** All rounds. */
    static final XgboostCut NONE = new XgboostCut(0, 0);

    /** @return how many elements are kept of the array of that name */
    int most(String key) {
        return rounds == 0
                ? Integer.MAX_VALUE
                : switch (key) {
                    case "trees", "tree_info", "weight_drop" -> trees;
                    case "iteration_indptr" -> rounds + 1;
                    default -> Integer.MAX_VALUE;
                };
    }

    /** @return what stands for the text of that name */
    String text(String key, String value) {
        return key.equals("num_trees") && rounds > 0
                ? Integer.toString(trees)
                : key.equals("name") && value.equals("multi:softmax") ? "multi:softprob" : value;
    }
}
