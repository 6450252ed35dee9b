package io.jenkins.plugins.cd4ml.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts asterisks for secrets in texts that people read: as they are, percent-encoded (in part, too), escaped for JSON,
 * HTML, SQL or a shell, and in base64, also where they are a part of what was encoded. Immutable.
 */
public final class SecretMask {
    static final String MASK = "****";

    private static final int SHORTEST_BASE64 = 4;
    private static final int BITS_OF_BYTE = 8;
    private static final int BITS_OF_DIGIT = 6;
    private static final Map<Character, String> ENTITIES = Map.of('&', "amp", '<', "lt", '>', "gt", '"', "quot");

    /** In YAML and in JSON. */
    private static final Pattern KUBECONFIG_SECRET =
            Pattern.compile("[\"']?\\b(?:token|password|client-key-data)[\"']?\\s*:\\s*[\"']?([^\\s\"',}]+)");

    private final Pattern pattern;

    private SecretMask(Collection<String> secrets) {
        Set<String> parts = new LinkedHashSet<>();
        secrets.stream()
                .filter(s -> !s.isEmpty())
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .forEach(secret -> {
                    base64(secret, parts);
                    parts.add(spelled(secret));
                });
        pattern = parts.isEmpty() ? null : Pattern.compile(String.join("|", parts));
    }

    public static SecretMask of(Collection<String> secrets) {
        return new SecretMask(secrets);
    }

    /** @return a mask for the logins that a process was given */
    public static SecretMask ofEnvironment(Map<String, String> environment) {
        Set<String> secrets = new LinkedHashSet<>(DatabaseLogin.secrets(environment));
        ClusterLogin cluster = ClusterLogin.of(environment);
        if (cluster != null) {
            KUBECONFIG_SECRET.matcher(cluster.kubeconfig()).results().forEach(found -> secrets.add(found.group(1)));
        }
        RegistryLogin registry = RegistryLogin.of(environment);
        if (registry.user() != null && !registry.password().isEmpty()) {
            secrets.add(registry.password());
        }
        return new SecretMask(secrets);
    }

    /** @return the text without secrets; itself when there are none */
    public String mask(String text) {
        return pattern == null || text == null ? text : pattern.matcher(text).replaceAll(MASK);
    }

    /** @return a document without secrets in its texts; itself when there is nothing to mask */
    public ObjectNode mask(ObjectNode document) {
        return pattern == null ? document : (ObjectNode) masked(document);
    }

    private JsonNode masked(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(e -> copy.set(e.getKey(), masked(e.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(e -> copy.add(masked(e)));
            return copy;
        }
        return node.isTextual() ? TextNode.valueOf(mask(node.textValue())) : node;
    }

    /** @return a stream of UTF-8 that masks line by line; the stream itself when there is nothing to mask */
    public OutputStream around(OutputStream stream) {
        return pattern == null ? stream : new Lines(stream);
    }

    /** Each character as itself or in any of the usual spellings. */
    private static String spelled(String secret) {
        return secret.codePoints().mapToObj(SecretMask::spelled).collect(Collectors.joining());
    }

    private static String spelled(int point) {
        String character = Character.toString(point);
        StringBuilder percent = new StringBuilder();
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
            percent.append(String.format("%%(?i:%02x)", b));
        }
        StringBuilder any = new StringBuilder("(?:").append(percent);
        if (!Character.isLetterOrDigit(point)) {
            any.append("|(?:\\\\|'\\\\'|\\Q").append(character).append("\\E)??"); // escaped, or doubled
        } else {
            any.append('|');
        }
        any.append(Pattern.quote(character));
        for (char c : character.toCharArray()) {
            if (character.length() == 1 && ENTITIES.containsKey(c)) {
                any.append("|&").append(ENTITIES.get(c)).append(';');
            }
        }
        any.append(point == ' ' ? "|\\+" : "").append("|&#0*").append(point).append(';');
        String units = character
                .chars()
                .mapToObj(c -> String.format("\\\\u(?i:%04x)", c))
                .collect(Collectors.joining());
        return any.append('|').append(units).append(')').toString();
    }

    /** What is the same in base64 of all that has the secret in it, for each place at which it may begin. */
    private static void base64(String secret, Set<String> parts) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        parts.add(digits(Base64.getEncoder().withoutPadding().encodeToString(bytes)) + "={0,2}(?![A-Za-z0-9+/_-])");
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            int from = (before * BITS_OF_BYTE + BITS_OF_DIGIT - 1) / BITS_OF_DIGIT;
            int to = shifted.length * BITS_OF_BYTE / BITS_OF_DIGIT;
            if (to - from >= SHORTEST_BASE64) {
                parts.add(digits(all.substring(from, to)) + "[A-Za-z0-9+/_-]?={0,2}");
            }
        }
    }

    private static String digits(String base64) {
        return base64.replace("/", "[/_]").replace("+", "[+-]");
    }

    private final class Lines extends FilterOutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(OutputStream to) {
            super(to);
        }

        @Override
        public void write(int b) throws IOException {
            line.write(b);
            if (b == '\n') {
                put();
                out.flush();
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (byte b : Arrays.copyOfRange(bytes, offset, offset + length)) {
                write(b);
            }
        }

        private void put() throws IOException {
            out.write(mask(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
            line.reset();
        }

        /** Keeps a line that has no end yet: half a secret would not be known for one. */
        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            put();
            super.close();
        }
    }
}
