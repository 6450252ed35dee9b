package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML with the scalars that Kubernetes' own tools see in it: YAML 1.1 with octal numbers ({@code 0644}), merge keys,
 * {@code yes} and {@code no} as booleans, but neither dates nor numbers to the base of 60, which they read as texts.
 */
final class KubernetesYaml {
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+");
    private static final Pattern REAL = Pattern.compile(
            "[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+][0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    /** Keeps nulls, which take a field away where they are applied. */
    private static final ObjectMapper PLAIN = new ObjectMapper();

    private static final int DEEPEST = 100;
    private static final int MOST_ALIASES = 1_000;

    private KubernetesYaml() {}

    /** @param line from 1, where the document begins */
    record Document(int line, JsonNode tree) {}

    /** Gives away what a composed document holds. */
    private static final class Constructor extends SafeConstructor {
        Constructor(LoaderOptions options) {
            super(options);
        }

        JsonNode tree(Node node) {
            try {
                return PLAIN.valueToTree(constructDocument(node));
            } catch (IllegalArgumentException e) {
                throw new YAMLException("line " + (node.getStartMark().getLine() + 1) + " has an empty key", e);
            }
        }
    }

    private static final class Scalars extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO", 10);
            addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, REAL, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<", 10);
            addImplicitResolver(Tag.NULL, NULL, "~nN\0", 10);
            addImplicitResolver(Tag.NULL, EMPTY, null, 10);
        }
    }

    /** @throws org.yaml.snakeyaml.error.YAMLException when it is not YAML */
    static List<Document> documents(Reader text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        Constructor constructor = new Constructor(options);
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(constructor, new Representer(unused), unused, options, new Scalars());
        List<Document> documents = new ArrayList<>();
        for (Node node : yaml.composeAll(text)) {
            if (node != null) {
                documents.add(new Document(node.getStartMark().getLine() + 1, constructor.tree(node)));
            }
        }
        return documents;
    }
}
