package io.jenkins.plugins.cd4ml.engine.data.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** How the objects of a JSON file follow each other. */
public enum JsonShape {
    /** One object a line. */
    LINES("newline_delimited"),
    /** All in one list. */
    ARRAY("array"),
    /** One after another, each over several lines. */
    DOCUMENTS("unstructured");

    private final String format;

    JsonShape(String format) {
        this.format = format;
    }

    /** @return what DuckDB calls it */
    public String format() {
        return format;
    }

    /** @return what the first value says; {@link #LINES} of what is no JSON */
    public static JsonShape of(Path file) throws IOException {
        try (InputStream in = Encodings.open(file);
                JsonParser parser = new JsonFactory().createParser(in)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                return LINES;
            }
            int line = parser.currentTokenLocation().getLineNr();
            if (first == JsonToken.START_ARRAY) {
                JsonToken inner = parser.nextToken(); // a line that is a list of plain values is one bad line
                return inner == JsonToken.START_OBJECT || inner == JsonToken.END_ARRAY ? ARRAY : LINES;
            }
            parser.nextToken();
            boolean broken = parser.currentTokenLocation().getLineNr() > line;
            return broken ? DOCUMENTS : whole(parser, line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return LINES; // which says the line
        }
    }

    private static JsonShape whole(JsonParser parser, int line) throws IOException {
        int depth = 1;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (parser.currentTokenLocation().getLineNr() > line) {
                return DOCUMENTS;
            }
            if (depth == 0) {
                return LINES;
            }
        }
        return LINES;
    }
}
