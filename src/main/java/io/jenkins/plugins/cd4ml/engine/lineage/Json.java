package io.jenkins.plugins.cd4ml.engine.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The one way in which this project reads and writes JSON: the same value always gives the same bytes (map entries
 * sorted, two-space indent, {@code \n}), unknown keys are ignored on reading so that an older reader accepts a newer
 * record, nesting and numbers are limited because records come from agents, and a key that is there twice is a mistake.
 * Thread-safe.
 */
public final class Json {
    /** Above this a document is not read into memory: records come from agents, and agents may lie. */
    public static final long MAX_BYTES = 64L << 20;

    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY) // which of the two would count?
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** @return the tree form of any record or map */
    public static ObjectNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** @throws InputException when {@code node} does not have the shape of {@code type} */
    public static <T> T as(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new InputException("Not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** @return {@code value} as indented text that ends with a line end */
    public static String text(Object value) {
        try {
            return MAPPER.writer(PRETTY).writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** @return {@code value} on one line, for JSON lines and for digests */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** @return {@link #line} in UTF-8 */
    public static byte[] bytes(Object value) {
        return line(value).getBytes(StandardCharsets.UTF_8);
    }

    /** @return what is wrong, in the parser's words but without the names of its classes and settings */
    public static String reason(JsonProcessingException e) {
        boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
        if (!twice && e instanceof MismatchedInputException shape) {
            if (shape.getPath().isEmpty()) {
                return "the whole is a value of the wrong type";
            }
            String path = shape.getPath().stream()
                    .map(p -> p.getFieldName() == null ? "[" + p.getIndex() + "]" : "." + p.getFieldName())
                    .collect(Collectors.joining());
            return "'" + path.replaceFirst("^\\.", "") + "' is a value of the wrong type";
        }
        return e.getOriginalMessage()
                .replaceFirst("( \\(.*)?, from `StreamReadConstraints.*", "$1)")
                .replaceFirst("^Duplicate field (.*) for `ObjectNode`.*FAIL_ON_READING_DUP.*", "$1 is there twice");
    }

    /**
     * @param what names the document in the message
     * @throws InputException with the position when the bytes are not JSON or of another shape
     */
    public static <T> T parse(String what, byte[] bytes, Class<T> type) {
        try {
            return MAPPER.readValue(bytes, type);
        } catch (JsonProcessingException e) {
            throw new InputException(what + place(e) + " cannot be read as JSON: " + reason(e), e);
        } catch (IOException e) {
            throw new InputException(what + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
    }

    /** @throws InputException with file and position when the file is missing, too large or not JSON */
    public static JsonNode read(Path file) {
        return read(file, JsonNode.class);
    }

    /** @throws InputException with file and position when the file is missing, too large or not of that shape */
    public static <T> T read(Path file, Class<T> type) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(file + " has " + Files.size(file) + " bytes; more than " + MAX_BYTES
                        + " are not read as JSON.");
            }
            return parse(file.toString(), Files.readAllBytes(file), type);
        } catch (NoSuchFileException e) {
            throw new InputException(file + " does not exist.", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    /** Writes so that a reader sees the old document or the new one, and that it is on the disk when this returns. */
    public static void write(Path file, Object value) {
        try {
            DurableFile.replace(file, text(value).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e), e);
        }
    }

    /** As {@link #write}, without waiting for the disk: for what can be made again, such as a cache. */
    public static void writeUnsynced(Path file, Object value) {
        try {
            DurableFile.replaceUnsynced(file, text(value).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e), e);
        }
    }
}
