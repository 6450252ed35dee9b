package io.jenkins.plugins.cd4ml.engine.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as a JSON tree that still knows on which line each value stands, so that a mistake found later can name
 * the line. Only YAML's plain types; no Java types are ever instantiated. Aliases are allowed, endless and swelling
 * ones are not.
 * Immutable by convention: callers do not modify {@link #root()}.
 */
public final class YamlDocument {
    private static final int MOST_REPEATED = 100_000;
    /** As JSON's reader has it: reading a number takes time with the square of its digits. */
    private static final int MOST_DIGITS = 1_000;
    /** Of different decimal numbers that are different as floating-point numbers. */
    private static final int DIGITS = 15;
    /** Of all values' pointers together: each value remembers where it stands, keys of all its parents included. */
    private static final long MOST_POINTED = 64L << 20;

    private final String name;
    private final JsonNode root;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<Node, Boolean> open = new IdentityHashMap<>();
    private final Map<Node, Boolean> seen = new IdentityHashMap<>();
    private int repeated;
    private long pointed;

    private YamlDocument(String name, Node node) {
        this.name = name;
        this.root = node == null ? JsonNodeFactory.instance.objectNode() : convert(node, "");
    }

    /** @throws InputException with file and line when the file is missing or is not YAML */
    public static YamlDocument read(Path file) {
        String name = file.toString().replaceAll("\\p{Cntrl}", "?"); // a line end would make two lines of one message
        try {
            if (Files.size(file) > 4 << 20) {
                throw new InputException(name + " has more than 4 MiB; a description of that size is a mistake.");
            }
            return parse(name, Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new InputException(name + " is not UTF-8 text; save it as UTF-8.", e);
        } catch (IOException e) {
            throw new InputException(name + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @param name what messages call the text, usually the file's path */
    public static YamlDocument parse(String name, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(50);
        options.setNestingDepthLimit(50);
        try {
            return new YamlDocument(name, new Yaml(new SafeConstructor(options)).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InputException(name + " line " + line + " is not YAML: " + e.getProblem() + ".", e);
        } catch (YAMLException e) {
            throw new InputException(name + " is not YAML: " + e.getMessage() + ".", e);
        }
    }

    public String name() {
        return name;
    }

    public JsonNode root() {
        return root;
    }

    /**
     * @param pointer a JSON pointer such as {@code /gates/2/metric}
     * @return the line, from 1, of the value or of its nearest parent that stands in the file
     */
    public int line(String pointer) {
        for (String p = pointer; !p.isEmpty(); p = p.substring(0, p.lastIndexOf('/'))) {
            Integer line = lines.get(p);
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    /** @return {@code cd4ml.yaml line 12 (gates[2].metric)}, the place as messages name it */
    public String place(String pointer) {
        return name + " line " + line(pointer) + (pointer.isEmpty() ? "" : " (" + dotted(pointer) + ")");
    }

    static String dotted(String pointer) {
        StringBuilder text = new StringBuilder();
        for (String part : pointer.substring(1).split("/")) {
            String key = part.replace("~1", "/").replace("~0", "~");
            boolean index = key.chars().allMatch(Character::isDigit);
            text.append(index ? "[" + key + "]" : (text.isEmpty() ? "" : ".") + key);
        }
        return text.toString();
    }

    private JsonNode convert(Node node, String pointer) {
        lines.put(pointer, node.getStartMark().getLine() + 1);
        pointed += pointer.length();
        if (pointed > MOST_POINTED) {
            throw new YAMLException("line " + (node.getStartMark().getLine() + 1)
                    + " is below keys so long that their places do not fit into memory");
        }
        if (seen.put(node, true) != null && ++repeated > MOST_REPEATED) { // few aliases of aliases make billions
            throw new YAMLException("its aliases repeat more than " + MOST_REPEATED + " values");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (open.put(node, true) != null) {
            throw new YAMLException("the value at line " + (node.getStartMark().getLine() + 1) + " contains itself");
        }
        JsonNode converted =
                node instanceof MappingNode m ? mapping(m, pointer) : sequence((SequenceNode) node, pointer);
        open.remove(node);
        return converted;
    }

    private ObjectNode mapping(MappingNode node, String pointer) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : node.getValue()) {
            int line = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new YAMLException("line " + line + " has a key that is not a plain text");
            }
            if (object.has(key.getValue())) {
                throw new YAMLException("line " + line + " repeats the key '" + key.getValue() + "'");
            }
            String at = pointer + "/" + key.getValue().replace("~", "~0").replace("/", "~1");
            object.set(key.getValue(), convert(tuple.getValueNode(), at));
            lines.put(at, line);
        }
        return object;
    }

    private ArrayNode sequence(SequenceNode node, String pointer) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < node.getValue().size(); i++) {
            array.add(convert(node.getValue().get(i), pointer + "/" + i));
        }
        return array;
    }

    private static JsonNode scalar(ScalarNode node) {
        JsonNodeFactory f = JsonNodeFactory.instance;
        String value = node.getValue();
        if (node.getTag() == Tag.NULL) {
            return f.nullNode();
        }
        if (node.getTag() == Tag.BOOL) { // yes, no, on and off are texts, as in YAML 1.2: NO is a country
            boolean told = "true".equalsIgnoreCase(value);
            return told || "false".equalsIgnoreCase(value) ? f.booleanNode(told) : f.textNode(value);
        }
        try {
            if (value.length() > MOST_DIGITS && (node.getTag() == Tag.INT || node.getTag() == Tag.FLOAT)) {
                throw new YAMLException(
                        "line " + (node.getStartMark().getLine() + 1) + " has a number of " + value.length()
                                + " characters; a number has at most " + MOST_DIGITS + ", or is quoted as text");
            }
            if (node.getTag() == Tag.INT) {
                BigInteger integer = new BigInteger(value.replace("_", ""));
                return integer.bitLength() < 64 ? f.numberNode(integer.longValue()) : f.numberNode(integer);
            }
            if (node.getTag() == Tag.FLOAT) {
                String digits = value.replace("_", "");
                double near = number(digits);
                return exact(digits, near) ? f.numberNode(near) : f.numberNode(new BigDecimal(digits));
            }
        } catch (NumberFormatException e) {
            return f.textNode(value); // hexadecimal, octal and sexagesimal numbers stay text
        }
        return f.textNode(value);
    }

    /** @return whether a floating-point number keeps the digits: one of a contract may have more */
    private static boolean exact(String value, double near) {
        return value.length() <= DIGITS
                || !value.matches("[-+]?[0-9]*\\.?[0-9]+")
                || BigDecimal.valueOf(near).compareTo(new BigDecimal(value)) == 0;
    }

    private static double number(String value) {
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
            case "-.inf" -> Double.NEGATIVE_INFINITY;
            case ".nan" -> Double.NaN;
            default -> Double.parseDouble(value);
        };
    }
}
