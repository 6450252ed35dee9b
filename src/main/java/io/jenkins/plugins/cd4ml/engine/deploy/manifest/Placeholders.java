package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.DeployedModel;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in <code>${cd4ml.…}</code>. Everything else that looks like a variable is left alone: it belongs to the
 * container's shell. The values have no character that could change the YAML around them.
 */
public final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{cd4ml\\.([^}\\n]*)}");

    /** The model's files as an OCI artifact, by digest. */
    private static final String IMAGE = "modelImage";

    private final Map<String, String> values;

    /** @param values by name without {@code cd4ml.} */
    private Placeholders(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    /** @return those of a deployment */
    public static Placeholders of(DeployedModel subject, Environment environment) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "model",
                subject.model(),
                "version",
                Integer.toString(subject.version()),
                "modelDigest",
                subject.digest(),
                "environment",
                environment.name(),
                "namespace",
                environment.namespace(),
                ModelConfigMap.PLACEHOLDER,
                ModelConfigMap.name(subject.model(), subject.digest())));
        if (subject.image() != null) {
            values.put(IMAGE, subject.image());
        }
        return new Placeholders(values);
    }

    static boolean uses(String text, String name) {
        return text.contains("${cd4ml." + name + "}");
    }

    /**
     * @param file what the message calls the text
     * @throws InputException with file and line for a name that is not known
     */
    public String fill(String file, String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null && found.group(1).equals(IMAGE)) {
                throw new InputException(file + ": ${cd4ml." + IMAGE + "} is the model in a registry, and no one says"
                        + " which; name it as promote.modelRepository, such as oci://registry.example.org/models.");
            }
            if (value == null) {
                long line = text.substring(0, found.start()).lines().count();
                boolean atLineStart = found.start() == 0 || text.charAt(found.start() - 1) == '\n';
                throw new InputException(file + " line " + (atLineStart ? line + 1 : line)
                        + ": the placeholder ${cd4ml." + found.group(1) + "} is not known; known are "
                        + String.join(", ", values.keySet()) + ".");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
